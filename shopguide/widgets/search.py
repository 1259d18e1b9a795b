"""Context of a page of search results."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from shopguide.catalogue.guide import ProductGuide
from shopguide.catalogue.registry import registry
from shopguide.models import Exposure, FactValue
from shopguide.search import Filters, QueryError, Results, search
from shopguide.search.drop import droppable
from shopguide.search.explain import record_exposure
from shopguide.search.facets import Facets, facets_of
from shopguide.search.statement import Sort
from shopguide.search.typeahead import similar_searches
from shopguide.text.language import in_language
from shopguide.text.money import format_price

from .addresses import served
from .cards import cards
from .chips import FACT, IGNORE, Chip, address, chips, label

PAGE_SIZE = 24
#: Limits that one address may carry; more are no shopper's.
MOST_LIMITS = 40


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
    """What ``shopguide/search.html`` needs: results, chips, facets, pages, or the error to show."""
    guide = guide_named(guide_name)
    parameters = parameters or QueryDict()
    context: dict[str, Any] = {"guide": guide, "query": query, "cards": [], "total": 0}
    offset = (page - 1) * PAGE_SIZE
    try:
        filters = given_filters(guide, parameters)
        results = search(
            guide,
            query,
            limit=PAGE_SIZE,
            offset=offset,
            filters=filters,
            ignore=ignored(parameters),
            sort=given_sort(parameters),
            facets=True,
        )
    except QueryError as error:
        return context | {"error": str(error), "error_code": error.code}
    exposure = record_exposure(results, offset)
    context["clicks"] = clicks_address(exposure)
    context["exposure"] = exposure.pk if exposure else ""
    return context | results_context(results, filters, page, parameters)


def clicks_address(exposure: Exposure | None) -> str:
    """Where clicks on these results are told; empty where the shop does not serve the API."""
    return served("shopguide-api:clicks", exposure.pk) if exposure else ""


def results_context(
    results: Results, filters: Filters, page: int, parameters: QueryDict
) -> dict[str, Any]:
    """The parts of a page of results."""
    guide = results.guide
    chosen = chosen_facts(parameters)
    language = get_language() or "en"
    names = {
        row.pk: in_language([row.text, *row.aliases], language)
        for row in FactValue.objects.filter(guide=guide.name, pk__in=chosen[:MOST_LIMITS])
    }
    shown = chips(results, parameters, names)
    context = {
        "results": results,
        "total": results.total,
        "cards": cards(guide, results.hits, results.fusion, results.sort),
        "chips": shown,
        "degraded": results.degraded,
        "pages": pages(results.total, page, parameters),
        "sorts": sorts(guide, results.sort, parameters),
        "corrected": corrected(results, parameters),
        "similar_searches": [
            Choice(each, f"?{urlencode({'q': each})}")
            for each in similar_searches(guide, results.query)
        ],
    }
    if results.answer is not None and results.total:
        facets = facets_of(guide, results.answer, chosen)
        context["facets"] = facet_groups(facets, parameters, chosen)
    if not results.total:
        context["drops"] = drops(results, filters, shown, parameters)
    return context


def ignored(parameters: QueryDict) -> list[str]:
    """Keys of constraints that the shopper took off. Raises QueryError for more than anyone has."""
    found = parameters.getlist(IGNORE)
    if len(found) + len(parameters.getlist(FACT)) > MOST_LIMITS:
        raise QueryError(_("That is more limits than a search can have."), "too_many_limits")
    return found


def chosen_facts(parameters: QueryDict) -> list[int]:
    """Numbers of ``FactValue`` in an address."""
    found = parameters.getlist(FACT)
    return [int(each) for each in found if each.isascii() and each.isdecimal() and len(each) < 10]


def given_filters(guide: ProductGuide, parameters: QueryDict) -> Filters:
    """Limits chosen by hand; what is not one is left out, as an old link may hold anything."""
    category = parameters.get("category", "").replace("\0", "")[:200]
    has_price, has_stars = guide.price_field, guide.reviews and guide.reviews.score
    return Filters(
        category=category if category and guide.category_field else None,
        price_min=_amount(parameters.get("price_min")) if has_price else None,
        price_max=_amount(parameters.get("price_max")) if has_price else None,
        in_stock=bool(guide.stock_field) and parameters.get("in_stock") == "1",
        rating_min=_stars(parameters.get("rating_min")) if has_stars else None,
        facts=fact_groups(guide, chosen_facts(parameters)),
    )


def fact_groups(guide: ProductGuide, chosen: list[int]) -> tuple[tuple[int, ...], ...]:
    """Numbers of ``FactValue`` by fact: of one fact any may hold, of several facts all do."""
    rows = FactValue.objects.filter(guide=guide.name, pk__in=chosen[:MOST_LIMITS])
    groups: dict[str, list[int]] = {}
    for path, pk in rows.order_by("path", "pk").values_list("path", "pk"):
        groups.setdefault(path, []).append(pk)
    return tuple(map(tuple, groups.values()))


def _amount(text: str | None) -> Decimal | None:
    try:
        amount = Decimal(text) if text else None
    except InvalidOperation:
        return None
    is_price = amount is not None and amount.is_finite() and 0 <= amount < 10**10
    return amount if is_price else None


def _stars(text: str | None) -> float | None:
    amount = _amount(text)
    return float(amount) if amount is not None and amount <= 5 else None


SORTS: tuple[Sort, ...] = ("relevance", "price", "-price", "rating", "newest")


def given_sort(parameters: QueryDict) -> Sort:
    wanted = parameters.get("sort")
    return next((sort for sort in SORTS if sort == wanted), "relevance")


@dataclass(frozen=True)
class Choice:
    """One thing to choose in a list: a facet's value, a price band, a way to sort."""

    label: str
    address: str
    count: int | None = None
    chosen: bool = False


