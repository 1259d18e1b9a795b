"""Who says so: verified purchases apart from others."""

from dataclasses import dataclass

from django.db.models import Count, Q

from .scope import Scope
from .statistics import Share


@dataclass(frozen=True)
class Verdicts:
    """Reviews that are good or bad as a whole."""

    positive: Share
    negative: Share

    @property
    def reviews(self) -> int:
        return self.positive.total


@dataclass(frozen=True)
class Purchases:
    """All reviews in a scope, those of verified purchases, those of others, and those of which the
    shop does not tell."""

    all: Verdicts
    verified: Verdicts
    others: Verdicts
    untold: Verdicts

    @property
    def told(self) -> bool:
        return bool(self.verified.reviews or self.others.reviews)


def by_purchase(scope: Scope) -> Purchases:
    """In one statement. Raises LookupError for what is no key."""
    rows = scope.readings().order_by().values_list("verified")
    counted = {
        verified: numbers
        for verified, *numbers in rows.annotate(
            reviews=Count("pk"),
            good=Count("pk", filter=Q(label=1)),
            bad=Count("pk", filter=Q(label=-1)),
        )
    }
    parts = [counted.get(verified, [0, 0, 0]) for verified in (True, False, None)]
    everything = [sum(numbers) for numbers in zip(*parts, strict=True)]
    return Purchases(*(_verdicts(*numbers) for numbers in (everything, *parts)))


def _verdicts(reviews: int, good: int, bad: int) -> Verdicts:
    return Verdicts(Share(good, reviews), Share(bad, reviews))
