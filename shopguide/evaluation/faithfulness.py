"""Whether what is printed of reviews is what they say: every phrase counted again, another way."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db.models import Count

from shopguide.catalogue.guide import ProductGuide
from shopguide.insight.highlights import Highlights, highlights
from shopguide.models import AspectOpinion, ReviewReading
from shopguide.text.aspects import aspects_of

from .annotated import Annotated
from .resampling import Measured, ratio
from .shares import Cell
from .terms import Sorter

Printed = Callable[[ProductGuide, Any], Highlights]
#: ``{review: {(aspect, polarity), …}}``
Said = dict[str, set[tuple[str, int]]]


@dataclass(frozen=True)
class Claim:
    """A phrase as it is printed, ``count`` of ``total``, and as it was counted again."""

    product: str
    aspect: str
    polarity: int
    count: int
    total: int
    true_count: int
    true_total: int

    @property
    def is_faithful(self) -> bool:
        return (self.count, self.total) == (self.true_count, self.true_total)

    @property
    def is_above(self) -> bool:
        """Whether more is claimed than is so."""
        return self.count * max(self.true_total, 1) > self.true_count * max(self.total, 1)


def claims(
    guide: ProductGuide, products: Iterable[Any], printed: Printed = highlights
) -> list[Claim]:
    """Every phrase of the products' highlights with a recount that shares nothing with how they
    are made: the reviews that shoppers may read are asked of the shop, and counted here."""
    found = []
    for product in products:
        phrases = printed(guide, product).phrases
        said = read_in(guide, shown_reviews(guide, product)) if phrases else {}
        found += [
            Claim(
                str(product),
                phrase.aspect,
                phrase.polarity,
                phrase.share.count,
                phrase.share.total,
                sum((phrase.aspect, phrase.polarity) in each for each in said.values()),
                len(said),
            )
            for phrase in phrases
        ]
    return found


def shown_reviews(guide: ProductGuide, product: Any) -> list[str]:
    """Keys of the product's reviews that shoppers may read."""
    if not guide.reviews:
        return []
    shown = guide.reviews.shown().filter(**{guide.reviews.product: product})
    return [str(pk) for pk in shown.values_list("pk", flat=True)]


def read_in(guide: ProductGuide, reviews: Sequence[str]) -> Said:
    """What the guide's reader found in those of ``reviews`` that it has read."""
    rows = ReviewReading.objects.filter(
        guide=guide.name, reader=guide.reader, review_id__in=reviews
    ).values_list("pk", "review_id")
    keys = dict(rows)
    said: Said = {review: set() for review in keys.values()}
    opinions = AspectOpinion.objects.filter(reading__in=list(keys))
    for reading, aspect, polarity in opinions.values_list("reading_id", "aspect", "polarity"):
        said[keys[reading]].add((aspect, polarity))
    return said


def read_products(guide: ProductGuide, most: int) -> list[Any]:
    """Keys of products that shoppers may see and that have reviews read, the most read first."""
    rows = ReviewReading.objects.filter(guide=guide.name, reader=guide.reader)
    counted = rows.values("object_id").annotate(n=Count("pk")).order_by("-n", "object_id")
    ordered = counted.values_list("object_id", flat=True)
    seen = {str(pk): pk for pk in guide.products().values_list("pk", flat=True)}
    return [seen[product] for product in ordered if product in seen][:most]


def annotated_cells(
    guide: ProductGuide, found: Sequence[Claim], sentences: Sequence[Annotated]
) -> list[Cell]:
    """The claims on products whose reviews are annotated, each ``review`` there a key of the shop:
    over these reviews alone, the share as read against the share as marked."""
    sorter, marked = Sorter(aspects_of(guide)), defaultdict[str, set[tuple[str, int]]](set)
    for each in sentences:
        if each.review:
            marked[each.review] |= {(sorter.aspect(m.term), m.polarity) for m in each.marks}
    cells, of_product = [], dict[str, Mapping[str, set[tuple[str, int]]]]()
    for claim in found:
        if claim.product not in of_product:
            product = guide.parse_pk(claim.product)
            known = [key for key in shown_reviews(guide, product) if key in marked]
            of_product[claim.product] = read_in(guide, known)
        read, what = of_product[claim.product], (claim.aspect, claim.polarity)
        if read:
            cells.append(
                Cell(
                    claim.product,
                    *what,
                    len(read),
                    sum(what in marked[review] for review in read),
                    sum(what in said for said in read.values()),
                )
            )
    return cells


def claims_measured(found: Sequence[Claim]) -> Measured:
    """``faithful``: the part of phrases whose numbers are those of the recount; ``above``: the part
    that claims more."""
    units = np.array([[1.0, float(c.is_faithful), float(c.is_above)] for c in found]).reshape(-1, 3)
    measures = {
        "faithful": lambda sums: ratio(sums[:, 1], sums[:, 0]),
        "above": lambda sums: ratio(sums[:, 2], sums[:, 0]),
    }
    return Measured("shopguide", units, measures, {"phrases": len(found)})
