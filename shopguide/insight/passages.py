"""A passage of a review cut at its marks, so that a template can mark it up without any HTML of
ours."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from shopguide.reviews.base import Span

#: What a part is: ordinary text, an aspect term, or words of opinion.
Mark = Literal["", "term", "words"]
#: A longer sentence is cut down to this much on each side of the term.
LONGEST, AROUND = 320, 140
ELLIPSIS = "…"


@dataclass(frozen=True)
class Part:
    """A stretch of text to be escaped as any other; ``mark`` says what it is."""

    text: str
    mark: Mark = ""


@dataclass(frozen=True)
class Passage:
    """A sentence with the spans in it."""

    text: str
    term: Span
    words: tuple[Span, ...]


def cut(text: str, term: Span, words: Iterable[Span] = ()) -> tuple[Part, ...]:
    """``text`` in parts that join to it again. Where marks overlap, the term wins."""
    marks: list[Mark] = [""] * len(text)
    for start, end in words:
        marks[start:end] = ["words"] * len(marks[start:end])
    marks[slice(*term)] = ["term"] * len(marks[slice(*term)])
    at = 0
    parts = []
    for mark, run in groupby(marks):
        length = len(list(run))
        parts.append(Part(text[at : at + length], mark))
        at += length
    return tuple(parts)


def passage(whole: str, sentence: Span, term: Span, words: Iterable[Span]) -> Passage | None:
    """The sentence out of a whole text, around the term where it is long; None where the spans do
    not lie in the text."""
    start, end = max(sentence[0], 0), min(sentence[1], len(whole))
    start += len(whole[start:end]) - len(whole[start:end].lstrip())
    end = start + len(whole[start:end].rstrip())
    if not start <= term[0] < term[1] <= end:
        return None
    before = after = ""
    if end - start > LONGEST:
        nearest, farthest = term[0] - AROUND, term[1] + AROUND
        if nearest > start:
            start, before = _word_start(whole, nearest, term[0]), ELLIPSIS
        if farthest < end:
            end, after = _word_end(whole, farthest, term[1]), ELLIPSIS
    shift = len(before) - start
    return Passage(
        before + whole[start:end] + after,
        (term[0] + shift, term[1] + shift),
        tuple((a + shift, b + shift) for a, b in words if start <= a < b <= end),
    )


def _word_start(text: str, at: int, latest: int) -> int:
    blank = text.find(" ", at, latest)
    return at if blank < 0 else blank + 1


def _word_end(text: str, at: int, earliest: int) -> int:
    blank = text.rfind(" ", earliest, at)
    return at if blank < 0 else blank
