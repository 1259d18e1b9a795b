""" "Cheap" and "premium" as prices: percentiles among the products of a category in this shop,
since a cheap laptop costs more than a dear cable."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.db.models import Aggregate, FloatField
from django.db.models.functions import Cast

from shopguide.catalogue.guide import ProductGuide
from shopguide.models import Document, FactValue

from .filters import Filters
from .sentence.constraint import Level

#: "Cheap" is the cheaper two fifths of a category, "premium" the dearer two fifths.
SHARE = 0.4
#: Hits that vote for the category that a sentence is about, each by its fused score.
VOTERS = 12
#: A category that has this share of the votes is what the shopper asked for.
MAJORITY = 0.5


class _Percentile(Aggregate):
    """PostgreSQL's ordered-set aggregate ``percentile_cont``."""

    template = "percentile_cont(%(share)s) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()


def level_filters(
    guide: ProductGuide, category: Sequence[int], level: Level, given: Filters
) -> Filters:
    """``given`` narrowed to what counts as ``level`` among visible products of ``category``, which
    is a group of numbers of ``FactValue``."""
    if not guide.price_field:
        return given
    products = Filters(facts=(tuple(category),)).apply(guide, guide.products())
    share = SHARE if level == "low" else 1 - SHARE
    edge = products.aggregate(edge=_Percentile(Cast(guide.price_field, FloatField()), share=share))[
        "edge"
    ]
    if edge is None:
        return given
    bound = Decimal(str(edge))
    if level == "low":
        least = bound if given.price_max is None else min(bound, given.price_max)
        return replace(given, price_max=least)
    most = bound if given.price_min is None else max(bound, given.price_min)
    return replace(given, price_min=most)


def voted_category(guide: ProductGuide, votes: Sequence[tuple[Any, float]]) -> tuple[int, ...]:
    """The category that most of the best hits share, from rows (pk, fused score): a group of
    numbers of ``FactValue``, empty where they are of many categories."""
    if not guide.category_field or not votes:
        return ()
    best = {str(pk): score for pk, score in votes[:VOTERS]}
    rows = Document.objects.filter(guide=guide.name, object_id__in=best)
    facts = dict(rows.values_list("object_id", "facts"))
    categories = set(
        FactValue.objects.filter(
            guide=guide.name,
            path=guide.category_field,
            pk__in={fact for found in facts.values() for fact in found},
        ).values_list("pk", flat=True)
    )
    counted: Counter[int] = Counter()
    for key, found in facts.items():
        for fact in categories.intersection(found):
            counted[fact] += best[key]  # type: ignore[assignment]
    if not counted:
        return ()
    category, weight = counted.most_common(1)[0]
    return (category,) if weight >= MAJORITY * sum(best.values()) else ()
