"""Stars against text: reviews whose score says one thing and whose words another."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from shopguide.conf import settings
from shopguide.models import ReviewReading

from .scope import Scope
from .statistics import Share

#: A score up to the first is a bad one, from the second on a good one (of 5 stars: 2 and 4).
LOW, HIGH = 0.4, 0.8
#: The text must be read as surely as this.
SURE = 0.8

_STARS_HIGHER = Q(rating__gte=HIGH, label=-1, probability__gte=SURE)
_TEXT_HIGHER = Q(rating__lte=LOW, label=1, probability__gte=SURE)


@dataclass(frozen=True)
class Disagreement:
    """One review whose stars and text disagree strongly. ``rating`` is a share of the best score,
    ``sentiment`` from -1 to 1; keys are text."""

    review: str
    product: str
    rating: float
    sentiment: float
    written: datetime | None
    language: str
    verified: bool | None


@dataclass(frozen=True)
class Agreement:
    """Of the rated reviews of one product, or of all in a scope (``product`` None): those with
    many stars and a bad text (``stars_higher``), and those with few stars and a good one."""

    product: str | None
    stars_higher: Share
    text_higher: Share

    @property
    def disagree(self) -> Share:
        return Share(self.stars_higher.count + self.text_higher.count, self.stars_higher.total)


def agreement(scope: Scope) -> Agreement:
    """Of all rated reviews in the scope together, in one statement. Raises LookupError for what is
    no key."""
    counted = rated(scope).aggregate(
        rated=Count("pk"),
        stars=Count("pk", filter=_STARS_HIGHER),
        text=Count("pk", filter=_TEXT_HIGHER),
    )
    return _agreement(None, counted["rated"], counted["stars"], counted["text"])


def agreement_by_product(scope: Scope, limit: int = 20) -> list[Agreement]:
    """Products with enough rated reviews, those whose stars and texts surely disagree most first,
    in one statement."""
    rows = (
        rated(scope)
        .values_list("object_id")
        .annotate(
            rated=Count("pk"),
            stars=Count("pk", filter=_STARS_HIGHER),
            text=Count("pk", filter=_TEXT_HIGHER),
        )
    )
    found = [_agreement(*row) for row in rows.filter(rated__gte=settings["INSIGHT_MINIMUM"])]
    doubtful = [each for each in found if each.disagree.count]
    return sorted(doubtful, key=lambda each: (-each.disagree.low, str(each.product)))[:limit]


def disagreements(scope: Scope, limit: int = 20, offset: int = 0) -> list[Disagreement]:
    """The reviews themselves, the strongest disagreement first, in one statement."""
    rows = rated(scope).filter(_STARS_HIGHER | _TEXT_HIGHER)
    ordered = rows.order_by("-probability", "pk")[offset : offset + limit]
    return [
        Disagreement(
            review=row.review_id,
            product=row.object_id,
            rating=row.rating,
            sentiment=row.sentiment,
            written=row.written,
            language=row.language,
            verified=row.verified,
        )
        for row in ordered
        if row.rating is not None
    ]


def rated(scope: Scope) -> QuerySet[ReviewReading]:
    """Readings of reviews that have stars."""
    return scope.readings().filter(rating__isnull=False)


def stars_higher(rows: QuerySet[ReviewReading]) -> QuerySet[ReviewReading]:
    """Those of ``rows`` with many stars and a bad text."""
    return rows.filter(_STARS_HIGHER)


def _agreement(product: str | None, rated: int, stars: int, text: int) -> Agreement:
    return Agreement(product, Share(stars, rated), Share(text, rated))
