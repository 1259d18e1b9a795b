"""What a merchant might mend, written from the numbers and checked against them."""

from dataclasses import dataclass
from typing import Literal

from .quotes import Quote
from .scope import Scope
from .statistics import Share

#: An aspect blamed more than before, one blamed often, stars that hide bad texts, and praise that
#: the product's own text does not mention.
Kind = Literal["rising", "blamed", "stars", "unmentioned"]


@dataclass(frozen=True)
class Evidence:
    """The numbers behind a suggestion; ``past`` and ``days`` where it speaks of a change."""

    share: Share
    past: Share | None = None
    days: int | None = None


@dataclass(frozen=True)
class Improvement:
    """One suggestion. ``text`` is in the language that was active, ``aspect`` empty where it is
    about no aspect."""

    kind: Kind
    aspect: str
    label: str
    text: str
    evidence: Evidence
    quotes: tuple[Quote, ...] = ()


def improvements(scope: Scope, limit: int = 5, language: str | None = None) -> list[Improvement]:
    """Suggestions for what the scope holds, the most pressing first, none that does not hold.
    Quotes are in ``language`` first."""
    raise NotImplementedError


def holds(improvement: Improvement, scope: Scope) -> bool:
    """Whether the evidence is what SQL says now, and every number in the text is in it."""
    raise NotImplementedError
