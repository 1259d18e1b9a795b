"""What a shopper may be about to type: past searches that found something, categories, brands and
names of products."""

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal

from django.db.models import Count, F, Q, Value
from django.utils import timezone

from shopguide.catalogue.guide import ProductGuide
from shopguide.catalogue.keys import cast_key
from shopguide.models import Document, Exposure, FactValue
from shopguide.text.clean import clean, fold
from shopguide.text.segment import is_han, pieces, words

from .filters import Matches, TsQuery
from .index import quoted

Kind = Literal["query", "category", "brand", "product"]
#: A past search is shown to others only if it was made this often, so that what one shopper typed
#: by mistake (a name, a number) stays with that shopper.
LEAST_ASKED = 3
PAST = timedelta(days=90)
#: Digits in a row that may be somebody's number.
_PERSONAL = re.compile(r"\d{6,}|@")
LONGEST = 80
#: Names of products are long and many; the rest of the list is for narrowing down.
MOST_PRODUCTS = 4


@dataclass(frozen=True)
class Completion:
    """One line to choose. ``pk`` is the product's key, or of ``FactValue``, or None."""

    kind: Kind
    text: str
    pk: Any = None


def complete(guide: ProductGuide, typed: str, limit: int = 8) -> list[Completion]:
    """Up to ``limit`` completions of ``typed``, each text once."""
    start = clean(typed)[:LONGEST]
    if not start:
        return []
    found: dict[str, Completion] = {}
    sources = (
        past_searches(guide, start, limit),
        _names(guide, "category", guide.category_field, start),
        _names(guide, "brand", guide.brand_field, start),
        _products(guide, start, MOST_PRODUCTS),
    )
    for source in sources:
        for each in source:
            found.setdefault(fold(each.text), each)
    return list(found.values())[:limit]


def past_searches(guide: ProductGuide, start: str, limit: int) -> list[Completion]:
    """Searches that others made and that found something, the most asked first."""
    rows = _asked(guide).filter(query__istartswith=start).values_list("query", flat=True)
    return [Completion("query", query) for query in rows[: 2 * limit] if is_public(query)][:limit]


def similar_searches(guide: ProductGuide, query: str, limit: int = 5) -> list[str]:
    """Other searches that share a word with ``query``, the most asked first."""
    said = {piece.stem for piece in pieces(query) if len(piece.text) > 1 or is_han(piece.text)}
    asked = Q()
    for word in sorted(said, key=len, reverse=True)[:6]:
        asked |= Q(query__icontains=word)
    if not asked:
        return []
    rows = _asked(guide).filter(asked).exclude(query__iexact=query).values_list("query", flat=True)
    return [each for each in rows[: 3 * limit] if is_public(each)][:limit]


def _asked(guide: ProductGuide) -> Any:
    recent = Exposure.objects.filter(
        guide=guide.name, created__gte=timezone.now() - PAST, total__gt=0, offset=0
    )
    counted = recent.order_by().values("query").annotate(times=Count("pk"))
    return counted.filter(times__gte=LEAST_ASKED).order_by("-times", "query")


def is_public(query: str) -> bool:
    """Whether a search says nothing that may be about a person."""
    return not _PERSONAL.search(query) and len(query) <= LONGEST


def _names(guide: ProductGuide, kind: Kind, path: str | None, start: str) -> list[Completion]:
    if not path:
        return []
    rows = FactValue.objects.filter(guide=guide.name, path=path, documents__gt=0)
    begun = fold(start)
    named = [
        (row, name)
        for row in rows.order_by("-documents", "pk")
        for name in (row.text, *row.aliases)
        if fold(name).startswith(begun) or f" {begun}" in fold(name)
    ]
    return [Completion(kind, name, row.pk) for row, name in named[:3]]


def _products(guide: ProductGuide, start: str, limit: int) -> list[Completion]:
    asked = _prefix_query(start)
    if not asked:
        return []
    rows = (
        Document.objects.filter(Matches(F("lexemes"), TsQuery(Value(asked))), guide=guide.name)
        .annotate(shopguide_key=cast_key(guide))
        .values("shopguide_key")
    )
    shown = guide.in_stock(guide.products()).filter(pk__in=rows)
    begun = [piece.text for piece in pieces(start)]
    found = shown.filter(**{f"{guide.title_field}__icontains": begun[0]}) if begun else shown
    named = found.order_by("pk").values_list("pk", guide.title_field)[:limit]
    return [Completion("product", str(title), pk) for pk, title in named]


def _prefix_query(start: str) -> str:
    """A tsquery of every word of ``start``, the last one as the beginning of a word."""
    cut = pieces(start)
    if not cut:
        return ""
    whole = [quoted(word) for piece in cut[:-1] for word in words(piece.text)[:1]]
    last = cut[-1]
    return " & ".join([*whole, f"({quoted(last.text)}:* | {quoted(last.stem)}:*)"])
