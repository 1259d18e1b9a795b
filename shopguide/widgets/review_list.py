"""Context of a list of reviews whose text shows what it says of each aspect."""

import logging
from typing import Any

from django.core.paginator import Paginator
from django.db import DatabaseError, transaction
from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.http import QueryDict
from django.utils.translation import gettext as _

from shopguide.catalogue.guide import ProductGuide
from shopguide.insight import Scope
from shopguide.models import AspectOpinion
from shopguide.text.aspects import label_of

from .aspects import OWN, Chosen, chosen, language_label, link, removable
from .product import guide_of
from .read_reviews import read_reviews
from .search import Choice

logger = logging.getLogger("shopguide")

PAGE_SIZE = 10


def review_list_context(
    product: Any,
    guide_name: str | None = None,
    *,
    parameters: QueryDict | None = None,
    anchor: str = "reviews",
    write: str = "",
) -> dict[str, Any]:
    """What ``shopguide/review_list.html`` needs: a page of reviews, newest first or the most telling
    of a chosen aspect first. Raises LookupError for a product of no registered guide."""
    guide = guide_of(product, guide_name)
    parameters = parameters or QueryDict()
    context: dict[str, Any] = {"guide": guide, "product": product, "anchor": anchor, "write": write}
    context["all_reviews"] = link(parameters, anchor, aspect=None, polarity=None, language=None)
    picked = chosen(guide, parameters)
    try:
        with transaction.atomic():
            rows = chosen_reviews(guide, product.pk, picked)
            page = Paginator(rows, PAGE_SIZE).get_page(picked.page)
            reviews = read_reviews(guide, list(page), picked)
            languages = _languages(guide, product.pk, picked, parameters, anchor)
    except DatabaseError:
        logger.exception("shopguide: no reviews could be listed for %s %s", guide, product.pk)
        return context | {"error": True, "here": link(parameters, anchor)}
    return context | {
        "reviews": reviews,
        "marked": any(each.is_marked for each in reviews),
        "total": page.paginator.count,
        "chips": removable(picked, label_of(guide, picked.aspect), parameters, anchor),
        "languages": languages,
        "sorts": _sorts(picked, parameters, anchor),
        "pages": {
            "number": page.number,
            "last": page.paginator.num_pages,
            "previous": _page(parameters, anchor, page.number - 1) if page.has_previous() else "",
            "next": _page(parameters, anchor, page.number + 1) if page.has_next() else "",
        },
    }


def chosen_reviews(guide: ProductGuide, product: Any, picked: Chosen) -> QuerySet[Any]:
    """The shop's own rows that an address asks for, of those that shoppers may see, in order: for
    a shop that has a list of its own."""
    scope = Scope(guide, product=product, language=picked.language or None, shoppers=True)
    limited = picked.aspect or picked.language
    rows: QuerySet[Any] = (
        scope.reviews(picked.aspect or None, picked.polarity) if limited else scope.own_reviews()
    )
    when = guide.reviews.when if guide.reviews else None
    newest = [F(when).desc(nulls_last=True)] if when else []
    if picked.sort == "telling" and picked.aspect:
        rows = rows.annotate(shopguide_telling=_surest(guide, picked))
        return rows.order_by(F("shopguide_telling").desc(nulls_last=True), *newest, "-pk")
    return rows.order_by(*newest, "-pk")


def _surest(guide: ProductGuide, picked: Chosen) -> Subquery:
    """How sure the reader is of what a review says of the aspect."""
    said = AspectOpinion.objects.filter(
        reading__guide=guide.name,
        reading__reader=guide.reader,
        reading__review_id=OuterRef("shopguide_key"),
        aspect=picked.aspect,
    )
    if picked.polarity is not None:
        said = said.filter(polarity=picked.polarity)
    return Subquery(said.order_by("-probability").values("probability")[:1])


def _languages(
    guide: ProductGuide, product: Any, picked: Chosen, parameters: QueryDict, anchor: str
) -> list[Choice]:
    """Languages to choose from, where the reviews are in several."""
    scope = Scope(guide, product=product, shoppers=True)
    rows = scope.saying(picked.aspect, picked.polarity) if picked.aspect else scope.readings()
    counted = rows.order_by().values_list("language").annotate(Count("pk")).order_by("language")
    choices = [
        Choice(
            language_label(language),
            link(parameters, anchor, language=None if language == picked.language else language),
            count,
            language == picked.language,
        )
        for language, count in counted
    ]
    return choices if len(choices) > 1 else []


def _sorts(picked: Chosen, parameters: QueryDict, anchor: str) -> list[Choice]:
    """Without an aspect there is one order."""
    if not picked.aspect:
        return []
    labels = {"telling": _("Most telling"), "newest": _("Newest")}
    return [
        Choice(text, link(parameters, anchor, sort=sort), chosen=sort == picked.sort)
        for sort, text in labels.items()
    ]


def _page(parameters: QueryDict, anchor: str, number: int) -> str:
    changed = parameters.copy()
    changed.pop(OWN, None)
    changed["page"] = str(number)
    return f"?{changed.urlencode()}#{anchor}"
