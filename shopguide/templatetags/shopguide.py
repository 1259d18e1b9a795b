"""``{% load shopguide %}``: two-line shells over ``widgets/``."""

from typing import Any

from django import template
from django.http import QueryDict

from shopguide.text.money import format_price
from shopguide.widgets.search import page_number, search_context
from shopguide.widgets.similar import similar_context
from shopguide.widgets.suggestions import suggestions_context

register = template.Library()


def _parameters(context: template.Context) -> QueryDict:
    request = context.get("request")
    return request.GET if request is not None else QueryDict()


@register.inclusion_tag("shopguide/search.html", takes_context=True)
def guide_search(context: template.Context, query: str, guide: str | None = None) -> dict[str, Any]:
    """Search results for ``query`` with chips and pages, which read ``?page=`` and ``?ignore=``."""
    parameters = _parameters(context)
    page = page_number(parameters.get("page"))
    return search_context(query, guide, page=page, parameters=parameters)


@register.inclusion_tag("shopguide/suggestions.html", takes_context=True)
def guide_suggestions(
    context: template.Context, query: str, guide: str | None = None
) -> dict[str, Any]:
    """A written suggestion for ``query`` with its products, and the results it was chosen from."""
    return suggestions_context(query, guide, parameters=_parameters(context))


@register.inclusion_tag("shopguide/similar.html")
def similar_products(product: Any, limit: int = 8, guide: str | None = None) -> dict[str, Any]:
    """A strip of products like ``product``; nothing at all where there are none."""
    return similar_context(product, limit, guide)


@register.filter
def price(amount: Any) -> str:
    """An amount in the shop's currency, as the active language writes it."""
    return format_price(amount)
