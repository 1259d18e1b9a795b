"""Context of the search by an uploaded picture."""

from typing import Any

from django.utils.translation import gettext as _

from shopguide.catalogue.guide import ProductGuide
from shopguide.catalogue.registry import registry
from shopguide.conf import settings
from shopguide.search import QueryError, search_picture

from .cards import cards

PAGE = 12
MEGABYTE = 1_000_000


def pictured_guide(name: str | None = None) -> ProductGuide:
    """The guide of that name, or the first whose pictures are read. Raises LookupError."""
    if name:
        return registry.get(name)
    for guide in registry:
        if guide.picture_encoder():
            return guide
    raise LookupError("No guide has pictures that are read; declare image_field and an encoder.")


def form_context(guide_name: str | None = None) -> dict[str, Any]:
    """What ``shopguide/picture_form.html`` needs; no form where no pictures are read."""
    try:
        guide = pictured_guide(guide_name)
    except LookupError:
        return {"guide": None}
    shown = guide if guide.picture_encoder() else None
    return {"guide": shown, "most": _megabytes()}


def picture_context(data: bytes | None, guide_name: str | None = None) -> dict[str, Any]:
    """What ``shopguide/picture.html`` needs: the form, and what looks like the picture or why
    nothing does. Raises LookupError for an unknown guide."""
    context = form_context(guide_name)
    if data is None:
        return context
    guide = pictured_guide(guide_name)
    try:
        hits = search_picture(guide, data, PAGE)
    except QueryError as error:
        return {**context, "error": str(error), "code": error.code}
    return {**context, "asked": True, "cards": cards(guide, hits)}


def too_large() -> str:
    """What a shopper reads whose picture was refused before it was whole."""
    most = _megabytes()
    return _("This picture is larger than %(most)s MB. Choose a smaller one.") % {"most": most}


def _megabytes() -> str:
    return f"{settings['PICTURES']['bytes'] / MEGABYTE:g}"