def sorts(guide: ProductGuide, chosen: Sort, parameters: QueryDict) -> list[Choice]:
    """The orders that this guide can give."""
    labels: dict[Sort, str] = {"relevance": _("Best match")}
    if guide.price_field:
        labels |= {"price": _("Price, low to high"), "-price": _("Price, high to low")}
    if guide.reviews and guide.reviews.score:
        labels["rating"] = _("Best rated")
    if guide.date_field:
        labels["newest"] = _("Newest")
    return [
        Choice(text, address(parameters, put={"sort": sort}), chosen=sort == chosen)
        for sort, text in labels.items()
    ]


@dataclass(frozen=True)
class Group:
    label: str
    choices: list[Choice]


def facet_groups(facets: Facets, parameters: QueryDict, chosen: list[int]) -> list[Group]:
    """Facets as lists of links; one that is chosen already leads back."""
    groups = [
        Group(
            facet.label,
            [
                Choice(
                    value.text,
                    address(parameters, drop_value=(FACT, str(value.pk)))
                    if value.pk in chosen
                    else address(parameters, add={FACT: str(value.pk)}),
                    value.count,
                    value.pk in chosen,
                )
                for value in facet.values
            ],
        )
        for facet in facets.facts
    ]
    if len(facets.prices) > 1:
        groups.insert(2, Group(_("Price"), [_band(band, parameters) for band in facets.prices]))
    if facets.stars:
        choices = [
            Choice(
                _("%(stars)s stars or more") % {"stars": f"{stars:g}"},
                address(parameters, put={"rating_min": f"{stars:g}"}),
                count,
            )
            for stars, count in facets.stars
        ]
        groups.append(Group(_("Rating"), choices))
    return [group for group in groups if group.choices]


def _band(band: Any, parameters: QueryDict) -> Choice:
    low, high = f"{band.low:g}", band.high
    # Bands do not overlap: a price of exactly the upper edge is of the next one.
    put = {"price_min": low} | (
        {"price_max": f"{Decimal(str(high)) - Decimal('0.01')}"} if high else {}
    )
    if not high:
        text = _("at least %(price)s") % {"price": format_price(band.low)}
    else:
        ends = {"low": format_price(band.low), "high": format_price(high)}
        text = _("%(low)s to %(high)s") % ends
    return Choice(text, address(parameters, put=put), band.count)


def corrected(results: Results, parameters: QueryDict) -> dict[str, str]:
    """The sentence as the shop would spell it, with its address."""
    if not results.corrected:
        return {}
    return {"text": results.corrected, "address": address(parameters, put={"q": results.corrected})}


def drops(
    results: Results, filters: Filters, shown: list[Chip], parameters: QueryDict
) -> list[Choice]:
    """Which limit to drop where nothing was found, with what would be left."""
    offered = {chip.key: chip.remove for chip in shown}
    found = [
        Choice(label(each, results), offered[each.key], left)
        for each, left in droppable(results.guide, results.reading, filters)
        if each.key in offered
    ]
    known = {each.address for each in found}
    by_hand = [chip for chip in shown if chip.remove not in known and IGNORE not in chip.key]
    from_sentence = {each.key for each in results.reading.constraints}
    return found + [
        Choice(chip.label, chip.remove) for chip in by_hand if chip.key not in from_sentence
    ]


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
