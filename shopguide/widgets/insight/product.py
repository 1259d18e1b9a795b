"""One product: what its reviews praise and blame, how that goes, and what deserves a look."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast

from django.http import QueryDict
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext

from shopguide.catalogue.facts import url_of
from shopguide.catalogue.guide import ProductGuide
from shopguide.conf import settings
from shopguide.insight import (
    AspectShare,
    Period,
    Quote,
    Scope,
    Share,
    aspects,
    cons,
    new_complaints,
    pros,
    quotes_for,
    trend,
)
from shopguide.insight.agreement import Disagreement, agreement, disagreements
from shopguide.insight.improvements import improvements
from shopguide.insight.opinions import shown_keys
from shopguide.insight.purchases import by_purchase
from shopguide.insight.suspicion import Copies, Copy, bursts, near_copies
from shopguide.insight.trend import Every
from shopguide.text.aspects import OTHER, label_of
from shopguide.text.review import review_texts
from shopguide.widgets.charts import Diverging, Trend, diverging, trend_chart

from .filters import ProductFilters
from .overview import DAYS
from .titles import product_of, titles

#: Aspects in the chart, claims with quotes, quotes of each, and those of one aspect alone.
BARS, CLAIMS, QUOTES, ALONE = 12, 4, 2, 12
DISAGREE, SUSPECT = 10, 5
#: Periods that a chart has room for.
PERIODS = 60
#: Reviews of at most this long are told by week.
WEEKS = timedelta(days=200)
EXCERPT = 240


@dataclass(frozen=True)
class Claim:
    """What is said of one aspect, with quotes that say it."""

    aspect: str
    label: str
    polarity: int
    share: Share
    quotes: tuple[Quote, ...]
    query: str


@dataclass(frozen=True)
class Group:
    """Reviews with nearly the same text, each with the title of its product."""

    count: int
    products: int
    named: tuple[tuple[str, Copy], ...]


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
    claims = _claims(scope, found, filters, aspect)
    complaints = new_complaints(scope, DAYS) if enough else []
    suggestions = improvements(scope, counted=found, complaints=complaints) if enough else []
    differing = _differing(scope)
    copies = near_copies(scope, SUSPECT)
    quoted = [quote for claim in claims for quote in claim.quotes]
    quoted += [quote for suggestion in suggestions for quote in suggestion.quotes]
    named = {
        *(quote.review for quote in quoted),
        *(each.review for each, _ in differing),
        *(each.review for group in copies for each in group.reviews),
    }
    return {
        "guide": guide,
        "product": product,
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
        "aspect_links": _linked(filters, found),
        "without_aspect": filters.query(aspect=""),
        "blamed": [each for each in claims if each.polarity < 0],
        "praised": [each for each in claims if each.polarity > 0],
        "suggestions": suggestions,
        "agreement": agreement(scope),
        "differing": differing,
        "copies": _named(guide, copies),
        "bursts": bursts(scope, SUSPECT),
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


def _linked(filters: ProductFilters, found: Iterable[Any]) -> list[tuple[Any, str]]:
    """Each with the query that leaves its aspect alone."""
    return [(each, filters.query(aspect=each.aspect)) for each in found]


def _named(guide: ProductGuide, copies: Sequence[Copies]) -> list[Group]:
    called = titles(guide, (each.product for group in copies for each in group.reviews))
    return [
        Group(
            group.count,
            group.products,
            tuple((called[each.product], each) for each in group.reviews),
        )
        for group in copies
    ]


def _claims(
    scope: Scope, found: Sequence[AspectShare], filters: ProductFilters, aspect: str
) -> list[Claim]:
    """Of one aspect all there is; otherwise of the pros and cons, or where there are none of
    whatever is said."""
    if aspect:
        chosen = [each for each in found if each.aspect == aspect]
        bad = good = chosen
    else:
        bad, good = (cons(found) or _said(found, -1)), (pros(found) or _said(found, 1))
    wanted = [(each, -1) for each in bad[:CLAIMS]] + [(each, 1) for each in good[:CLAIMS]]
    named = [(each.aspect, polarity) for each, polarity in wanted]
    told = quotes_for(scope, named, ALONE if aspect else QUOTES)
    return [
        Claim(
            each.aspect,
            each.label,
            polarity,
            each.positive if polarity > 0 else each.negative,
            tuple(told[each.aspect, polarity]),
            filters.query(aspect=each.aspect),
        )
        for each, polarity in wanted
    ]


def _said(found: Sequence[AspectShare], polarity: int) -> list[AspectShare]:
    return [each for each in found if (each.positive if polarity > 0 else each.negative).count]


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


def _differing(scope: Scope) -> list[tuple[Disagreement, str]]:
    """Reviews whose stars say one thing and whose text another, with how they begin."""
    found = disagreements(scope, DISAGREE)
    if not found or scope.guide.reviews is None:
        return []
    texts = review_texts(scope.guide.reviews, (each.review for each in found))
    begin = {str(pk): Truncator(text.whole).chars(EXCERPT) for pk, text in texts.items()}
    return [(each, begin.get(each.review, "")) for each in found]
