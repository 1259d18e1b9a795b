"""What a shopper chose of the reviews, as it stands in an address, and its words."""

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from shopguide.catalogue.guide import ProductGuide
from shopguide.text.aspects import OTHER, aspects_of

from .chips import Chip, address
from .search import page_number

POLARITIES = {"positive": 1, "negative": -1}
LANGUAGES = ("en", "zh-hans")
SORTS = ("newest", "telling")
#: Parameters that are about the shopper's own review, not about what is shown.
OWN = "written"


@dataclass(frozen=True)
class Chosen:
    """``polarity`` is 1 or -1, or None for all that speak of the aspect."""

    aspect: str = ""
    polarity: int | None = None
    language: str = ""
    sort: str = "newest"
    page: int = 1


def chosen(guide: ProductGuide, parameters: QueryDict) -> Chosen:
    """What an address asks for; what is nothing of this guide is left out, as an old link may hold
    anything."""
    names = {OTHER, *(each.name for each in aspects_of(guide))}
    aspect = parameters.get("aspect", "")
    language = parameters.get("language", "")
    known = aspect if aspect in names else ""
    sort = parameters.get("sort", "")
    return Chosen(
        aspect=known,
        polarity=POLARITIES.get(parameters.get("polarity", "")) if known else None,
        language=language if language in LANGUAGES else "",
        sort=sort if sort in SORTS else "telling" if known else "newest",
        page=page_number(parameters.get("page")),
    )


def link(parameters: QueryDict, anchor: str, **changes: Any) -> str:
    """This page with other parameters, at the reviews; None takes one off."""
    put = {name: str(value) for name, value in changes.items() if value is not None}
    drop = [OWN, *(name for name in changes if name not in put)]
    return f"{address(parameters, put=put, drop=drop)}#{anchor}"


def aspect_link(parameters: QueryDict, anchor: str, aspect: str, polarity: int) -> str:
    """The reviews that praise or blame an aspect."""
    name = next(key for key, value in POLARITIES.items() if value == polarity)
    return link(parameters, anchor, aspect=aspect, polarity=name, sort=None)


def removable(picked: Chosen, label: str, parameters: QueryDict, anchor: str) -> list[Chip]:
    """What was chosen in words, each part with the address that takes it off."""
    chips = []
    if picked.aspect:
        off = link(parameters, anchor, aspect=None, polarity=None, sort=None)
        chips.append(Chip(said(label, picked.polarity), off, "aspect"))
    if picked.language:
        off = link(parameters, anchor, language=None)
        chips.append(Chip(language_label(picked.language), off, "language"))
    return chips


def said(label: str, polarity: int | None) -> str:
    """An aspect and what is said of it, for a chip."""
    name = capital(label)
    if polarity is None:
        return name
    return (_("%(aspect)s: praised") if polarity > 0 else _("%(aspect)s: criticised")) % {
        "aspect": name
    }


def capital(label: str) -> str:
    return label[:1].upper() + label[1:]


def language_label(language: str) -> str:
    return _("in Chinese") if language.startswith("zh") else _("in English")
