"""Training of a reader's upper layers and heads: seeded, on a CPU in half an hour.

The lower layers stay as they are, so what they make of each text is computed once and kept; every
epoch then costs only what is trained.
"""

import json
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor
from torch.nn import functional
from transformers import AutoTokenizer

from shopguide.encoders.transformer import TransformerEncoder

from ..network import (
    BEGIN,
    BEGIN_MENTION,
    INSIDE,
    INSIDE_MENTION,
    OUTSIDE,
    Output,
    ReaderNetwork,
)
from ..spans import tokens_of
from ..weights import TENSORS, TOLD, Told, Weights
from .examples import Example

IGNORED = -100
#: A token that is in no judged term, and of which no more is known.
NOT_JUDGED = -1
#: Texts whose terms are annotated are read so often in every epoch: they are few and say most.
ANNOTATED = 2
#: How much the tokens of a text count beside its sentiment.
TOKENS_COUNT = 3.0
#: How much a token of a term counts beside one outside: there are few.
TOKEN_WEIGHTS = (1.0, 1.5, 1.5, 1.0, 1.0)
SMOOTHING = 0.05
#: Batches are made of texts of like length within so many of them.
SHUFFLED = 30


@dataclass(frozen=True)
class Plan:
    """How to train. ``lower``: layers that stay the encoder's own."""

    epochs: int = 2
    batch: int = 32
    rate: float = 8e-5
    head_rate: float = 1e-3
    warm_up: float = 0.06
    lower: int = 4
    max_length: int = 96
    seed: int = 0
    threads: int = 2


@dataclass
class _Item:
    """An example in tokens; ``states`` are what the lower layers made of it."""

    example: Example
    ids: list[int]
    terms: list[tuple[list[int], int, int]]
    classes: list[int] | None
    words: list[float] | None
    states: Tensor = field(default_factory=lambda: torch.empty(0))


class Trainer:
    """Fits a network to examples. Raises EncoderError where the encoder is absent."""

    def __init__(self, encoder: str, aspects: Sequence[str], plan: Plan) -> None:
        torch.manual_seed(plan.seed)
        torch.set_num_threads(plan.threads)
        self.plan = plan
        self.aspects = tuple(aspects)
        self.encoder = TransformerEncoder(encoder)
        self.tokenizer = AutoTokenizer.from_pretrained(str(self.encoder.folder))
        self.network = ReaderNetwork(self.encoder.folder, plan.lower, len(self.aspects))
        for parameter in self.network.parameters():
            parameter.requires_grad = False
        for parameter in self.network.trained().values():
            parameter.requires_grad = True

    def start_from(self, weights: Weights) -> None:
        """Train further what another training left."""
        stored = load_file(weights.folder / TENSORS)
        self.network.load_state_dict({k: v.float() for k, v in stored.items()}, strict=False)

    def fit(
        self,
        examples: Sequence[Example],
        on_progress: Callable[[int, int, float], None] = lambda done, of, loss: None,
    ) -> None:
        """``on_progress`` is told the step, how many there are, and the loss of the last one."""
        items = self._items(examples)
        items += [item for item in items if item.classes is not None] * (ANNOTATED - 1)
        trained = self.network.trained()
        layers = [p for name, p in trained.items() if name.startswith("encoder.")]
        heads = [p for name, p in trained.items() if not name.startswith("encoder.")]
        optimizer = torch.optim.AdamW(
            [
                {"params": layers, "lr": self.plan.rate},
                {"params": heads, "lr": self.plan.head_rate},
            ],
            weight_decay=0.01,
        )
        steps = math.ceil(len(items) / self.plan.batch) * self.plan.epochs
        schedule = torch.optim.lr_scheduler.LambdaLR(
            optimizer, lambda step: self._rate(step, steps)
        )
        random = Random(self.plan.seed)  # noqa: S311
        done = 0
        for _ in range(self.plan.epochs):
            for batch in _batches(items, self.plan.batch, random):
                self.network.train()
                loss = self._loss(batch)
                optimizer.zero_grad()
                loss.backward()  # type: ignore[no-untyped-call]
                torch.nn.utils.clip_grad_norm_([*layers, *heads], 1.0)
                optimizer.step()
                schedule.step()
                done += 1
                on_progress(done, steps, float(loss.detach()))

    def _rate(self, step: int, steps: int) -> float:
        return min(1.0, (step + 1) / (self.plan.warm_up * steps)) * max(0.02, 1 - step / steps)

    def save(self, folder: Path, term: float = 0.5, word: float = 0.5) -> None:
        """Half precision: 16 bits say all that training has learned."""
        folder.mkdir(parents=True, exist_ok=True)
        told = Told(
            self.encoder.model, self.encoder.mark, self.plan.lower, self.plan.max_length,
            term, word, self.aspects,
        )  # fmt: skip
        tensors = {k: v.detach().half().contiguous() for k, v in self.network.trained().items()}
        save_file(tensors, folder / TENSORS)
        (folder / TOLD).write_text(json.dumps(asdict(told), indent=1) + "\n")

    def _items(self, examples: Sequence[Example]) -> list[_Item]:
        found = self.tokenizer(
            [each.text for each in examples],
            truncation=True,
            max_length=self.plan.max_length,
            return_offsets_mapping=True,
        )
        numbers = {name: number for number, name in enumerate(self.aspects)}
        items = [
            _item(example, ids, offsets, numbers)
            for example, ids, offsets in zip(
                examples, found["input_ids"], found["offset_mapping"], strict=True
            )
        ]
        self._freeze(items)
        return items

    @torch.inference_mode()
    def _freeze(self, items: Sequence[_Item]) -> None:
        self.network.eval()
        for batch in _batches(items, 64, None):
            ids, mask = _padded([item.ids for item in batch], self.tokenizer.pad_token_id or 0)
            states = self.network.frozen(ids, mask).half()
            for item, each in zip(batch, states, strict=True):
                item.states = each[: len(item.ids)].clone()

    def _loss(self, batch: Sequence[_Item]) -> Tensor:
        longest = max(len(item.ids) for item in batch)
        width = self.network.strength.in_features
        states = torch.zeros(len(batch), longest, width)
        mask = torch.zeros(len(batch), longest, dtype=torch.long)
        for row, item in enumerate(batch):
            states[row, : len(item.ids)] = item.states
            mask[row, : len(item.ids)] = 1
        output = self.network.upper(states, mask)
        return torch.stack([*self._losses(output, batch, longest)]).sum()

    def _losses(self, output: Output, batch: Sequence[_Item], longest: int) -> Iterator[Tensor]:
        weights = torch.tensor([item.example.weight for item in batch])
        if rows := [i for i, item in enumerate(batch) if item.example.polarity is not None]:
            target = torch.tensor([1 + (batch[i].example.polarity or 0) for i in rows])
            yield (_cross_entropy(output.sentence[rows], target) * weights[rows]).mean()
        if rows := [i for i, item in enumerate(batch) if item.example.strength is not None]:
            strength = torch.tensor([0.9 * (batch[i].example.strength or 0.0) for i in rows])
            yield 2 * ((output.strength[rows] - strength) ** 2 * weights[rows]).mean()
        yield from self._span_losses(output, batch, weights)
        if rows := [i for i, item in enumerate(batch) if item.classes is not None]:
            classes = _filled([batch[i].classes or [] for i in rows], longest, IGNORED)
            each = weights[rows].unsqueeze(1).expand_as(classes)
            yield from _token_losses(output.tokens[rows], classes, each)
        if rows := [i for i, item in enumerate(batch) if item.words is not None]:
            marked = _filled([batch[i].words or [] for i in rows], longest, -1.0)
            yield functional.binary_cross_entropy_with_logits(
                output.words[rows][marked >= 0], marked[marked >= 0]
            )

    def _span_losses(
        self, output: Output, batch: Sequence[_Item], weights: Tensor
    ) -> Iterator[Tensor]:
        rows = [row for row, item in enumerate(batch) for _ in item.terms]
        if not rows:
            return
        terms = [term for item in batch for term in item.terms]
        states = self.network.spans(output, rows, [tokens for tokens, *_ in terms])
        polarity = torch.tensor([1 + polarity for _, polarity, _ in terms])
        yield (_cross_entropy(self.network.polarity(states), polarity) * weights[rows]).mean()
        if known := [i for i, (*_, aspect) in enumerate(terms) if aspect >= 0]:
            aspect = torch.tensor([terms[i][2] for i in known])
            yield functional.cross_entropy(self.network.aspect(states[known]), aspect)


