"""The rankings of a search, each a queryset under the same filter."""

import math
from collections.abc import Sequence
from typing import Any

from django.db.models import F, FloatField, QuerySet, Value
from django.db.models.expressions import CombinedExpression
from pgvector import SparseVector
from pgvector.django import MaxInnerProduct

from shopguide.catalogue.guide import ProductGuide
from shopguide.models import Document

from .filters import Filters, Matches, TsQuery
from .index import DIMENSIONS, term_number, tsquery
from .terms import Terms

#: Texts scored by BM25 at most, more or less: rarer words choose them, the others only add score.
LARGEST_CANDIDATES = 6_000


def lexical(
    guide: ProductGuide, terms: Terms, filters: Filters
) -> QuerySet[Any, tuple[Any, float, list[int]]] | None:
    """Rows (pk, BM25 score, facts) of visible products within ``filters``, best first, or None where
    the query has no word to look for."""
    if not terms.weights:
        return None
    documents = max(terms.total, *terms.documents.values(), 1)
    weights: dict[int, float] = {}
    for word, weight in terms.weights.items():
        number = term_number(word)
        score = weight * idf(documents, terms.documents.get(word, 0))
        weights[number] = weights.get(number, 0.0) + score
    inner = MaxInnerProduct("weights", SparseVector(weights, DIMENSIONS))
    candidates = tsquery(_candidates(list(terms.weights), terms.documents))
    found = Document.objects.filter(
        Matches(F("lexemes"), TsQuery(Value(candidates))), guide=guide.name
    )
    ranked: QuerySet[Any, Any] = filters.shown(guide, found)
    ranked = ranked.annotate(shopguide_score=_negated(inner))
    ranked = ranked.order_by("-shopguide_score", "shopguide_key")
    return ranked.values_list("shopguide_key", "shopguide_score", "facts")


def idf(documents: int, found: int) -> float:
    """Lucene's inverse document frequency, never negative."""
    return math.log1p((documents - found + 0.5) / (found + 0.5))


def _negated(distance: Any) -> CombinedExpression:
    # pgvector's <#> is the negative inner product.
    return CombinedExpression(Value(0.0), "-", distance, output_field=FloatField())


def _candidates(asked: Sequence[str], frequency: dict[str, int]) -> list[str]:
    """The rarest words, as many as keep the number of texts to score in bounds."""
    chosen: list[str] = []
    total = 0
    for word in sorted(asked, key=lambda word: frequency.get(word, 0)):
        total += frequency.get(word, 0)
        if chosen and total > LARGEST_CANDIDATES:
            break
        chosen.append(word)
    return chosen
