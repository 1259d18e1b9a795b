"""Context of a page of search results."""

from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from shopguide.catalogue.guide import ProductGuide
from shopguide.catalogue.registry import registry
from shopguide.search import QueryError, Results, Wish, search
from shopguide.text.money import format_price

from .cards import cards

PAGE_SIZE = 24
#: Parameter that takes what the sentence says of money off the search.
IGNORE = "ignore"


def guide_named(name: str | None) -> ProductGuide:
    """The guide of that name; without one, the only guide. Raises LookupError."""
    return registry.get(name) if name else registry.only()


def search_context(
    query: str,
    guide_name: str | None = None,
    *,
    page: int = 1,
    parameters: QueryDict | None = None,
) -> dict[str, Any]:
    """What ``shopguide/search.html`` needs: results, chips, pages, or the error to show."""
    guide = guide_named(guide_name)
    parameters = parameters or QueryDict()
    context: dict[str, Any] = {"guide": guide, "query": query, "cards": [], "total": 0}
    try:
        results = search(
            guide,
            query,
            limit=PAGE_SIZE,
            offset=(page - 1) * PAGE_SIZE,
            wish=given_wish(parameters),
        )
    except QueryError as error:
        return context | {"error": str(error), "error_code": error.code}
    return context | {
        "results": results,
        "total": results.total,
        "cards": cards(guide, results.hits),
        "chips": chips(results, parameters),
        "degraded": results.degraded,
        "pages": pages(results.total, page, parameters),
    }


def given_wish(parameters: QueryDict) -> Wish | None:
    """An empty wish where the shopper took the chip off, else None: read it from the sentence."""
    return Wish() if parameters.get(IGNORE) == "price" else None


def chips(results: Results, parameters: QueryDict) -> list[dict[str, str]]:
    """What was understood of the sentence, each with the address that takes it off."""
    wish, filters = results.wish, results.filters
    without = parameters.copy()
    without[IGNORE] = "price"
    without.pop("page", None)
    address = f"?{without.urlencode()}"
    found = []
    if wish.price_max is not None and filters.price_max == wish.price_max:
        found.append(_("at most %(price)s") % {"price": format_price(wish.price_max)})
    if wish.price_min is not None and filters.price_min == wish.price_min:
        found.append(_("at least %(price)s") % {"price": format_price(wish.price_min)})
    if wish.level == "low":
        found.append(_("lower-priced in its category"))
    if wish.level == "high":
        found.append(_("higher-priced in its category"))
    return [{"label": label, "remove": address} for label in found]


def pages(total: int, page: int, parameters: QueryDict) -> dict[str, Any]:
    """Addresses of the pages before and after this one."""
    last = max(1, -(-total // PAGE_SIZE))

    def address(number: int) -> str:
        changed = parameters.copy()
        changed["page"] = str(number)
        return f"?{changed.urlencode()}"

    return {
        "number": page,
        "last": last,
        "previous": address(page - 1) if 1 < page <= last else "",
        "next": address(page + 1) if page < last else "",
    }


def page_number(text: str | None) -> int:
    """A page from an address; 1 for what is no page."""
    return (
        max(1, int(text)) if text and text.isascii() and text.isdecimal() and len(text) < 5 else 1
    )
