"""Candidates of every leg, through the gate, as one ranking without variants."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from shopguide.catalogue.guide import ProductGuide
from shopguide.catalogue.reading import Values, read
from shopguide.search.similar import variant_paths

from .affinity import Affinity, affinity, taste_paths
from .behaviour import reasons, scores
from .content import Liked, by_content, liked, store
from .diversity import mmr
from .exploration import DRAWN_FROM
from .forbidden import Forbidden, allowed, barred, without_variants
from .fusion import BEHAVIOUR, CONTENT, POPULAR, TASTE, Scored, fuse, seen_of
from .history import History
from .popular import popular
from .weights import TasteWeights

#: The best by a first count, of which vectors are read and a strip is chosen.
POOL = 40
#: Candidates by popularity.
BEST = 100
Vectors = Mapping[Any, NDArray[np.float32]]


@dataclass(frozen=True)
class Ranked:
    """``scored`` best first, and ``fresh`` newcomers, none a variant of another; ``pks``, ``values``
    and ``vectors`` of all; what spoke for a product by leg."""

    scored: list[Scored] = field(default_factory=list)
    fresh: list[Scored] = field(default_factory=list)
    pks: Mapping[str, Any] = field(default_factory=dict)
    values: Values = field(default_factory=dict)
    vectors: Vectors = field(default_factory=dict)
    liked: Liked | None = None
    tastes: Mapping[str, Affinity] = field(default_factory=dict)
    #: Those that are nearest to the last thing looked at.
    last: frozenset[str] = frozenset()

    def diverse(self, limit: int, scored: Sequence[Scored] | None = None) -> list[Scored]:
        """The strip: good ones that are unlike each other."""
        pool = self.scored if scored is None else scored
        by_key = {each.key: each for each in pool}
        vectors = {key: self.vectors[pk] for key, pk in self.pks.items() if pk in self.vectors}
        chosen = mmr([(each.key, each.score) for each in pool], vectors, limit)
        return [by_key[key] for key in chosen]


def rank(
    guide: ProductGuide,
    history: History,
    forbidden: Forbidden,
    taste: TasteWeights,
    *,
    with_popular: bool = True,
    newcomers: Sequence[str] = (),
) -> Ranked:
    """Products for a history, and where ``with_popular``, what others buy lately. ``newcomers`` are
    ranked apart, in their order."""
    vectors = store(guide)
    wanted = liked(guide, vectors, history) if vectors and history.weights else None
    orders = scores(guide, history.asked)
    best = popular(guide, BEST) if with_popular else {}
    alike = by_content(guide, vectors, wanted) if vectors and wanted else []
    told = {**orders, **best, **dict.fromkeys(alike)}
    free = allowed(guide, {**told, **dict.fromkeys(newcomers)}, forbidden)
    near = {key: 1 - place / len(alike) for place, key in enumerate(alike)}
    legs = {BEHAVIOUR: orders, POPULAR: best, CONTENT: near}
    seen = seen_of(guide.name, free)
    first = fuse([key for key in told if key in free], legs, seen, history.events)
    # Half as many again, for the variants among them.
    order = [each.key for each in first[: POOL * 3 // 2]]
    new = [key for key in newcomers if key in free and key not in order][: DRAWN_FROM * 3 // 2]
    pks = [free[key] for key in [*order, *new]]
    paths = dict.fromkeys([*variant_paths(guide), *taste_paths(guide), *_date(guide)])
    values = read(guide, [*pks, *barred(guide, forbidden)], list(paths))
    kept = without_variants(guide, pks, forbidden, values)
    known = [pk for pk in kept if str(pk) in set(order)][:POOL]
    fresh = [pk for pk in kept if str(pk) in set(new)][:DRAWN_FROM]
    stored = vectors.of([*known, *fresh]) if vectors and kept else {}
    content, last = _content(known, stored, wanted)
    fits = {str(pk): fit for pk, fit in affinity(guide, known, taste, values).items()}
    legs |= {CONTENT: content, TASTE: {key: fit.score for key, fit in fits.items()}}
    sources = reasons(guide, history.asked, known)
    return Ranked(
        scored=fuse(map(str, known), legs, seen, history.events, sources),
        fresh=_unknown(fresh, stored, wanted),
        pks={str(pk): pk for pk in [*known, *fresh]},
        values=values,
        vectors=stored,
        liked=wanted,
        tastes=fits,
        last=last,
    )


def _date(guide: ProductGuide) -> list[str]:
    return [guide.date_field] if guide.date_field else []


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


def _unknown(pks: Sequence[Any], stored: Vectors, wanted: Liked | None) -> list[Scored]:
    """Newcomers, those like what is liked first: their place is all that is known of them."""
    if wanted is not None:
        near = {pk: float(vector @ wanted.whole) for pk, vector in stored.items()}
        pks = sorted(pks, key=lambda pk: -near.get(pk, -1.0))
    scored = {each.key: each for each in fuse(map(str, pks), {}, {}, 0)}
    return [scored[str(pk)] for pk in pks]
