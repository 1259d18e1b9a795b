"""Two products side by side."""

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from shopguide.catalogue.guide import ProductGuide
from shopguide.conf import settings
from shopguide.insight.comparison import Compared, compare
from shopguide.insight.overview import overview
from shopguide.insight.purchases import Verdicts, by_purchase
from shopguide.text.aspects import OTHER
from shopguide.widgets.charts import Diverging, diverging

from .filters import ComparisonFilters
from .titles import product_of, titles

#: Products in the menus, and aspects in the chart.
MENU, BARS = 100, 10


@dataclass(frozen=True)
class Compare:
    """One of the two products."""

    letter: str
    key: str
    title: str
    verdicts: Verdicts


def comparison_context(guide: ProductGuide, parameters: QueryDict) -> dict[str, Any]:
    """Two products, or the menus to choose them from. In a constant number of queries. Raises
    LookupError for a product that does not exist."""
    filters = ComparisonFilters(guide, parameters)
    chosen = [str(product_of(guide, key).pk) for key in parameters.getlist("product") if key]
    pair = list(dict.fromkeys(chosen))[:2]
    offered = overview(filters.scope(), "reviews", MENU, search=filters.given.get("q", "")).rows
    menu = titles(guide, pair) | {each.product: each.title for each in offered}
    found = [filters.scope(product=key) for key in pair]
    products = [
        Compare("AB"[n], key, menu[key], by_purchase(scope).all)
        for n, (key, scope) in enumerate(zip(pair, found, strict=True))
    ]
    compared = compare(*found) if len(found) == 2 else []
    return {
        "guide": guide,
        "filters": filters,
        "menu": menu,
        "slots": list(
            zip([*pair, "", ""], [_("First product"), _("Second product")], strict=False)
        ),
        "products": products,
        "twice": len(chosen) > len(set(chosen)),
        "many": len(set(chosen)) > 2,
        "compared": compared,
        "clear": sum(each.clear for each in compared),
        "bars": _bars(compared),
        "minimum": settings["INSIGHT_MINIMUM"],
        "enough": all(each.verdicts.reviews >= settings["INSIGHT_MINIMUM"] for each in products),
    }


def _bars(compared: list[Compared]) -> Diverging:
    named = [each for each in compared if each.aspect != OTHER][:BARS]
    return diverging(
        [
            (
                each.label,
                each.aspect,
                [
                    ("A", each.negative.first, each.positive.first),
                    ("B", each.negative.second, each.positive.second),
                ],
            )
            for each in named
        ]
    )
