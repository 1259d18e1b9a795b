"""A passage of a review cut at its marks, so that a template can mark it up without any HTML of
ours."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from shopguide.reviews.base import Span

#: What a part is: ordinary text, an aspect term, or words of opinion.
Mark = Literal["", "term", "words"]


@dataclass(frozen=True)
class Part:
    """A stretch of text to be escaped as any other; ``mark`` says what it is."""

    text: str
    mark: Mark = ""


def cut(text: str, term: Span, words: Iterable[Span] = ()) -> tuple[Part, ...]:
    """``text`` in parts that join to it again. Where marks overlap, the term wins."""
    raise NotImplementedError
