"""What reviews speak of: the general aspects, those of a guide, and the words for them.

``aspects.tsv`` has a name, English terms and Chinese terms in each line, written by us.
"""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from shopguide.catalogue.guide import Aspect, ProductGuide

from .clean import fold

#: An aspect term that belongs to no aspect of the guide.
OTHER = "other"
LABELS = {
    "quality": _("quality"),
    "design": _("looks"),
    "display": _("screen and picture"),
    "camera": _("camera"),
    "battery": _("battery"),
    "performance": _("speed"),
    "sound": _("sound"),
    "connectivity": _("connections"),
    "software": _("software"),
    "controls": _("controls"),
    "storage": _("storage"),
    "size": _("size and weight"),
    "comfort": _("comfort"),
    "fit": _("fit"),
    "material": _("material"),
    "taste": _("taste"),
    "smell": _("smell"),
    "effect": _("effect"),
    "content": _("content and print"),
    "usability": _("ease of use"),
    "durability": _("durability"),
    "price": _("price"),
    "packaging": _("packaging"),
    "delivery": _("delivery"),
    "service": _("service"),
    "accessories": _("accessories"),
    "heat": _("heat"),
    "noise": _("noise"),
    "authenticity": _("authenticity"),
    "features": _("features"),
}


@cache
def general() -> tuple[Aspect, ...]:
    """The aspects that come with shopguide."""
    lines = Path(__file__).with_suffix(".tsv").read_text().splitlines()
    rows = [line.split("\t") for line in lines]
    return tuple(
        Aspect(name, LABELS[name], tuple(fold(term) for part in terms for term in part.split(", ")))
        for name, *terms in rows
    )


def aspects_of(guide: ProductGuide) -> tuple[Aspect, ...]:
    """The guide's own aspects, then the general ones that it does not replace."""
    own = {aspect.name for aspect in guide.aspects}
    return (*guide.aspects, *(each for each in general() if each.name not in own))


def label_of(guide: ProductGuide, name: str) -> str:
    """What people read for an aspect, in the active language."""
    return str(next((each.label for each in aspects_of(guide) if each.name == name), _("other")))


def mark(aspects: Sequence[Aspect]) -> str:
    """What changes whenever terms would be sorted differently."""
    return "\n".join(f"{each.name}: {', '.join(each.terms)}" for each in aspects)
