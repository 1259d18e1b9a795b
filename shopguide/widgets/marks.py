"""A review's text in parts, so that a template can mark what it says of each aspect. There is no
HTML in them: a part is text to be escaped as any other."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from typing import Literal

from shopguide.models import AspectOpinion

#: What a part is: ordinary text, an aspect's term, or words of opinion.
Kind = Literal["", "term", "words"]
#: A longer text is folded near here, unless less than this much would be left over.
FOLD, LEFT_OVER = 360, 120
#: Where to fold, the best place first: after a sentence, a clause, a word.
_ENDS = tuple(map(re.compile, (r"[.!?]\s|[。！？]", r"[,;]\s|[，；]", r"\s")))


@dataclass(frozen=True)
class Part:
    """A stretch of text; ``polarity`` is 1 where it is praise and -1 where it is blame."""

    text: str
    kind: Kind = ""
    polarity: int = 0

    @property
    def tone(self) -> str:
        return {1: "good", -1: "bad"}.get(self.polarity, "")


@dataclass(frozen=True)
class Span:
    start: int
    end: int
    kind: Kind
    polarity: int


def parts(text: str, opinions: Iterable[AspectOpinion], begins: int = 0) -> tuple[Part, ...]:
    """``text`` in parts that join to it again; it ``begins`` there in the whole review. Where marks
    overlap, a term wins over words and the later over the earlier."""
    spans = sorted(_spans(opinions), key=lambda span: (span.kind == "term", span.start))
    owners: list[int] = [-1] * len(text)
    for number, span in enumerate(spans):
        start, end = max(span.start - begins, 0), min(span.end - begins, len(text))
        if start < end:
            owners[start:end] = [number] * (end - start)
    made, at = [], 0
    for owner, run in groupby(owners):
        piece = text[at : at + sum(1 for _ in run)]
        at += len(piece)
        span = spans[owner] if owner >= 0 else Span(0, 0, "", 0)
        made.append(Part(piece, span.kind, span.polarity))
    return tuple(made)


def _spans(opinions: Iterable[AspectOpinion]) -> Iterable[Span]:
    for said in opinions:
        if said.polarity:
            yield Span(said.start, said.end, "term", said.polarity)
            for start, end in list(pairwise(said.words))[::2]:
                yield Span(start, end, "words", said.polarity)


def folded(given: tuple[Part, ...]) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
    """What is read at once, and what is folded away."""
    text = "".join(part.text for part in given)
    if len(text) <= FOLD + LEFT_OVER:
        return given, ()
    ends = ([found.end() for found in end.finditer(text, FOLD // 2, FOLD)] for end in _ENDS)
    return split(given, next((places[-1] for places in ends if places), FOLD))


def split(given: tuple[Part, ...], at: int) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
    """Parts before and from a character on; a part that lies across is in both."""
    before: list[Part] = []
    after: list[Part] = []
    for part in given:
        head, tail = part.text[: max(at, 0)], part.text[max(at, 0) :]
        at -= len(part.text)
        before += [replace(part, text=head)] if head else []
        after += [replace(part, text=tail)] if tail else []
    return tuple(before), tuple(after)
