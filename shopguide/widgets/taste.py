"""Context of the page and the panel on which a shopper reads their taste and corrects it."""

from itertools import groupby
from typing import Any

from django.utils.translation import gettext_lazy as _

from shopguide.events.shopper import Shopper
from shopguide.recommend.edits import sayable
from shopguide.recommend.taste import taste_of

from .addresses import needed, served

#: Headings by kind of line, in the order of the page.
HEADINGS = {
    "category": _("What you look for"),
    "brand": _("Brands"),
    "price": _("Prices"),
    "aspect": _("What matters to you"),
    "product": _("Products"),
    "language": _("Language"),
}


def taste_context(shopper: Shopper, *, level: int = 2, back: str = "") -> dict[str, Any]:
    """What ``shopguide/taste.html`` needs. ``back`` is the address of the shop's own page that
    holds the panel, where a shopper returns to. Raises NoReverseMatch for a shop that does not
    serve the page."""
    taste = taste_of(shopper)
    groups = [
        {"heading": HEADINGS[kind], "lines": list(lines)}
        for kind, lines in groupby(taste.lines, key=lambda line: line.kind)
    ]
    return {
        "taste": taste,
        "groups": groups,
        "sayable": sayable() if taste.personal else {},
        "level": level,
        "back": back,
        "addresses": {
            "taste": taste_address(),
            **{name: served(f"shopguide:{name}") for name in ("consent", "export_me", "erase_me")},
        },
    }


def taste_address() -> str:
    return needed("taste", "my_taste", "what shoppers say")
