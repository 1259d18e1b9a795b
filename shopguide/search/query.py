"""Search by words and by meaning under what the sentence asks for."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

import numpy as np
from django.core.exceptions import EmptyResultSet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from numpy.typing import NDArray

from shopguide.backends import encoders
from shopguide.catalogue.guide import ProductGuide
from shopguide.catalogue.paths import resolve
from shopguide.conf import settings
from shopguide.encoders.base import EncoderError
from shopguide.text.clean import clean
from shopguide.text.language import language_of
from shopguide.vectors.store import VectorStore
from shopguide.vectors.stores import store_of

from .filters import Filters
from .legs import lexical
from .level import VOTERS, level_filters, voted_category
from .sentence import Constraint, Reading, read_sentence
from .spelling import corrected
from .statement import DEPTH, Answer, Leg, Opinions, Row, Sort, run
from .terms import Terms, matched, terms_of
from .vocabulary import Vocabulary, vocabulary_of
from .weights import Fusion, fusion_for
from .wishes import Wish, wishes_of

logger = logging.getLogger("shopguide")


class QueryError(Exception):
    """A query that cannot be searched. The message is for the shopper; ``code`` for a program."""

    def __init__(self, message: str, code: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class Hit:
    """One product with what its rank is made of: each leg's own score, the leg's rank, the words of
    the query that stand in the product, and what its reviews say of what is wished for."""

    pk: Any
    product: Any
    rank: int
    score: float
    parts: dict[str, float]
    ranks: dict[str, int] = field(default_factory=dict)
    matched: tuple[str, ...] = ()
    opinions: dict[str, Opinions] = field(default_factory=dict)


@dataclass(frozen=True)
class Results:
    """One page of ranked products, with the limits that held and what was understood of the
    sentence. ``answer`` has the counts; ``corrected`` is the sentence as the shop would spell it,
    empty where it is spelt so; ``degraded`` names what could not be used this time."""

    guide: ProductGuide
    query: str
    total: int
    hits: list[Hit]
    filters: Filters = field(default_factory=Filters)
    reading: Reading = field(default_factory=Reading)
    #: The limits without those of a level of price, which are prices of one category.
    given: Filters = field(default_factory=Filters)
    degraded: tuple[str, ...] = ()
    answer: Answer | None = None
    corrected: str = ""
    sort: Sort = "relevance"
    fusion: Fusion | None = None


def read_query(query: str) -> str:
    """The query as it is searched. Raises QueryError if it is empty or too long."""
    longest = settings["QUERY_LENGTH"]
    if len(query) > longest:
        raise QueryError(
            ngettext(
                "Please use at most %(longest)d character.",
                "Please use at most %(longest)d characters.",
                longest,
            )
            % {"longest": longest},
            "too_long",
        )
    cleaned = clean(query)
    if not cleaned:
        raise QueryError(_("Please type what you are looking for."), "empty")
    return cleaned


def search(
    guide: ProductGuide,
    query: str,
    *,
    limit: int = 24,
    offset: int = 0,
    filters: Filters | None = None,
    ignore: Iterable[str] = (),
    sort: Sort = "relevance",
    facets: bool = False,
    fusion: Fusion | None = None,
    read: bool = True,
    proposed: Sequence[Constraint] = (),
) -> Results:
    """Visible products for what a shopper typed, best first.

    ``ignore`` are keys of constraints that the shopper took off. For comparing, ``fusion`` are
    weights other than the shop's own, and without ``read`` the sentence is only words. ``proposed``
    are further constraints, which come after those of the sentence and come off as they do.
    Raises QueryError for a query that cannot be searched and LookupError for a filter on something
    that the guide does not declare. Without its encoder it searches by words alone and says so in
    ``degraded``.
    """
    asked = read_query(query)
    vocabulary = vocabulary_of(guide)
    reading = read_sentence(vocabulary, asked) if read else Reading(asked, rest=asked)
    reading = replace(reading, constraints=(*reading.constraints, *proposed))
    reading = reading.without(frozenset(ignore))
    fusion = fusion or fusion_for(guide, reading)
    wishes = wishes_of(guide, reading, fusion.reviews)
    reading = reading.wishing([wish.aspect for wish in wishes])
    given = replace(filters or Filters(), phrases=reading.phrases)
    made = _Search(guide, vocabulary, reading, asked, sort, fusion)
    limits = reading.filters(given)
    wanted = made.at_level(limits)
    answer = made.run(wanted, limit, offset, facets, wishes)
    return Results(
        guide,
        asked,
        answer.total,
        made.hits(answer.rows, offset),
        wanted,
        reading,
        limits,
        made.degraded,
        answer,
        corrected(vocabulary, asked, made.terms),
        sort,
        made.fusion,
    )


class _Search:
    """One search, ready to be run under any filter."""

    def __init__(
        self,
        guide: ProductGuide,
        vocabulary: Vocabulary,
        reading: Reading,
        asked: str,
        sort: Sort,
        fusion: Fusion,
    ) -> None:
        self.guide, self.reading, self.sort, self.asked = guide, reading, sort, asked
        self.terms = terms_of(vocabulary, reading.rest) if reading.rest else Terms()
        self.fusion = fusion
        self.degraded: tuple[str, ...] = ()
        self.store: VectorStore | None = None
        self.vector: NDArray[np.float32] | None = None
        if reading.rest and self.fusion.vector:
            self._understand(reading.rest)

    def _understand(self, text: str) -> None:
        try:
            store = store_of(self.guide, self.guide.encoder_for(language_of(text)))
            self.vector = query_vector(store.encoder, store.revision, text)
            self.store = store
        except EncoderError as error:
            logger.warning("shopguide: searched by words alone: %s", error)
            self.degraded = ("encoder",)
            # Words serve even where they were learned to count for nothing.
            self.fusion = replace(self.fusion, lexical=self.fusion.lexical or 1.0)

    def at_level(self, limits: Filters) -> Filters:
        """The limits with "cheap" as a price: of the category that is asked for, else of the one
        that most of the best hits are of, whatever their reviews say."""
        level, asked = self.reading.level, self.reading.one("category")
        if level is None:
            return limits
        if asked and not asked.negated:
            return level_filters(self.guide, asked.values, level, limits)
        best = self.run(limits, VOTERS, 0, facets=False)
        category = voted_category(self.guide, [(row.pk, row.fused) for row in best.rows])
        return level_filters(self.guide, category, level, limits) if category else limits

    def run(
        self,
        filters: Filters,
        limit: int,
        offset: int,
        facets: bool,
        wishes: Sequence[Wish] = (),
    ) -> Answer:
        products = filters.apply(self.guide, self.guide.products())
        words = lexical(self.guide, self.terms, filters) if self.fusion.lexical else None
        store, vector = self.store, self.vector
        few = filters.few(self.guide) if store is not None else None

        def ask(exact: bool) -> list[Answer]:
            legs = []
            if words is not None:
                weight = self.fusion.lexical
                legs.append(Leg("lexical", words, weight, True, depth=None, with_facts=True))
            if store is not None and vector is not None:
                near = store.ranked(vector, products, exact=exact, keys=few)
                legs.append(Leg("vector", near, self.fusion.vector, falling=False))
            if not legs and self.reading.rest:
                # Something was typed that nothing can be looked up by.
                return [Answer(0, [])]
            return [
                run(
                    self.guide,
                    legs,
                    products,
                    sort=self.sort,
                    limit=limit,
                    offset=offset,
                    facets=facets,
                    wishes=wishes,
                )
            ]

        try:
            if store is None or vector is None:
                return ask(False)[0]
            if few is not None:
                return ask(True)[0]
            # Counted only in a shop that may be small. Should the index find too few, it is read
            # exactly after all.
            many = filters != Filters() or self.terms.total > settings["EXACT_LIMIT"]
            return store.planned(
                products, DEPTH, ask, lambda found: found[0].reached["vector"], many or None
            )[0]
        except EmptyResultSet:
            return Answer(0, [])

    def hits(self, rows: list[Row], offset: int) -> list[Hit]:
        products = instances(self.guide, [row.pk for row in rows])
        standing = matched(self.guide, self.terms, list(products))
        return [
            Hit(
                pk=row.pk,
                product=products[row.pk],
                rank=offset + position,
                score=row.fused,
                parts={name: _own_score(name, score) for name, (score, _) in row.parts.items()},
                ranks={name: rank for name, (_, rank) in row.parts.items()},
                matched=standing.get(str(row.pk), ()),
                opinions=row.opinions,
            )
            for position, row in enumerate(rows, start=1)
            # Hidden or deleted since the ranking was read, a moment ago.
            if row.pk in products
        ]


def _own_score(leg: str, score: float) -> float:
    # The vector leg gives cosine distance; people read similarity.
    return 1 - score if leg == "vector" else score


@lru_cache(maxsize=1024)
def query_vector(alias: str, revision: str, query: str) -> NDArray[np.float32]:
    """The query's vector, kept because pages repeat it. Raises EncoderError."""
    vector: NDArray[np.float32] = encoders[alias].encode([query], kind="query")[0]
    vector.flags.writeable = False
    return vector


def instances(guide: ProductGuide, pks: Iterable[Any]) -> dict[Any, Any]:
    """Visible products by key, with the relations that the guide's declared columns lie behind."""
    declared = [*guide.text_fields, *guide.facts, guide.price_field, guide.category_field]
    related = {
        path.rsplit("__", 1)[0]
        for path in declared
        if path and "__" in path and _is_single_relation(guide, path)
    }
    found = guide.products().filter(pk__in=list(pks))
    return (found.select_related(*sorted(related)) if related else found).in_bulk()


def _is_single_relation(guide: ProductGuide, path: str) -> bool:
    resolved = resolve(guide.model, path)
    return not resolved.many and not resolved.keys
