"""Pros and cons: in how many reviews an aspect is praised and blamed."""

from collections.abc import Sequence
from dataclasses import dataclass

from .scope import Scope
from .statistics import Share

#: A claim needs at least so many reviews that say it.
SAY_IT = 2


@dataclass(frozen=True)
class AspectShare:
    """Of all reviews in the scope, those that speak of one aspect, each counted once.

    ``positive`` are the reviews with at least one good opinion, ``negative`` those with a bad one,
    ``mixed`` those with both (counted in both too), ``neutral`` those with neither, ``mentions`` all
    that speak of it. ``verified_positive`` and ``verified_negative`` are of verified purchases only.
    """

    aspect: str
    label: str
    positive: Share
    negative: Share
    mixed: Share
    neutral: Share
    mentions: Share
    verified_positive: Share
    verified_negative: Share

    @property
    def total(self) -> int:
        return self.mentions.total


def aspects(scope: Scope) -> list[AspectShare]:
    """Every aspect that a review in the scope mentions, the most mentioned first and "other" last,
    in two statements."""
    raise NotImplementedError


def pros(found: Sequence[AspectShare], limit: int | None = None) -> list[AspectShare]:
    """Those of ``aspects()`` that may be called a pro, the surest share first: enough reviews
    (SHOPGUIDE["INSIGHT_MINIMUM"]), and at least two that praise it."""
    raise NotImplementedError


def cons(found: Sequence[AspectShare], limit: int | None = None) -> list[AspectShare]:
    """Those that may be called a con, by the same rules."""
    raise NotImplementedError
