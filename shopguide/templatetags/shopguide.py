"""``{% load shopguide %}``: two-line shells over ``widgets/``."""

from typing import Any

from django import template
from django.http import QueryDict

from shopguide.api.visitors import asker_of
from shopguide.experiments.overlay import variant_of
from shopguide.text.money import format_price
from shopguide.widgets.ask import ask_context
from shopguide.widgets.aspects import chosen
from shopguide.widgets.compare import compare_context
from shopguide.widgets.highlights import highlights_context
from shopguide.widgets.product import guide_of
from shopguide.widgets.read_reviews import ReadReview, read_reviews
from shopguide.widgets.review_list import chosen_reviews, review_list_context
from shopguide.widgets.search import page_number, search_context
from shopguide.widgets.similar import similar_context
from shopguide.widgets.suggestions import suggestions_context

register = template.Library()


def _parameters(context: template.Context) -> QueryDict:
    request = context.get("request")
    return request.GET if request is not None else QueryDict()


@register.inclusion_tag("shopguide/search.html", takes_context=True)
def guide_search(
    context: template.Context, query: str, guide: str | None = None, compare: str = ""
) -> dict[str, Any]:
    """Search results for ``query`` with chips and pages, which read ``?page=`` and ``?ignore=``.
    ``compare`` is the address of the shop's page of comparison, which gets ``?p=`` for each product
    that is ticked."""
    parameters = _parameters(context)
    page = page_number(parameters.get("page"))
    found = search_context(query, guide, page=page, parameters=parameters)
    return found | {"compare": compare}


@register.inclusion_tag("shopguide/compare.html")
def compare_products(products: Any, guide: str | None = None) -> dict[str, Any]:
    """Two to four products side by side, given as rows or keys, with a short verdict."""
    return compare_context(products, guide)


@register.inclusion_tag("shopguide/suggestions.html", takes_context=True)
def guide_suggestions(
    context: template.Context, query: str, guide: str | None = None
) -> dict[str, Any]:
    """A written suggestion for ``query`` with its products, and the results it was chosen from."""
    request = context.get("request")
    asker = asker_of(request) if request is not None else None
    return suggestions_context(query, guide, parameters=_parameters(context), asker=asker)


@register.inclusion_tag("shopguide/similar.html")
def similar_products(product: Any, limit: int = 8, guide: str | None = None) -> dict[str, Any]:
    """A strip of products like ``product``; nothing at all where there are none."""
    return similar_context(product, limit, guide)


@register.inclusion_tag("shopguide/highlights.html", takes_context=True)
def review_highlights(
    context: template.Context, product: Any, guide: str | None = None, **options: Any
) -> dict[str, Any]:
    """What reviews say of ``product`` in phrases with their shares, each of which opens the reviews
    that say it. ``anchor``, ``write`` and ``written`` are those of ``highlights_context``."""
    return highlights_context(product, guide, parameters=_parameters(context), **options)


@register.inclusion_tag("shopguide/review_list.html", takes_context=True)
def review_list(
    context: template.Context, product: Any, guide: str | None = None, **options: Any
) -> dict[str, Any]:
    """The reviews of ``product`` with aspect marks, by ``?aspect=``, ``?polarity=``, ``?language=``,
    ``?sort=`` and ``?page=``. ``anchor`` and ``write`` are those of ``review_list_context``."""
    return review_list_context(product, guide, parameters=_parameters(context), **options)


@register.inclusion_tag("shopguide/ask.html", takes_context=True)
def ask_guide(
    context: template.Context, product: Any = None, guide: str | None = None
) -> dict[str, Any]:
    """A panel in which a shopper asks the shop, about ``product`` where one is given. The page for
    answers is ``shopguide.urls``."""
    request = context.get("request")
    asker = asker_of(request) if request is not None else None
    return {**ask_context(product, guide, asker=asker), "request": request}


@register.simple_tag(takes_context=True)
def marked_reviews(
    context: template.Context, product: Any, reviews: Any = None, guide: str | None = None
) -> list[ReadReview]:
    """For a list of the shop's own: ``{% marked_reviews product page as marked %}``. Each has its
    ``review`` and what ``shopguide/review_text.html`` needs. Without ``reviews`` it is all that the
    address asks for."""
    declared = guide_of(product, guide)
    picked = chosen(declared, _parameters(context))
    rows = chosen_reviews(declared, product.pk, picked) if reviews is None else reviews
    return read_reviews(declared, list(rows), picked)


@register.simple_tag
def experiment_variant(name: str) -> str:
    """``{% experiment_variant "strips" as variant %}``: the variant of a test that this shopper has,
    empty for one who takes no part. Put it where the page differs: to ask is to take part."""
    return variant_of(name)


@register.filter
def price(amount: Any) -> str:
    """An amount in the shop's currency, as the active language writes it."""
    return format_price(amount)
