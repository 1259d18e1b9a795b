"""A merchant's products by what reviews say of them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from django.db.models import Avg, Case, Count, F, FloatField, Max, Q, QuerySet, Value, When
from django.db.models.functions import Cast

from shopguide.catalogue.reading import first, read
from shopguide.conf import settings

from .complaints import Complaint, new_complaints
from .scope import Scope
from .statistics import Share

#: "complaints": products with new ones first, then the worst; "net" worst first, "-net" best first;
#: "reviews" the most reviewed first; "recent" the last reviewed first.
Sort = Literal["complaints", "net", "-net", "reviews", "recent"]
_ORDERS: dict[Sort, tuple[Any, ...]] = {
    "complaints": (F("complained").desc(), F("few"), F("net"), F("reviews").desc()),
    "net": (F("few"), F("net"), F("reviews").desc()),
    "-net": (F("few"), F("net").desc(), F("reviews").desc()),
    "reviews": (F("reviews").desc(),),
    "recent": (F("last").desc(nulls_last=True),),
}


@dataclass(frozen=True)
class ProductSummary:
    """One product (its key as text, and its title). ``positive`` and ``negative`` are reviews good
    or bad as a whole, ``net`` the one share less the other, ``rating`` the mean share of the best
    score, ``last`` when the last review was written."""

    product: str
    title: str
    positive: Share
    negative: Share
    rating: float | None
    last: datetime | None
    complaints: tuple[Complaint, ...]

    @property
    def reviews(self) -> int:
        return self.positive.total

    @property
    def net(self) -> float:
        return self.positive.share - self.negative.share


@dataclass(frozen=True)
class Overview:
    """A page of products, of ``total``; ``complaints`` are all new ones in the scope."""

    rows: tuple[ProductSummary, ...]
    total: int
    complaints: tuple[Complaint, ...]


def overview(scope: Scope, sort: Sort = "complaints", limit: int = 50, offset: int = 0) -> Overview:
    """Products with reviews in the scope, in five statements. Sorted by net sentiment, those with
    fewer reviews than SHOPGUIDE["INSIGHT_MINIMUM"] come last. Raises LookupError for what is no
    key."""
    complaints = new_complaints(scope)
    of_product: dict[str, list[Complaint]] = defaultdict(list)
    for each in complaints:
        of_product[each.product].append(each)
    counted = _counted(scope, list(of_product))
    total = scope.readings().aggregate(n=Count("object_id", distinct=True))["n"]
    page = list(counted.order_by(*_ORDERS[sort], "object_id")[offset : offset + limit])
    titles = _titles(scope, [row["object_id"] for row in page])
    rows = tuple(
        ProductSummary(
            product=row["object_id"],
            title=titles.get(row["object_id"], row["object_id"]),
            positive=Share(row["positive"], row["reviews"]),
            negative=Share(row["negative"], row["reviews"]),
            rating=row["stars"],
            last=row["last"],
            complaints=tuple(of_product[row["object_id"]]),
        )
        for row in page
    )
    return Overview(rows, total, tuple(complaints))


def _counted(scope: Scope, complained: Sequence[str]) -> QuerySet[Any, Any]:
    counted = (
        scope.readings()
        .values("object_id")
        .annotate(
            reviews=Count("pk"),
            positive=Count("pk", filter=Q(label=1)),
            negative=Count("pk", filter=Q(label=-1)),
            stars=Avg("rating"),
            last=Max("written"),
        )
    )
    minimum = settings["INSIGHT_MINIMUM"]
    return counted.annotate(
        net=Cast(F("positive") - F("negative"), FloatField()) / F("reviews"),
        few=Case(When(reviews__lt=minimum, then=Value(1)), default=Value(0)),
        complained=Case(When(object_id__in=complained, then=Value(1)), default=Value(0)),
    )


def _titles(scope: Scope, products: Sequence[str]) -> dict[str, str]:
    """Titles of those that are still there."""
    guide = scope.guide
    values = read(guide, [guide.parse_pk(key) for key in products], [guide.title_field])
    return {str(pk): str(first(each, guide.title_field) or pk) for pk, each in values.items()}
