"""Limits that a language model may propose where the rules read none: "something to print photos" asks
for a printer. It chooses among numbered limits that hold for some product of the shop, so whatever
it answers is one of them or nothing."""

import logging
from collections.abc import Iterator
from functools import lru_cache

from shopguide.backends import writers
from shopguide.catalogue.guide import ProductGuide
from shopguide.conf import settings
from shopguide.search import Constraint, Results
from shopguide.search.sentence.constraint import Kind
from shopguide.search.vocabulary import KnownValue, vocabulary_of
from shopguide.text.language import Language, language_of
from shopguide.writers.base import Choice, WriterError
from shopguide.writers.chain import Chain

logger = logging.getLogger("shopguide")

#: Brands that are offered, those of most products first.
MOST_BRANDS = 60
#: Stars that "well reviewed" asks for, as the rules read it.
GOOD = 4.0


def proposed(
    results: Results, writer: str, *, shopper: str = "", consent: bool = True
) -> tuple[Constraint, ...]:
    """Limits that the model of ``writer`` chose for the question of ``results``, none of a kind that
    the rules have read already. Empty unless SHOPGUIDE["PROPOSALS"] is on and the writer can choose; a
    model that fails proposes nothing."""
    if not settings["PROPOSALS"] or not writers[writer].chooses:
        return ()
    options = list(_options(results.guide, {each.kind for each in results.reading.constraints}))
    told = tuple(name for name, _ in options)
    try:
        chosen = _chosen(writer, results.query, language_of(results.query), told, shopper, consent)
    except WriterError as error:
        logger.warning("shopguide: %r proposed no limits: %s", writer, error)
        return ()
    kinds: dict[str, Constraint] = {}
    for number in chosen:
        if 0 <= number < len(options):
            limit = options[number][1]
            # Of two that exclude each other, the first.
            kinds.setdefault(limit.kind, limit)
    return tuple(kinds.values())


@lru_cache(maxsize=512)
def _chosen(
    writer: str,
    question: str,
    language: Language,
    options: tuple[str, ...],
    shopper: str,
    consent: bool,
) -> tuple[int, ...]:
    """Asked once: a page is opened again for every chip that is taken off."""
    chain = Chain(writer, shopper=shopper, consent=consent)
    return chain.choose(Choice(question, language, options))


def _options(guide: ProductGuide, read: set[str]) -> Iterator[tuple[str, Constraint]]:
    vocabulary = vocabulary_of(guide)
    if guide.category_field and "category" not in read:
        for value in vocabulary.by_path[guide.category_field]:
            if value.documents:
                yield f"category: {value.text}", _of_value("category", value)
    if guide.brand_field and "brand" not in read:
        for value in vocabulary.by_path[guide.brand_field][:MOST_BRANDS]:
            yield f"brand: {value.text}", _of_value("brand", value)
    if guide.price_field and not read & {"price", "level"}:
        yield "inexpensive for its kind", Constraint("level", "", level="low")
        yield "expensive, of high quality for its kind", Constraint("level", "", level="high")
    if guide.reviews and guide.reviews.score and "rating" not in read:
        yield "well reviewed by others", Constraint("rating", "", low=GOOD)
    if guide.stock_field and "stock" not in read:
        yield "in stock now", Constraint("stock", "")


def _of_value(kind: Kind, value: KnownValue) -> Constraint:
    return Constraint(
        kind,
        "",
        path=value.path,
        name=value.text,
        names=((value.text, *value.aliases),),
        values=(value.pk,),
    )
