"""Context of what reviews say of a product, in a few phrases with their shares."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from django.db import DatabaseError, transaction
from django.http import QueryDict
from django.utils.translation import gettext as _

from shopguide.catalogue.guide import ProductGuide
from shopguide.conf import settings
from shopguide.insight import Highlights, Phrase, Scope, highlights
from shopguide.models import Job, ReviewReading

from .aspects import Chosen, aspect_link, capital, chosen, link
from .product import guide_of

logger = logging.getLogger("shopguide")

#: Chips of pros, and of cons; and phrases of each that the summary is made of.
CHIPS, SUMMARY = 6, 2


@dataclass(frozen=True)
class Told:
    """A phrase as a shopper reads it. ``address`` opens the reviews that say it, or leads back
    where they are open."""

    phrase: Phrase
    label: str
    text: str
    address: str
    chosen: bool


def highlights_context(
    product: Any,
    guide_name: str | None = None,
    *,
    parameters: QueryDict | None = None,
    anchor: str = "reviews",
    write: str = "",
    written: Any = None,
) -> dict[str, Any]:
    """What ``shopguide/highlights.html`` needs. ``anchor`` is the id of the list of reviews,
    ``write`` the address of the form for one, and ``written`` the key of one that this shopper has
    just written. Raises LookupError for a product of no registered guide."""
    guide = guide_of(product, guide_name)
    parameters = parameters or QueryDict()
    context: dict[str, Any] = {"guide": guide, "product": product, "anchor": anchor, "write": write}
    context["all_reviews"] = link(parameters, anchor, aspect=None, polarity=None, language=None)
    try:
        with transaction.atomic():
            found = highlights(guide, product.pk, CHIPS)
            context["waiting"] = waiting(guide, product.pk)
            context["own"] = own_state(guide, product.pk, written)
    except DatabaseError:
        # The page around it may well be whole: during a roll-out our tables can lag behind.
        logger.exception("shopguide: no highlights could be read for %s %s", guide, product.pk)
        return context | {"state": "error", "here": link(parameters, anchor)}
    picked = chosen(guide, parameters)
    pros = _told(found.pros, picked, parameters, anchor)
    cons = _told(found.cons, picked, parameters, anchor)
    return context | {
        "state": _state(found),
        "highlights": found,
        "minimum": settings["INSIGHT_MINIMUM"],
        "pros": pros,
        "cons": cons,
        "summary": [*pros[:SUMMARY], *cons[:SUMMARY]],
    }


def _state(found: Highlights) -> Literal["told", "few", "none"]:
    if found.phrases:
        return "told"
    return "few" if found.total < settings["INSIGHT_MINIMUM"] else "none"


def _told(
    phrases: Iterable[Phrase], picked: Chosen, parameters: QueryDict, anchor: str
) -> list[Told]:
    told = []
    for phrase in phrases:
        open_now = (picked.aspect, picked.polarity) == (phrase.aspect, phrase.polarity)
        address = (
            link(parameters, anchor, aspect=None, polarity=None, sort=None)
            if open_now
            else aspect_link(parameters, anchor, phrase.aspect, phrase.polarity)
        )
        label = capital(phrase.label)
        told.append(Told(phrase, label, phrase_text(phrase), address, open_now))
    return told


def phrase_text(phrase: Phrase) -> str:
    """ "Camera praised in 12 of 96 reviews", with nothing said that the numbers do not say."""
    text = (
        _("%(aspect)s praised in %(count)s of %(total)s reviews")
        if phrase.polarity > 0
        else _("%(aspect)s criticised in %(count)s of %(total)s reviews")
    )
    share = {"count": phrase.share.count, "total": phrase.share.total}
    return text % {"aspect": capital(phrase.label), **share}


def waiting(guide: ProductGuide, product: Any) -> int:
    """Reviews of a product, of those that shoppers may see, that wait to be read."""
    jobs = Job.objects.filter(
        guide=guide.name, kind=Job.Kind.REVIEW, encoder=guide.reader, dead=False
    )
    own = Scope(guide, product=product, shoppers=True).own_reviews()
    return jobs.filter(object_id__in=own.values("shopguide_key")).count()


def own_state(guide: ProductGuide, product: Any, written: Any) -> Literal["", "reading", "read"]:
    """How far a review is that the shopper has just written."""
    if not written:
        return ""
    own = Scope(guide, product=product, shoppers=True).own_reviews()
    if not own.filter(shopguide_key=str(written)).exists():
        return ""
    rows = ReviewReading.objects.filter(guide=guide.name, reader=guide.reader)
    return "read" if rows.filter(review_id=str(written)).exists() else "reading"
