"""What reviews say of the aspects that a shopper wishes to be good, as an addition to the score.

The share of praise of a product is drawn towards what is usual in this shop, as if that had been read in
``PRIOR`` reviews more (the mean of a beta distribution after binomial data). So no review changes
nothing and one changes little.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Sum

from shopguide.catalogue.guide import ProductGuide
from shopguide.models import AspectTally, Document

from .sentence import Reading

#: Reviews that speak of an aspect as usual, which every product begins with.
PRIOR = 10
#: Fewer say nothing about a category; then all products of the guide tell what is usual.
ENOUGH = 50


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
    names = [each.name for each in asked]
    known = _usual(guide, names)
    category = asked[0].values
    if known and category:
        known |= _usual(guide, list(known), category, ENOUGH)
    return tuple(Wish(name, known[name], weight / len(known)) for name in names if name in known)


def _usual(
    guide: ProductGuide, names: Sequence[str], category: Sequence[int] = (), least: int = 1
) -> dict[str, float]:
    """``{aspect: share of praise}`` of those with ``least`` praises and complaints."""
    rows = AspectTally.objects.filter(guide=guide.name, aspect__in=names)
    if category:
        documents = Document.objects.filter(guide=guide.name, facts__overlap=list(category))
        rows = rows.filter(object_id__in=documents.values("object_id"))
    counted = rows.values_list("aspect").annotate(Sum("positive"), Sum("negative"))
    return {
        aspect: positive / (positive + negative)
        for aspect, positive, negative in counted.order_by()
        if positive + negative >= least
    }
