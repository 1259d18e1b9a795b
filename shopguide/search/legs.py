"""The two rankings of a search, each a queryset under the same filter."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import BooleanField, F, FloatField, Func, Q, QuerySet, TextField, Value
from django.db.models.expressions import CombinedExpression
from pgvector import SparseVector
from pgvector.django import MaxInnerProduct

from shopguide.catalogue.guide import ProductGuide
from shopguide.catalogue.keys import cast_key
from shopguide.catalogue.paths import resolve
from shopguide.models import Corpus, Document, Term
from shopguide.text.segment import words

from .index import DIMENSIONS, term_number, tsquery

#: Texts scored by BM25 at most, more or less: rarer words choose them, the others only add score.
LARGEST_CANDIDATES = 8_000


@dataclass(frozen=True)
class Filters:
    """Hard limits on a search; None or False means no limit."""

    category: str | None = None
    price_min: Decimal | None = None
    price_max: Decimal | None = None
    in_stock: bool = False

    def apply(self, guide: ProductGuide, products: QuerySet[Any]) -> QuerySet[Any]:
        """``products`` within the limits. A limit on what the guide does not declare is refused
        with LookupError rather than ignored."""
        if self.in_stock:
            products = guide.in_stock(products)
        for path, lookup, value in (
            (guide.category_field, "iexact", self.category),
            (guide.price_field, "gte", self.price_min),
            (guide.price_field, "lte", self.price_max),
        ):
            if value is not None:
                products = _limited(guide, products, path, lookup, value)
        return products


def _limited(
    guide: ProductGuide, products: QuerySet[Any], path: str | None, lookup: str, value: Any
) -> QuerySet[Any]:
    if not path:
        raise LookupError(
            f"The guide {guide.name!r} declares no price_field or category_field to filter by."
        )
    wanted = Q(**{f"{path}__{lookup}": value})
    if resolve(guide.model, path).many:
        wanted = Q(pk__in=guide.model._base_manager.filter(wanted).values("pk"))
    return products.filter(wanted)


class _Matches(Func):
    """``tsvector @@ tsquery``."""

    arg_joiner = " @@ "
    template = "%(expressions)s"
    output_field = BooleanField()


class _TsQuery(Func):
    """A tsquery whose words are lexemes already: no parser and no dictionary."""

    template = "(%(expressions)s)::tsquery"
    output_field = TextField()


def lexical(
    guide: ProductGuide, query: str, products: QuerySet[Any]
) -> QuerySet[Any, tuple[Any, float]] | None:
    """Rows (pk, BM25 score), best first, or None where the query has no word to look for."""
    asked = sorted(set(words(query)))
    if not asked:
        return None
    frequency = dict(
        Term.objects.filter(guide=guide.name, text__in=asked).values_list("text", "documents")
    )
    corpus = Corpus.objects.filter(guide=guide.name).first()
    documents = max(corpus.documents if corpus else 0, *frequency.values(), 1)
    weights: dict[int, float] = {}
    for word in asked:
        found = frequency.get(word, 0)
        idf = math.log1p((documents - found + 0.5) / (found + 0.5))
        weights[term_number(word)] = weights.get(term_number(word), 0.0) + idf
    inner = MaxInnerProduct("weights", SparseVector(weights, DIMENSIONS))
    return (
        Document.objects.filter(
            _Matches(F("lexemes"), _TsQuery(Value(tsquery(_candidates(asked, frequency))))),
            guide=guide.name,
        )
        .annotate(shopguide_key=cast_key(guide), shopguide_score=_negated(inner))
        .filter(shopguide_key__in=products.values("pk"))
        .order_by("-shopguide_score", "shopguide_key")
        .values_list("shopguide_key", "shopguide_score")
    )


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
