"""``{% load shopguide %}``: two-line shells over ``widgets/``."""

from time import monotonic
from typing import Any

from django import template
from django.http import QueryDict
from django.utils.safestring import SafeString

from shopguide.api.visitors import asker_of, identity_of, shopper_of
from shopguide.events.consent import forbids
from shopguide.events.shopper import Shopper
from shopguide.experiments.overlay import variant_of
from shopguide.report import report_search, report_view
from shopguide.text.money import format_price
from shopguide.widgets.ask import ask_context
from shopguide.widgets.aspects import chosen
from shopguide.widgets.compare import compare_context
from shopguide.widgets.consent import notice_context
from shopguide.widgets.events import events_context, view_mark
from shopguide.widgets.highlights import highlights_context
from shopguide.widgets.picture import form_context
from shopguide.widgets.product import guide_of
from shopguide.widgets.read_reviews import ReadReview, read_reviews
from shopguide.widgets.recommendations import strip_context
from shopguide.widgets.review_list import chosen_reviews, review_list_context
from shopguide.widgets.search import page_number, search_context
from shopguide.widgets.similar import similar_context
from shopguide.widgets.suggestions import suggestions_context
from shopguide.widgets.taste import taste_context
from shopguide.widgets.thumbs import thumbs_context

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
    began = monotonic()
    found = search_context(query, guide, page=page, parameters=parameters)
    if page == 1:
        _searched(context, found, "search", began)
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
    shopper = shopper_of(request) if request is not None else None
    began = monotonic()
    found = suggestions_context(
        query, guide, parameters=_parameters(context), asker=asker, shopper=shopper
    )
    _searched(context, found, "suggestions", began)
    return found | thumbs_context(request)


def _searched(context: template.Context, found: dict[str, Any], surface: str, began: float) -> None:
    if "error" not in found:
        told = (found["guide"], found["query"], found["total"])
        seconds = monotonic() - began
        report_search(context.get("request"), *told, surface=surface, seconds=seconds)


@register.inclusion_tag("shopguide/similar.html")
def similar_products(product: Any, limit: int = 8, guide: str | None = None) -> dict[str, Any]:
    """A strip of products like ``product``; nothing at all where there are none."""
    return similar_context(product, limit, guide)


@register.inclusion_tag("shopguide/recommended.html", takes_context=True)
def recommended_products(
    context: template.Context, product: Any = None, **options: Any
) -> dict[str, Any]:
    """Products for the shopper of the page, each with its reason. ``product`` is the one whose page
    it is, ``cart`` what lies in the cart (products or keys); ``limit`` and ``guide`` as elsewhere."""
    return _strip(context, "recommended", product, **options)


@register.inclusion_tag("shopguide/recommended.html", takes_context=True)
def bought_together(context: template.Context, product: Any, **options: Any) -> dict[str, Any]:
    """What lies in the same orders as ``product``; nothing at all where orders do not tell."""
    return _strip(context, "bought_together", product, **{"limit": 4, **options})


@register.inclusion_tag("shopguide/recommended.html", takes_context=True)
def buy_again(context: template.Context, **options: Any) -> dict[str, Any]:
    """What the shopper of the page bought before and may need again."""
    return _strip(context, "buy_again", None, **options)


@register.inclusion_tag("shopguide/recommended.html", takes_context=True)
def because_you_viewed(
    context: template.Context, product: Any = None, **options: Any
) -> dict[str, Any]:
    """What goes with the product that was looked at last. ``product`` is the one whose page it is."""
    return _strip(context, "because_you_viewed", product, **options)


def _strip(
    context: template.Context,
    surface: str,
    product: Any,
    *,
    guide: str | None = None,
    limit: int = 8,
    cart: Any = (),
) -> dict[str, Any]:
    request = context.get("request")
    shopper = shopper_of(request) if request is not None else Shopper()
    return strip_context(
        surface, request, shopper, product=product, guide_name=guide, limit=limit, cart=cart or ()
    )


@register.inclusion_tag("shopguide/picture_link.html")
def picture_search(guide: str | None = None) -> dict[str, Any]:
    """A link to the page for a search by an uploaded picture, which is ``shopguide.urls``; nothing
    where no pictures are read."""
    return form_context(guide)


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


@register.inclusion_tag("shopguide/taste.html", takes_context=True)
def my_taste(context: template.Context) -> dict[str, Any]:
    """What the shop believes of the shopper who reads the page, each line with a switch. The page
    for what they say is ``shopguide.urls``."""
    request = context.get("request")
    if request is None:
        return taste_context(Shopper())
    return taste_context(shopper_of(request), back=request.get_full_path())


@register.inclusion_tag("shopguide/events.html", takes_context=True)
def record_events(context: template.Context) -> dict[str, Any]:
    """Once on a page, in the shop's base template: what was shown and clicked is told to the API in
    batches. Nothing where the browser asks not to be tracked."""
    return events_context(context.get("request"))


@register.simple_tag(takes_context=True)
def record_view(
    context: template.Context, product: Any, guide: str | None = None, script: bool = False
) -> SafeString:
    """On the page of a product: the shopper looked at it. With ``script=True``, for pages that are
    kept in a cache, the browser says so, through ``{% record_events %}``."""
    request = context.get("request")
    if script:
        return view_mark(guide_of(product, guide), product)
    if request is not None:
        report_view(request, product, guide)
    return SafeString("")


@register.inclusion_tag("shopguide/consent_notice.html", takes_context=True)
def consent_notice(context: template.Context) -> dict[str, Any]:
    """A bar that asks for consent: nothing at all where all is said, or nobody could remember it.
    The page for answers is ``shopguide.urls``."""
    request = context.get("request")
    known = hasattr(request, "session") or getattr(request, "user", None)
    if request is None or not known:
        return {"questions": []}
    shopper = identity_of(request).key
    told = notice_context(shopper, forbidden=forbids(request), path=request.path)
    return {**told, "request": request}


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
