"""Pros and cons: in how many reviews an aspect is praised and blamed."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext

from shopguide.catalogue.guide import ProductGuide
from shopguide.conf import settings
from shopguide.text.aspects import OTHER, aspects_of

from .counts import Count, Counts, count
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
    in one statement. Raises LookupError for what is no key."""
    counts = count(scope)
    names = labels(scope.guide)
    found = [
        _share(name, names.get(name, name), each, counts) for name, each in counts.aspects.items()
    ]
    return sorted(found, key=lambda each: (each.aspect == OTHER, -each.mentions.count, each.aspect))


def pros(found: Sequence[AspectShare], limit: int | None = None) -> list[AspectShare]:
    """Those of ``aspects()`` that may be called a pro, the surest share first: enough reviews
    (SHOPGUIDE["INSIGHT_MINIMUM"]), and at least two that praise it."""
    claimed = [each for each in found if may_claim(each.aspect, each.positive)]
    return sorted(claimed, key=lambda each: rank(each.aspect, each.positive))[:limit]


def cons(found: Sequence[AspectShare], limit: int | None = None) -> list[AspectShare]:
    """Those that may be called a con, by the same rules."""
    claimed = [each for each in found if may_claim(each.aspect, each.negative)]
    return sorted(claimed, key=lambda each: rank(each.aspect, each.negative))[:limit]


def may_claim(aspect: str, share: Share) -> bool:
    """Whether so many reviews are enough to say it of a product. "Other" is said of nothing."""
    enough = share.total >= settings["INSIGHT_MINIMUM"] and share.count >= SAY_IT
    return enough and aspect != OTHER


def rank(aspect: str, share: Share) -> tuple[float, str]:
    """What claims are sorted by: the share that they surely have."""
    return -share.low, aspect


def labels(guide: ProductGuide) -> dict[str, str]:
    """What people read for each aspect, in the active language."""
    return {**{each.name: str(each.label) for each in aspects_of(guide)}, OTHER: gettext("other")}


def _share(name: str, label: str, counted: Count, counts: Counts) -> AspectShare:
    total, verified = counts.total, counts.verified
    either = counted.positive + counted.negative - counted.mixed
    return AspectShare(
        aspect=name,
        label=label,
        positive=Share(counted.positive, total),
        negative=Share(counted.negative, total),
        mixed=Share(counted.mixed, total),
        neutral=Share(counted.mentions - either, total),
        mentions=Share(counted.mentions, total),
        verified_positive=Share(counted.verified_positive, verified),
        verified_negative=Share(counted.verified_negative, verified),
    )
