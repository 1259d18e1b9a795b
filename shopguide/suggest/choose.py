"""Which products a suggestion may name."""

from collections import Counter
from dataclasses import replace
from typing import Any

from shopguide.catalogue.guide import ProductGuide
from shopguide.catalogue.reading import first, read
from shopguide.search import Filters, Hit, Results, search
from shopguide.search.similar import one_of_each
from shopguide.search.wish import level_filters

#: Hits that vote for the category that a sentence is about, each by its fused score.
VOTERS = 12
#: A category that has this share of the votes is what the shopper asked for.
MAJORITY = 0.5
#: Products read for each one that is wanted, since variants are passed over.
SPARE = 4


def candidates(results: Results, size: int) -> list[Hit]:
    """Up to ``size`` products for the sentence of ``results``: of the category it is about, at the
    level of price it asks for, that can be bought now, no two variants of one thing."""
    guide, level = results.guide, results.wish.level
    category = category_of(guide, results.hits[:VOTERS])
    wanted = replace(results.filters, in_stock=True)
    if category is not None:
        wanted = replace(wanted, category=category)
    found: list[Hit] = []
    if category is not None and level:
        found = _search(results, size, level_filters(guide, category, level, wanted))
    if len(found) < size:
        rest = _search(results, size, wanted)
        # A small category: the cheapest of it are what "cheap" can mean here.
        found += _by_price(guide, rest, dearest_first=level == "high") if level else rest
    by_key = {hit.pk: hit for hit in found}
    return [by_key[pk] for pk in one_of_each(guide, list(by_key))[:size]]


def _search(results: Results, size: int, filters: Filters) -> list[Hit]:
    wish, query = results.wish, results.query
    return search(results.guide, query, limit=SPARE * size, filters=filters, wish=wish).hits


def _by_price(guide: ProductGuide, hits: list[Hit], *, dearest_first: bool) -> list[Hit]:
    if not guide.price_field:
        return hits
    values = read(guide, [hit.pk for hit in hits], [guide.price_field])
    priced = [(first(values.get(hit.pk, {}), guide.price_field), hit) for hit in hits]
    known = [(price, hit) for price, hit in priced if price is not None]
    ordered = sorted(known, key=lambda pair: pair[0], reverse=dearest_first)
    return [hit for _, hit in ordered] + [hit for price, hit in priced if price is None]


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
