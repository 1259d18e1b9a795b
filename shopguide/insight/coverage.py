"""How many of a shop's reviews have been read, and who wrote those that were."""

from dataclasses import dataclass

from django.db.models import Count, Q

from shopguide.catalogue.guide import ProductGuide
from shopguide.models import Job, ReviewReading

from .scope import Scope
from .statistics import Share


@dataclass(frozen=True)
class Coverage:
    """Counted now: ``reviews`` of the shop, those ``read``, those whose job is ``waiting``, and
    those that need a person."""

    reviews: int
    read: int
    waiting: int
    dead: int

    @property
    def unread(self) -> int:
        return max(0, self.reviews - self.read)


def coverage(guide: ProductGuide) -> Coverage:
    """In three statements."""
    if guide.reviews is None:
        return Coverage(0, 0, 0, 0)
    jobs = Job.objects.filter(guide=guide.name, kind=Job.Kind.REVIEW).aggregate(
        waiting=Count("pk", filter=Q(dead=False)), dead=Count("pk", filter=Q(dead=True))
    )
    return Coverage(
        reviews=guide.reviews.model._base_manager.count(),
        read=ReviewReading.objects.filter(guide=guide.name, reader=guide.reader).count(),
        **jobs,
    )


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
