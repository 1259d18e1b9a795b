"""How alike products are: by their texts, by their pictures, and by the facts that they share.

Measured by ``benchmarks/new_products.py``: a fact that few products have says more than a paragraph.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log
from typing import Any

import numpy as np
from django.db.models import QuerySet, Subquery
from numpy.typing import NDArray

from shopguide.catalogue.guide import ProductGuide
from shopguide.encoders.base import EncoderError
from shopguide.models import Corpus, Document, FactValue
from shopguide.vectors.store import VectorStore
from shopguide.vectors.stores import store_of

from .query import logger

TEXT, PICTURE, FACTS = "vector", "picture", "facts"
#: Neighbours that are looked at, of each kind of vector.
DEPTH = 48
#: What sharing all facts counts, where the nearest of the neighbours by text or picture counts 1.
FACTS_WEIGHT = 1.0


@dataclass(frozen=True)
class Likeness:
    """``parts`` are cosines of text and picture, and the share of facts in common."""

    pk: Any
    score: float
    parts: dict[str, float]


def alike(
    guide: ProductGuide,
    pk: Any,
    products: QuerySet[Any],
    depth: int = DEPTH,
    by: Collection[str] = (TEXT, PICTURE, FACTS),
) -> list[Likeness]:
    """Those of ``products`` that are near ``pk`` by text or by picture, most alike first; empty while
    it has neither vector."""
    cosines = {
        part: found
        for part, alias in ((TEXT, guide.encoder), (PICTURE, guide.picture_encoder()))
        if part in by and alias and (found := _near(guide, alias, pk, products, depth))
    }
    pool = list(dict.fromkeys(key for found in cosines.values() for key in found))
    if not pool:
        return []
    parts = {part: _filled(guide, part, pk, pool, found) for part, found in cosines.items()}
    scores = np.mean([_scaled(found, pool) for found in parts.values()], axis=0)
    if FACTS in by:
        parts[FACTS] = shared_facts(guide, pk, pool)
        scores = scores + FACTS_WEIGHT * np.array([parts[FACTS].get(key, 0.0) for key in pool])
    order = np.argsort(-scores, kind="stable")
    return [
        Likeness(
            pool[i],
            float(scores[i]),
            {part: found[pool[i]] for part, found in parts.items() if pool[i] in found},
        )
        for i in order
    ]


def _store(guide: ProductGuide, alias: str) -> VectorStore | None:
    try:
        return store_of(guide, alias)
    except EncoderError as error:
        logger.warning("shopguide: nothing is alike by %r: %s", alias, error)
        return None


def _near(
    guide: ProductGuide, alias: str, pk: Any, products: QuerySet[Any], depth: int
) -> dict[Any, float]:
    store = _store(guide, alias)
    vector = store.of([pk]).get(pk) if store else None
    if store is None or vector is None:
        return {}
    return {each.pk: each.similarity for each in store.near(vector, depth, products)}


def _filled(
    guide: ProductGuide, part: str, pk: Any, pool: Sequence[Any], found: Mapping[Any, float]
) -> dict[Any, float]:
    """Cosines of the whole pool, also of what was found by the other kind of vector."""
    missing = [key for key in pool if key not in found]
    store = _store(guide, (guide.encoder if part == TEXT else guide.picture_encoder()) or "")
    if not missing or store is None:
        return dict(found)
    vectors = store.of([pk, *missing])
    own = vectors.pop(pk)
    return {**found, **{key: _cosine(own, vector) for key, vector in vectors.items()}}


def _cosine(one: NDArray[np.float32], other: NDArray[np.float32]) -> float:
    return float(one @ other / (np.linalg.norm(one) * np.linalg.norm(other)))


def _scaled(found: Mapping[Any, float], pool: Sequence[Any]) -> NDArray[np.float64]:
    """Between 0 and 1 over the pool, since cosines of one encoder crowd at 0.8 and of another at
    0.3; what has no vector is given the middle."""
    known = np.array(list(found.values()))
    low, span = float(known.min()), float(np.ptp(known))
    middle = float(np.median(known))
    values = np.array([found.get(key, middle) for key in pool], dtype=np.float64)
    return (values - low) / span if span else np.ones(len(pool))


def shared_facts(guide: ProductGuide, pk: Any, others: Iterable[Any]) -> dict[Any, float]:
    """How much of their facts each of ``others`` has in common with ``pk``, by how rare they are:
    the weighted Jaccard index, between 0 and 1. A value that no other product has tells nothing."""
    by_text = {str(key): key for key in others}
    rows = Document.objects.filter(guide=guide.name, object_id__in=[str(pk), *by_text])
    facts = {key: set(numbers) for key, numbers in rows.values_list("object_id", "facts")}
    own = facts.pop(str(pk), set())
    weights = _rarity(guide, [own, *facts.values()])
    own &= weights.keys()
    told = {}
    for key, numbers in facts.items():
        whole = sum(weights[n] for n in (own | numbers) & weights.keys())
        told[by_text[key]] = sum(weights[n] for n in own & numbers) / whole if whole else 0.0
    return told


def _rarity(guide: ProductGuide, facts: Sequence[set[int]]) -> dict[int, float]:
    """Inverse document frequency of the values, brands apart, that more than one product has."""
    seen = Counter(number for numbers in facts for number in numbers)
    corpus = Corpus.objects.filter(guide=guide.name).values("documents")
    # Who made it does not say what it is.
    rows = FactValue.objects.filter(pk__in=list(seen)).exclude(path=guide.brand_field or "")
    rows = rows.annotate(shopguide_total=Subquery(corpus))
    return {
        number: log(1 + max(total or 0, len(facts)) / counted)
        for number, documents, total in rows.values_list("pk", "documents", "shopguide_total")
        # Counts of the shop are of the last counting.
        if (counted := max(documents, seen[number])) > 1
    }
