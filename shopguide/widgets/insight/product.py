"""One product: what its reviews praise and blame, how that goes, and what deserves a look."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast

from django.http import QueryDict
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext

from shopguide.catalogue.facts import url_of
from shopguide.catalogue.guide import ProductGuide
from shopguide.conf import settings
from shopguide.insight import AspectShare, Period, Scope, aspects, new_complaints, trend
from shopguide.insight.improvements import improvements
from shopguide.insight.opinions import shown_keys
from shopguide.insight.purchases import by_purchase
from shopguide.insight.trend import Every
from shopguide.text.aspects import OTHER, label_of
from shopguide.widgets.charts import Diverging, Trend, diverging, trend_chart

from .claims import claims
from .doubts import doubts
from .filters import ProductFilters
from .overview import DAYS
from .titles import product_of, titles

#: Aspects, and periods, that a chart has room for.
BARS, PERIODS = 12, 60
#: Reviews of at most this long are told by week.
WEEKS = timedelta(days=200)


@dataclass(frozen=True)
class Told:
    """A chart of periods and the table behind it."""

    chart: Trend
    periods: tuple[tuple[str, Period], ...]
    every: Every
    cut: bool


def product_context(guide: ProductGuide, key: str, parameters: QueryDict) -> dict[str, Any]:
    """In a constant number of queries. Raises LookupError for a product that does not exist."""
    product = product_of(guide, key)
    key = str(product.pk)
    filters = ProductFilters(guide, parameters)
    scope = filters.scope(product=key)
    found = aspects(scope)
    purchases = by_purchase(scope)
    enough = purchases.all.reviews >= settings["INSIGHT_MINIMUM"]
    aspect = _aspect(filters, found)
    complaints = new_complaints(scope, DAYS) if enough else []
    suggestions = improvements(scope, counted=found, complaints=complaints) if enough else []
    said, doubted = claims(scope, found, filters, aspect), doubts(scope)
    quoting = [*(each.quotes for each in said), *(each.quotes for each in suggestions)]
    named = doubted.reviews | {quote.review for quotes in quoting for quote in quotes}
    return {
        "guide": guide,
        "key": key,
        "product_title": titles(guide, [key])[key],
        "product_address": url_of(product),
        "filters": filters,
        "found": found,
        "purchases": purchases,
        "enough": enough,
        "minimum": settings["INSIGHT_MINIMUM"],
        "complaints": [each.label for each in complaints],
        "complained": gettext(", ").join(each.label for each in complaints),
        "bars": _bars(found) if enough else None,
        "trend": _trend(scope, filters, aspect),
        "aspect": aspect,
        "aspect_label": label_of(guide, aspect) if aspect else "",
        "aspect_links": [(each, filters.query(aspect=each.aspect)) for each in found],
        "without_aspect": filters.query(aspect=""),
        "blamed": [each for each in said if each.polarity < 0],
        "praised": [each for each in said if each.polarity > 0],
        "suggestions": suggestions,
        "doubts": doubted,
        "hidden": named - shown_keys(guide, named),
        "best": guide.reviews.best if guide.reviews else 5,
    }


def _aspect(filters: ProductFilters, found: Sequence[AspectShare]) -> str:
    """The aspect that was asked for, if reviews speak of it."""
    asked = filters.given.get("aspect", "")
    return asked if any(each.aspect == asked for each in found) else ""


def _bars(found: Sequence[AspectShare]) -> Diverging:
    named = [each for each in found if each.aspect != OTHER][:BARS]
    return diverging(
        [(each.label, each.aspect, [("", each.negative, each.positive)]) for each in named]
    )


def _trend(scope: Scope, filters: ProductFilters, aspect: str) -> Told | None:
    every = cast("Every", filters.given.get("every") or _every(scope))
    periods = trend(scope, every, aspect or None)
    if not periods:
        return None
    told = tuple((_when(each, every), each) for each in periods[-PERIODS:])
    chart = trend_chart(
        [(label, each.positive, each.negative) for label, each in told],
        settings["INSIGHT_MINIMUM"],
    )
    return Told(chart, told, every, len(periods) > PERIODS)


def _every(scope: Scope) -> Every:
    end = scope.until or timezone.now()
    return "week" if scope.since and end - scope.since <= WEEKS else "month"


def _when(period: Period, every: Every) -> str:
    start = timezone.localtime(period.start) if timezone.is_aware(period.start) else period.start
    return date_format(start, "Y-m" if every == "month" else "Y-m-d")
