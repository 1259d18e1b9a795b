"""Search by words and by meaning in one statement, fused by reciprocal rank.

Reciprocal rank fusion: Cormack, Clarke & Büttcher, SIGIR 2009; k = 60 is theirs.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np
from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from numpy.typing import NDArray

from shopguide.backends import encoders
from shopguide.catalogue.guide import ProductGuide
from shopguide.catalogue.paths import resolve
from shopguide.conf import settings
from shopguide.encoders.base import EncoderError
from shopguide.models import Document
from shopguide.text.clean import clean
from shopguide.text.segment import pairs
from shopguide.vectors.store import VectorStore
from shopguide.vectors.stores import store_of

from .legs import Filters, lexical
from .wish import Wish, read_wish

logger = logging.getLogger("shopguide")

RRF_K = 60
#: Products that each leg ranks; what lies behind all of them is not part of the results.
DEPTH = 200


class QueryError(Exception):
    """A query that cannot be searched. The message is for the shopper; ``code`` for a program."""

    def __init__(self, message: str, code: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class Hit:
    """One product with what its rank is made of: BM25 score and cosine similarity by leg."""

    pk: Any
    product: Any
    rank: int
    score: float
    parts: dict[str, float]
    matched: tuple[str, ...] = ()


@dataclass(frozen=True)
class Results:
    """One page of ranked products, with the limits that held and what was understood of the
    sentence. ``degraded`` names what could not be used this time."""

    guide: ProductGuide
    query: str
    total: int
    hits: list[Hit]
    filters: Filters = field(default_factory=Filters)
    wish: Wish = field(default_factory=Wish)
    degraded: tuple[str, ...] = ()


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
    wish: Wish | None = None,
) -> Results:
    """Visible products for what a shopper typed, best first.

    ``wish`` is read from the query unless given; an empty ``Wish()`` ignores what it says of money.
    Raises QueryError for a query that cannot be searched and LookupError for a filter on
    something that the guide does not declare. Without its encoder it searches by words alone and
    says so in ``degraded``.
    """
    asked = read_query(query)
    wish = read_wish(asked) if wish is None else wish
    filters = wish.filters(guide, filters or Filters())
    products = filters.apply(guide, guide.products())
    store, vector, degraded = _understand(guide, asked)
    try:
        rows = _ranked(guide, asked, products, store, vector)
    except EmptyResultSet:
        rows = []
    page = rows[offset : offset + limit]
    hits = _hits(guide, asked, page, offset)
    return Results(guide, asked, len(rows), hits, filters, wish, degraded)


def _understand(
    guide: ProductGuide, query: str
) -> tuple[VectorStore | None, NDArray[np.float32] | None, tuple[str, ...]]:
    try:
        store = store_of(guide)
        return store, query_vector(guide.encoder, store.revision, query), ()
    except EncoderError as error:
        logger.warning("shopguide: searched by words alone: %s", error)
        return None, None, ("encoder",)


@lru_cache(maxsize=1024)
def query_vector(alias: str, revision: str, query: str) -> NDArray[np.float32]:
    """The query's vector, kept because pages repeat it. Raises EncoderError."""
    vector: NDArray[np.float32] = encoders[alias].encode([query], kind="query")[0]
    vector.flags.writeable = False
    return vector


Row = tuple[Any, float, float | None, float | None]


def _ranked(
    guide: ProductGuide,
    query: str,
    products: QuerySet[Any],
    store: VectorStore | None,
    vector: NDArray[np.float32] | None,
) -> list[Row]:
    """(pk, fused score, BM25 score, cosine similarity) of every candidate, best first."""
    by_words = lexical(guide, query, products)
    if store is None or vector is None:
        return _fuse(guide, by_words, None)

    def ask(exact: bool) -> list[Row]:
        return _fuse(guide, by_words, store.ranked(vector, products, exact=exact))

    return store.planned(products, DEPTH, ask, lambda rows: sum(r[3] is not None for r in rows))


def _fuse(
    guide: ProductGuide, by_words: QuerySet[Any, Any] | None, by_meaning: QuerySet[Any, Any] | None
) -> list[Row]:
    connection = connections[guide.model._default_manager.db]
    nothing = f"SELECT NULL::{guide.model._meta.pk.rel_db_type(connection)}, 0::float8 WHERE false"
    parameters: list[Any] = []
    legs = []
    for leg in (by_words, by_meaning):
        if leg is None:
            legs.append(nothing)
            continue
        sql, leg_parameters = leg[:DEPTH].query.get_compiler(connection=connection).as_sql()
        legs.append(sql)
        parameters += leg_parameters
    weights = settings["FUSION"]
    # Both legs are cut before they are joined; MATERIALIZED keeps each one's own plan.
    statement = (
        f"WITH found (pk, score) AS MATERIALIZED ({legs[0]}),"  # noqa: S608
        f" near (pk, distance) AS MATERIALIZED ({legs[1]}),"
        " lexical AS (SELECT pk, score, row_number() OVER (ORDER BY score DESC, pk) AS rank"
        " FROM found),"
        " nearest AS (SELECT pk, 1 - distance AS score,"
        " row_number() OVER (ORDER BY distance, pk) AS rank FROM near)"
        " SELECT pk, coalesce(%s::float8 / (%s + lexical.rank), 0)"
        " + coalesce(%s::float8 / (%s + nearest.rank), 0) AS fused,"
        " lexical.score, nearest.score"
        " FROM lexical FULL JOIN nearest USING (pk) ORDER BY fused DESC, pk"
    )
    parameters += [weights["lexical"], RRF_K, weights["vector"], RRF_K]
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        rows: list[Row] = cursor.fetchall()
    return rows


def _hits(guide: ProductGuide, query: str, page: list[Row], offset: int) -> list[Hit]:
    products = instances(guide, [row[0] for row in page])
    matched = _matched(guide, query, list(products))
    return [
        Hit(
            pk=pk,
            product=products[pk],
            rank=offset + position,
            score=fused,
            parts={
                name: score
                for name, score in (("lexical", words), ("vector", meaning))
                if score is not None
            },
            matched=matched.get(str(pk), ()),
        )
        for position, (pk, fused, words, meaning) in enumerate(page, start=1)
        # Hidden or deleted since the ranking was read, a moment ago.
        if pk in products
    ]


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


def _matched(guide: ProductGuide, query: str, pks: list[Any]) -> dict[str, tuple[str, ...]]:
    """Words of the query that stand in each product, as the shopper wrote them."""
    written: dict[str, str] = {}
    for word, surface in pairs(query):
        if surface:
            written.setdefault(word, surface)
    rows = Document.objects.filter(guide=guide.name, object_id__in=[str(pk) for pk in pks])
    found = rows.extra(
        select={
            "standing": "ARRAY(SELECT word FROM unnest(%s::text[]) WITH ORDINALITY AS w (word, n)"
            " WHERE word = ANY (tsvector_to_array(lexemes)) ORDER BY n)"
        },
        select_params=[list(written)],
    )
    return {
        object_id: tuple(dict.fromkeys(written[word] for word in standing))
        for object_id, standing in found.values_list("object_id", "standing")
    }
