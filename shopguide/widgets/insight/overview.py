"""Products by what their reviews say, those with new complaints first."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from shopguide.catalogue.guide import ProductGuide
from shopguide.conf import settings
from shopguide.insight import Complaint
from shopguide.insight.overview import ProductSummary, overview
from shopguide.widgets.charts import Split, split
from shopguide.widgets.coverage import review_coverage

from .filters import OverviewFilters
from .titles import titles

PAGE = 50
#: Of late, for a complaint to be new; and how many of them the page tells.
DAYS, COMPLAINTS = 28, 10


@dataclass(frozen=True)
class Line:
    """One product; ``enough`` reviews to claim anything of it. ``net`` is in points of a hundred."""

    summary: ProductSummary
    split: Split
    enough: bool
    net: str
    stars: float | None


@dataclass(frozen=True)
class Column:
    """A heading that sorts; ``sort`` is what a click asks for, ``current`` how it is sorted now."""

    name: str
    query: str
    current: str


def overview_context(guide: ProductGuide, parameters: QueryDict) -> dict[str, Any]:
    """In a constant number of queries."""
    filters = OverviewFilters(guide, parameters)
    scope, search = filters.scope(), filters.given.get("q", "")
    page = _page(parameters)
    found = overview(scope, filters.sort_key, PAGE, (page - 1) * PAGE, search)
    pages = max(1, -(-found.total // PAGE))
    if page > pages:
        page = pages
        found = overview(scope, filters.sort_key, PAGE, (page - 1) * PAGE, search)
    told = found.complaints[:COMPLAINTS]
    return {
        "guide": guide,
        "filters": filters,
        "covered": review_coverage(guide),
        "complaints": _titled(guide, told),
        "complaints_more": len(found.complaints) - len(told),
        "complaining": len({each.product for each in found.complaints}),
        "days": DAYS,
        "up_to": filters.given.get("until"),
        "lines": [_line(each, guide) for each in found.rows],
        "columns": {column.name: column for column in _columns(filters)},
        "total": found.total,
        "page": page,
        "pages": pages,
        "earlier": filters.query(page=page - 1) if page > 1 else "",
        "later": filters.query(page=page + 1) if page < pages else "",
        "minimum": settings["INSIGHT_MINIMUM"],
    }


def _page(parameters: QueryDict) -> int:
    given = parameters.get("page", "")
    return max(1, int(given)) if given.isdecimal() and len(given) < 6 else 1


def _titled(guide: ProductGuide, complaints: Sequence[Complaint]) -> list[tuple[Complaint, str]]:
    named = titles(guide, (each.product for each in complaints))
    return [(each, named[each.product]) for each in complaints]


def _line(summary: ProductSummary, guide: ProductGuide) -> Line:
    best = guide.reviews.best if guide.reviews else 5
    return Line(
        summary=summary,
        split=split(summary.positive, summary.negative),
        enough=summary.reviews >= settings["INSIGHT_MINIMUM"],
        net=_signed(round(100 * summary.net)),
        stars=None if summary.rating is None else summary.rating * best,
    )


def _signed(points: int) -> str:
    return f"{points:+d}".replace("-", "−") if points else "0"


def _columns(filters: OverviewFilters) -> list[Column]:
    now = filters.sort_key
    net = "-net" if now == "net" else "net"
    ways = {"net": "ascending", "-net": "descending"}
    return [
        Column("complaints", filters.query(sort="complaints"), _way(now == "complaints")),
        Column("net", filters.query(sort=net), ways.get(now, "")),
        Column("reviews", filters.query(sort="reviews"), _way(now == "reviews")),
        Column("recent", filters.query(sort="recent"), _way(now == "recent")),
    ]


def _way(is_sorted: bool) -> str:
    return "descending" if is_sorted else ""
