"""Examples in tokens, and batches of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

import torch
from torch import Tensor

from ..network import BEGIN, BEGIN_MENTION, INSIDE, INSIDE_MENTION, OUTSIDE
from ..spans import tokens_of
from .examples import Example

#: A token of which nothing is known.
IGNORED = -100
#: A token that is in no judged term, and of which no more is known.
NOT_JUDGED = -1
#: Batches are made of texts of like length within so many of them.
SHUFFLED = 30


@dataclass
class Item:
    """An example in tokens; ``states`` are what the lower layers made of it."""

    example: Example
    ids: list[int]
    terms: list[tuple[list[int], int, int]]
    classes: list[int] | None
    words: list[float] | None
    states: Tensor = field(default_factory=lambda: torch.empty(0))


def item_of(
    example: Example, ids: list[int], offsets: list[tuple[int, int]], numbers: dict[str, int]
) -> Item:
    terms = []
    classes = [OUTSIDE if example.told == "all" else NOT_JUDGED] * len(ids)
    for span in example.unsure:
        for token in _tokens(offsets, span):
            classes[token] = IGNORED
    for span, polarity, aspect in example.terms:
        tokens = _tokens(offsets, span)
        if not tokens:
            continue
        terms.append((tokens, polarity, numbers.get(aspect, -1)))
        begin, inside = (BEGIN, INSIDE) if polarity else (BEGIN_MENTION, INSIDE_MENTION)
        for i, token in enumerate(tokens):
            classes[token] = inside if i else begin
    words = None
    if example.words is not None:
        words = [0.0] * len(ids)
        for span in example.words:
            for token in _tokens(offsets, span):
                words[token] = 1.0
    return Item(example, ids, terms, None if example.told == "some" else classes, words)


def _tokens(offsets: list[tuple[int, int]], span: tuple[int, int]) -> list[int]:
    """Tokens of ``span``, none where it was cut off: the last of ``offsets`` is the end mark."""
    return tokens_of(offsets, span) if span[0] < offsets[-2][1] else []


def batches(items: Sequence[Item], size: int, random: Random | None) -> Iterator[list[Item]]:
    """Texts of like length together; in another order in every epoch where ``random`` is given."""
    order = list(items)
    if random:
        random.shuffle(order)
    chunk = size * SHUFFLED if random else max(len(order), 1)
    batches = []
    for start in range(0, len(order), chunk):
        part = sorted(order[start : start + chunk], key=lambda item: len(item.ids))
        batches += [part[i : i + size] for i in range(0, len(part), size)]
    if random:
        random.shuffle(batches)
    yield from batches


def padded(ids: Sequence[list[int]], pad: int) -> tuple[Tensor, Tensor]:
    longest = max(map(len, ids))
    lengths = torch.tensor([len(each) for each in ids])
    mask = (torch.arange(longest)[None] < lengths[:, None]).long()
    return filled(ids, longest, pad), mask


def filled(rows: Sequence[Sequence[Any]], width: int, filling: float) -> Tensor:
    return torch.tensor([[*row, *[filling] * (width - len(row))] for row in rows])
