"""Which products a suggestion may name."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from shopguide.catalogue.guide import ProductGuide
from shopguide.catalogue.reading import first, read
from shopguide.recommend.affinity import Affinity, affinity, sentence
from shopguide.recommend.weights import TasteWeights
from shopguide.search import Filters, Hit, Results, search
from shopguide.search.level import level_filters, voted_category
from shopguide.search.similar import one_of_each

#: Products read for each one that is wanted, since variants are passed over.
SPARE = 4
#: How far a product may be behind another, in each leg of the search, to fit equally well: a share of
#: the words' score, and so much of the similarity.
WORDS_BEHIND, SIMILARITY_BEHIND = 0.1, 0.03


@dataclass(frozen=True)
class Chosen:
    """``because`` says what of the shopper's taste decided, where it did."""

    hits: list[Hit]
    because: str = ""


def candidates(
    results: Results,
    size: int,
    ignore: frozenset[str] = frozenset(),
    taste: TasteWeights | None = None,
) -> Chosen:
    """Up to ``size`` products for the sentence of ``results``: of the category it is about, at the
    level of price it asks for, that can be bought now, no two variants of one thing; among equals
    those that a shopper of this ``taste`` likes."""
    guide, level = results.guide, results.reading.level
    asked = results.reading.one("category")
    votes = [(hit.pk, hit.score) for hit in results.hits]
    category = asked.values if asked else voted_category(guide, votes)
    wanted = replace(results.filters, in_stock=True)
    if category and category not in wanted.facts:
        wanted = replace(wanted, facts=(*wanted.facts, category))
    found: list[Hit] = []
    by_price = False
    if category and level:
        found = _search(results, size, level_filters(guide, category, level, wanted), ignore)
    if len(found) < size:
        if level:
            # A small category: the cheapest of it are what "cheap" can mean here.
            wider = replace(
                wanted, price_min=results.given.price_min, price_max=results.given.price_max
            )
            rest = _search(results, size, wider, ignore | {"level"})
            found += _by_price(guide, rest, dearest_first=level == "high")
            by_price = True
        else:
            found += _search(results, size, wanted, ignore)
    plain = _one_of_each(guide, found, size)
    if not taste or by_price:
        return Chosen(plain)
    return _tasted(guide, found, plain, taste)


def _tasted(guide: ProductGuide, found: list[Hit], plain: list[Hit], taste: TasteWeights) -> Chosen:
    liked = affinity(guide, [hit.pk for hit in found], taste)
    fits = {hit.pk: liked.get(hit.pk, Affinity()) for hit in found}
    ranked = [
        hit
        for equals in _equals(found)
        # Rounded, so that a hair's breadth of taste moves nothing.
        for hit in sorted(equals, key=lambda hit: -round(fits[hit.pk].score, 1))
    ]
    chosen = _one_of_each(guide, ranked, len(plain))
    for hit, before in zip(chosen, plain, strict=True):
        if hit.pk != before.pk:
            return Chosen(chosen, sentence(guide, fits[hit.pk], fits[before.pk]))
    return Chosen(chosen)


def _equals(hits: list[Hit]) -> Iterator[list[Hit]]:
    """Groups of hits that fit the question as well as the first of each, in the order of these."""
    left = hits
    while left:
        best, *rest = left
        group = [best, *(hit for hit in rest if _fits_as_well(hit, best))]
        yield group
        taken = {hit.pk for hit in group}
        left = [hit for hit in rest if hit.pk not in taken]


def _fits_as_well(hit: Hit, best: Hit) -> bool:
    words, meant = best.parts.get("lexical"), best.parts.get("vector")
    return (
        (words is None or hit.parts.get("lexical", 0.0) >= (1 - WORDS_BEHIND) * words)
        and (meant is None or hit.parts.get("vector", 0.0) >= meant - SIMILARITY_BEHIND)
        and _praised(hit) >= (1 - WORDS_BEHIND) * _praised(best)
    )


def _praised(hit: Hit) -> float:
    """What reviews of an aspect that is wished for gave to the score."""
    return sum(said.given for said in hit.opinions.values())


def _one_of_each(guide: ProductGuide, hits: list[Hit], size: int) -> list[Hit]:
    by_key = {hit.pk: hit for hit in hits}
    return [by_key[pk] for pk in one_of_each(guide, list(by_key))[:size]]


def _search(results: Results, size: int, filters: Filters, ignore: frozenset[str]) -> list[Hit]:
    found = search(results.guide, results.query, limit=SPARE * size, filters=filters, ignore=ignore)
    return found.hits


def _by_price(guide: ProductGuide, hits: list[Hit], *, dearest_first: bool) -> list[Hit]:
    if not guide.price_field:
        return hits
    values = read(guide, [hit.pk for hit in hits], [guide.price_field])
    priced = [(first(values.get(hit.pk, {}), guide.price_field), hit) for hit in hits]
    known = [(price, hit) for price, hit in priced if price is not None]
    ordered = sorted(known, key=lambda pair: pair[0], reverse=dearest_first)
    return [hit for _, hit in ordered] + [hit for price, hit in priced if price is None]
