"""Sentences from reviews that say what is claimed, cut from the shop's own rows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from shopguide.reviews.base import Span

from .passages import Part, cut
from .scope import Scope

#: An aspect and what is said of it: 1 praise, -1 blame, 0 neither.
Claim = tuple[str, int]


@dataclass(frozen=True)
class Quote:
    """One sentence of one review. ``review`` and ``product`` are keys as text; ``term`` and
    ``words`` are spans in ``text``; ``rating`` is a share of the best score."""

    review: str
    product: str
    aspect: str
    polarity: int
    text: str
    term: Span
    words: tuple[Span, ...]
    rating: float | None
    written: datetime | None
    language: str
    verified: bool | None
    probability: float

    @property
    def parts(self) -> tuple[Part, ...]:
        """The text cut at its marks: ``{% for part in quote.parts %}``."""
        return cut(self.text, self.term, self.words)


def quotes(
    scope: Scope, aspect: str, polarity: int, limit: int = 3, language: str | None = None
) -> list[Quote]:
    """The most telling sentences for one claim: see ``quotes_for``."""
    return quotes_for(scope, [(aspect, polarity)], limit, language)[aspect, polarity]


def quotes_for(
    scope: Scope, claims: Iterable[Claim], limit: int = 3, language: str | None = None
) -> dict[Claim, list[Quote]]:
    """Up to ``limit`` sentences for each claim, in two statements. Those in ``language`` (the
    active one if not given) first, at most one of a review, none like another. A review whose text
    has changed since it was read is not quoted."""
    raise NotImplementedError
