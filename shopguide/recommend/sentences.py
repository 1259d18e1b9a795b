"""Taste in plain words, in the active language."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .opinions import AspectTaste
from .sums import Sum
from .weights import DISLIKE, LIKE, PriceTaste

#: What is cheaper than so much of its category is cheap in it, and what is dearer is dear.
CHEAP, DEAR = 0.35, 0.65
#: A taste of which so much is of the last days is one of the last days.
LATELY = 0.4


def spoken(name: str, word: str) -> str:
    """What the shopper said."""
    told = {"name": name}
    if word == LIKE:
        return _("You said that you like %(name)s.") % told
    return _("You said that %(name)s is not for you.") % told


def category(name: str, found: Sum) -> str:
    told = {"name": name}
    if found.both < 0:
        return _("%(name)s seems not to be for you.") % told
    if _bought(found):
        return _("You have bought from %(name)s.") % told
    if found.short > LATELY * found.long:
        return _("Lately you have been looking at %(name)s.") % told
    return _("You like to look at %(name)s.") % told


def brand(name: str, found: Sum) -> str:
    told = {"name": name}
    if found.both < 0:
        return _("You rather pass over %(name)s.") % told
    if _bought(found):
        return _("You buy products of %(name)s.") % told
    if found.short > LATELY * found.long:
        return _("Lately you have been looking at products of %(name)s.") % told
    return _("You like to look at products of %(name)s.") % told


def product(name: str, found: Sum) -> str:
    if found.both < 0:
        return spoken(name, DISLIKE)
    return _("You have had an eye on %(name)s.") % {"name": name}


def price(name: str, found: PriceTaste) -> str:
    told = {"name": name}
    if found.level < CHEAP:
        return _("In %(name)s you choose the lower prices.") % told
    if found.level > DEAR:
        return _("In %(name)s you choose the higher prices.") % told
    return _("In %(name)s you choose prices in the middle.") % told


def aspect(name: str, found: AspectTaste) -> str:
    if len(found.blamed) >= len(found.praised):
        count = len(found.blamed)
        told = ngettext(
            "In your reviews you criticised “%(name)s” once.",
            "In your reviews you criticised “%(name)s” %(count)d times.",
            count,
        )
    else:
        count = len(found.praised)
        told = ngettext(
            "In your reviews you praised “%(name)s” once.",
            "In your reviews you praised “%(name)s” %(count)d times.",
            count,
        )
    return told % {"name": name, "count": count}


def language(name: str) -> str:
    return _("You read this shop in %(name)s.") % {"name": name}


def evidence(kinds: Mapping[str, int]) -> tuple[str, ...]:
    """How many events of each kind say so."""
    counts = {
        "order": kinds.get("order", 0),
        "cart": kinds.get("cart", 0),
        "view": kinds.get("view", 0) + kinds.get("click", 0),
        "review": kinds.get("review", 0),
        "dismissal": kinds.get("dismissal", 0),
    }
    return tuple(_counted(kind, count) for kind, count in counts.items() if count)


def _counted(kind: str, count: int) -> str:
    told = {
        "order": ngettext("bought once", "bought %(count)d times", count),
        "cart": ngettext("put in the cart once", "put in the cart %(count)d times", count),
        "view": ngettext("looked at once", "looked at %(count)d times", count),
        "review": ngettext("reviewed once", "reviewed %(count)d times", count),
        "dismissal": ngettext("“not for me” once", "“not for me” %(count)d times", count),
    }[kind]
    return told % {"count": count}


def _bought(found: Sum) -> bool:
    return found.kinds.get("order", 0) > 0
