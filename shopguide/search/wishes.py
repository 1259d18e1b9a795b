"""What reviews say of the aspects that a shopper wishes to be good, as an addition to the score.

The share of praise of a product is drawn towards what is usual in this shop, as if that had been read in
``PRIOR`` reviews more (the mean of a beta distribution after binomial data). So no review changes
nothing and one changes little.
"""

from dataclasses import dataclass
from functools import lru_cache
from time import monotonic

from django.db import connection
from django.db.models import Max, Sum

from shopguide.catalogue.guide import ProductGuide
from shopguide.models import AspectTally, Document

from .sentence import Reading

#: Reviews that speak of an aspect as usual, which every product begins with.
PRIOR = 10
#: Fewer say nothing about a category; then all products of the guide tell what is usual.
ENOUGH = 50
#: Seconds for which what is usual is kept in memory; with the first review of a product sooner.
KEPT = 300


@dataclass(frozen=True)
class Wish:
    """An aspect with the share of its mentions that are praise in this shop, and what a share of
    all instead of none adds to the score, before it is divided by the constant of the fusion."""

    aspect: str
    usual: float
    weight: float


def wishes_of(guide: ProductGuide, reading: Reading, weight: float) -> tuple[Wish, ...]:
    """The wishes of a sentence that this shop's reviews speak of; together they weigh ``weight``."""
    asked = [each for each in reading.constraints if each.kind == "aspect"]
    if not asked or not weight:
        return ()
    last = AspectTally.objects.aggregate(last=Max("pk"))["last"]
    if last is None:
        return ()
    stamp = (connection.settings_dict["NAME"], last, monotonic() // KEPT)
    known = {each.name: _usual(guide.name, each.name, each.values, stamp) for each in asked}
    heard = {aspect: usual for aspect, usual in known.items() if usual is not None}
    return tuple(Wish(aspect, usual, weight / len(heard)) for aspect, usual in heard.items())


@lru_cache(maxsize=512)
def _usual(
    guide: str, aspect: str, category: tuple[int, ...], stamp: tuple[object, ...]
) -> float | None:
    """The share of praise in a category, or in all of the guide; None where nothing is said."""
    rows = AspectTally.objects.filter(guide=guide, aspect=aspect)
    of_category = Document.objects.filter(guide=guide, facts__overlap=list(category))
    scopes = [(rows.filter(object_id__in=of_category.values("object_id")), ENOUGH), (rows, 1)]
    for scope, least in scopes if category else scopes[1:]:
        counted = scope.aggregate(positive=Sum("positive"), negative=Sum("negative"))
        praise, blame = counted["positive"] or 0, counted["negative"] or 0
        if praise + blame >= least:
            return float(praise / (praise + blame))
    return None