def _token_losses(logits: Tensor, classes: Tensor, weights: Tensor) -> Iterator[Tensor]:
    known = classes >= 0
    if known.any():
        loss = functional.cross_entropy(
            logits[known], classes[known], weight=torch.tensor(TOKEN_WEIGHTS), reduction="none"
        )
        yield TOKENS_COUNT * (loss * weights[known]).mean()
    if (unjudged := classes == NOT_JUDGED).any():
        judged = logits[unjudged].softmax(-1)[:, [BEGIN, INSIDE]].sum(-1)
        yield TOKENS_COUNT * (-torch.log((1 - judged).clamp(min=1e-6)) * weights[unjudged]).mean()


def _cross_entropy(logits: Tensor, target: Tensor) -> Tensor:
    return functional.cross_entropy(logits, target, reduction="none", label_smoothing=SMOOTHING)


def _item(
    example: Example, ids: list[int], offsets: list[tuple[int, int]], numbers: dict[str, int]
) -> _Item:
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
    return _Item(example, ids, terms, None if example.told == "some" else classes, words)


def _tokens(offsets: list[tuple[int, int]], span: tuple[int, int]) -> list[int]:
    """Tokens of ``span``, none where it was cut off: the last of ``offsets`` is the end mark."""
    return tokens_of(offsets, span) if span[0] < offsets[-2][1] else []


def _batches(items: Sequence[_Item], size: int, random: Random | None) -> Iterator[list[_Item]]:
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


def _padded(ids: Sequence[list[int]], pad: int) -> tuple[Tensor, Tensor]:
    longest = max(map(len, ids))
    lengths = torch.tensor([len(each) for each in ids])
    mask = (torch.arange(longest)[None] < lengths[:, None]).long()
    return _filled(ids, longest, pad), mask


def _filled(rows: Sequence[Sequence[Any]], width: int, filling: float) -> Tensor:
    return torch.tensor([[*row, *[filling] * (width - len(row))] for row in rows])
