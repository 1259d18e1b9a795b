"""Candidates of every leg, through the gate, as one ranking without variants."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from shopguide.catalogue.guide import ProductGuide
from shopguide.events.shopper import Shopper

from .candidates import Leg, Liked, by_content, by_orders, liked, popular, store
from .diversity import mmr
from .forbidden import Forbidden, allowed, without_variants
from .fusion import BEHAVIOUR, CONTENT, POPULAR, TASTE, Scored, fuse, seen_of
from .history import History
from .tasted import by_taste

#: The best by a first count, of which vectors are read and a strip is chosen.
POOL = 60
Vectors = Mapping[Any, NDArray[np.float32]]


@dataclass(frozen=True)
class Ranked:
    """``scored`` best first, with no variant of another; ``pks`` and ``vectors`` of each; what spoke
    for a product by leg."""

    scored: list[Scored] = field(default_factory=list)
    pks: Mapping[str, Any] = field(default_factory=dict)
    vectors: Vectors = field(default_factory=dict)
    liked: Liked | None = None
    tastes: Mapping[str, str] = field(default_factory=dict)
    last: frozenset[str] = frozenset()

    def diverse(self, limit: int) -> list[Scored]:
        """The strip: good ones that are unlike each other."""
        by_key = {each.key: each for each in self.scored}
        vectors = {str(pk): vector for pk, vector in self.vectors.items()}
        chosen = mmr([(each.key, each.score) for each in self.scored], vectors, limit)
        return [by_key[key] for key in chosen]


def rank(
    shopper: Shopper,
    guide: ProductGuide,
    history: History,
    forbidden: Forbidden,
    *,
    with_popular: bool = True,
) -> Ranked:
    """Products for a history, and where ``with_popular``, what others buy lately."""
    orders = by_orders(guide, history.weights)
    best = popular(guide) if with_popular else Leg()
    vectors = store(guide) if history.weights else None
    taste_of = liked(guide, vectors, history) if vectors else None
    alike = by_content(guide, vectors, taste_of.all) if vectors and taste_of else []
    free = allowed(guide, {**orders.scores, **best.scores, **dict.fromkeys(alike)}, forbidden)
    legs = {
        BEHAVIOUR: orders.scores,
        POPULAR: best.scores,
        CONTENT: {key: 1 - place / len(alike) for place, key in enumerate(alike)},
    }
    seen = seen_of(guide.name, free)
    first = fuse(free, legs, seen, history.events)[: 2 * POOL]
    kept = without_variants(guide, [free[each.key] for each in first], forbidden)[:POOL]
    stored = _vectors(guide, kept)
    near, last = _content(kept, stored, taste_of)
    taste = by_taste(shopper, guide, kept)
    legs |= {CONTENT: near, TASTE: taste.scores}
    scored = fuse(map(str, kept), legs, seen, history.events, orders.sources)
    pks = {str(pk): pk for pk in kept}
    return Ranked(scored, pks, stored, taste_of, taste.sources, last)


def _vectors(guide: ProductGuide, pks: list[Any]) -> Vectors:
    found = store(guide) if pks else None
    return found.of(pks) if found else {}


def _content(
    pks: Iterable[Any], stored: Vectors, wanted: Liked | None
) -> tuple[dict[str, float], frozenset[str]]:
    """How near each is to what is liked, spread over the pool from 0 to 1, and which of them are
    nearest to the last thing looked at."""
    if wanted is None:
        return {}, frozenset()
    cosines, last = {}, set()
    for pk in pks:
        if (vector := stored.get(pk)) is not None:
            each = [float(vector @ one) for one in wanted.all]
            cosines[str(pk)] = max(each)
            if wanted.last_key and each[-1] >= each[0]:
                last.add(str(pk))
    if not cosines:
        return {}, frozenset()
    low, high = min(cosines.values()), max(cosines.values())
    spread = {key: (value - low) / (high - low or 1.0) for key, value in cosines.items()}
    return spread, frozenset(last)


def fill(guide: ProductGuide, keys: Iterable[str], forbidden: Forbidden) -> Ranked:
    """A ranking of products that nothing is known of, in the order of ``keys``."""
    free = allowed(guide, keys, forbidden)
    order = [free[key] for key in keys if key in free]
    kept = without_variants(guide, order, forbidden)
    scored = fuse(map(str, kept), {}, {}, 0)
    by_key = {each.key: each for each in scored}
    ordered = [by_key[str(pk)] for pk in kept]
    return Ranked(ordered, {str(pk): pk for pk in kept}, _vectors(guide, kept))
