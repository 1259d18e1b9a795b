"""Reviews that may not be a shopper's own: near copies and bursts. Nothing is removed for it."""

from dataclasses import dataclass
from datetime import date, datetime

from .scope import Scope

#: Bits of 64 in which two fingerprints may differ (Manku, Jain & Das Sarma, 2007).
DISTANCE = 3


@dataclass(frozen=True)
class Copy:
    """One of several reviews with nearly the same text; keys are text."""

    review: str
    product: str
    written: datetime | None
    verified: bool | None


@dataclass(frozen=True)
class Copies:
    """Reviews that are near copies of each other, the first written first. ``distance`` is the
    most by which the fingerprints of two that were compared differ; ``count`` is of all,
    ``reviews`` are the first of them."""

    reviews: tuple[Copy, ...]
    count: int
    products: int
    distance: int


@dataclass(frozen=True)
class Burst:
    """A day with improbably many reviews of a product: ``expected`` of its own rate around that
    day, ``p`` the Poisson tail given all reviews around it, ``q`` corrected for all days."""

    product: str
    day: date
    count: int
    expected: float
    p: float
    q: float


def near_copies(scope: Scope, limit: int = 20) -> list[Copies]:
    """Groups of near copies with at least one review in the scope, of whatever product of the
    guide, the largest first."""
    raise NotImplementedError


def bursts(scope: Scope, limit: int = 20) -> list[Burst]:
    """Days with improbably many reviews, the least probable first, in one statement."""
    raise NotImplementedError
