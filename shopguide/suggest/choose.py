"""Which products a suggestion may name."""

from collections import Counter
from dataclasses import replace
from typing import Any

from shopguide.catalogue.guide import ProductGuide
from shopguide.catalogue.reading import first, read
from shopguide.search import Hit, Results, search
from shopguide.search.similar import one_of_each
from shopguide.search.wish import level_filters

#: Hits that vote for the category that a sentence is about, each by its fused score.
VOTERS = 12
#: A category that has this share of the votes is what the shopper asked for.
MAJORITY = 0.5


def candidates(results: Results, size: int) -> list[Hit]:
    """Up to ``size`` products for the sentence of ``results``: of the category it is about, at the
    level of price it asks for, that can be bought now, no two variants of one thing."""
    guide, wish = results.guide, results.wish
    category = category_of(guide, results.hits[:VOTERS])
    wanted = replace(results.filters, in_stock=True)
    if category is not None:
        wanted = replace(wanted, category=category)
        if wish.level:
            wanted = level_filters(guide, category, wish.level, wanted)
    found = search(guide, results.query, limit=4 * size, filters=wanted, wish=wish).hits
    chosen = one_of_each(guide, [hit.pk for hit in found])
    by_key = {hit.pk: hit for hit in found}
    return [by_key[pk] for pk in chosen[:size]]


def category_of(guide: ProductGuide, hits: list[Hit]) -> Any:
    """The category that most of the best hits share, or None where they are of many."""
    if not guide.category_field or not hits:
        return None
    values = read(guide, [hit.pk for hit in hits], [guide.category_field])
    votes: Counter[Any] = Counter()
    for hit in hits:
        votes[first(values.get(hit.pk, {}), guide.category_field)] += hit.score  # type: ignore[assignment]
    category, weight = votes.most_common(1)[0]
    return category if weight >= MAJORITY * sum(votes.values()) else None
