"""Where the products of a strip come from: each leg gives keys with its own score."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np
from django.core.cache import cache
from django.db import connections
from django.db.models import Q
from numpy.typing import NDArray

from shopguide.catalogue.guide import ProductGuide
from shopguide.encoders.base import EncoderError
from shopguide.models import Neighbour, Popularity
from shopguide.search.query import logger
from shopguide.vectors.store import VectorStore
from shopguide.vectors.stores import store_of

from .history import History

#: Candidates that one leg gives at most.
MOST = 100
#: Of these are those that nobody knows yet.
NEWEST = 40
#: Seconds for which the list of newcomers is kept, and whether a shop is large; what may be shown is
#: asked each time.
KEPT = 300
#: Products of a history that its vector is made of.
TASTED = 10


@dataclass(frozen=True)
class Leg:
    """``scores`` by key, best first; ``sources`` is the product of the history that spoke most."""

    scores: Mapping[str, float] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)


def by_orders(guide: ProductGuide, weights: Mapping[str, float]) -> Leg:
    """What those who bought the products in ``weights`` bought too, in one statement."""
    if not weights:
        return Leg()
    table = Neighbour._meta.db_table
    with connections[Neighbour.objects.db].cursor() as cursor:
        cursor.execute(
            "SELECT n.other_id, sum(n.weight * h.liked),"  # noqa: S608
            " (array_agg(n.object_id ORDER BY n.weight * h.liked DESC))[1]"
            f" FROM unnest(%s::text[], %s::float8[]) AS h (key, liked) JOIN {table} n"
            " ON n.guide = %s AND n.kind = %s AND n.object_id = h.key"
            " GROUP BY n.other_id HAVING sum(n.weight * h.liked) > 0 ORDER BY 2 DESC, 1 LIMIT %s",
            [list(weights), list(weights.values()), guide.name, Neighbour.Kind.EASE.value, MOST],
        )
        rows = cursor.fetchall()
    return Leg({key: score for key, score, _ in rows}, {key: source for key, _, source in rows})


def bought_with(guide: ProductGuide, key: str) -> dict[str, tuple[float, int]]:
    """``{other: (weight, orders that have both)}`` of one product, strongest first."""
    rows = Neighbour.objects.filter(
        guide=guide.name, kind=Neighbour.Kind.TOGETHER, object_id=key, weight__gt=0
    ).order_by("-weight", "other_id")
    return {
        other: (weight, count)
        for other, weight, count in rows.values_list("other_id", "weight", "count")[:MOST]
    }


def popular(guide: ProductGuide) -> Leg:
    """What is bought most lately."""
    rows = Popularity.objects.filter(guide=guide.name, recent__gt=0).order_by("-recent")
    return Leg(dict(rows.values_list("object_id", "recent")[:MOST]))


def newcomers(guide: ProductGuide) -> list[str]:
    """Products that hardly anybody has bought or looked at, the latest in the shop first."""
    found: list[str] = _kept(f"newcomers.{guide.name}", partial(_newest, guide))
    return found


def _kept(name: str, find: Callable[[], Any]) -> Any:
    """What ``find`` gives, kept for a while. A cache that is down costs time, never a page."""
    key = f"shopguide.{name}"
    try:
        kept = cache.get(key)
    except Exception as error:
        logger.warning("shopguide: %s is not kept: %s", name, error)
        return find()
    if kept is None:
        kept = find()
        cache.set(key, kept, KEPT)
    return kept


def _newest(guide: ProductGuide) -> list[str]:
    known = Popularity.objects.filter(guide=guide.name).filter(Q(buyers__gt=0) | Q(views__gt=20))
    shown = guide.in_stock(guide.products())
    order = ["-pk"]
    if guide.date_field:
        shown = shown.exclude(**{guide.date_field: None})
        order = [f"-{guide.date_field}", "-pk"]
    familiar = set(known.values_list("object_id", flat=True))
    found: list[str] = []
    for pk in shown.order_by(*order).values_list("pk", flat=True).iterator():
        if str(pk) not in familiar:
            found.append(str(pk))
            if len(found) == NEWEST:
                break
    return found


def store(guide: ProductGuide) -> VectorStore | None:
    """Where the vectors of a guide lie, or None while its encoder cannot be had."""
    try:
        return store_of(guide)
    except EncoderError as error:
        logger.warning("shopguide: recommendations without texts: %s", error)
        return None


@dataclass(frozen=True)
class Liked:
    """Vectors that stand for what a shopper likes: all of it, and the last thing looked at."""

    whole: NDArray[np.float32]
    last: NDArray[np.float32] | None
    last_key: str = ""

    @property
    def all(self) -> list[NDArray[np.float32]]:
        return [self.whole] if self.last is None else [self.whole, self.last]

    @property
    def middle(self) -> NDArray[np.float32]:
        """Between all of it and the last: one question to the index in place of two."""
        if self.last is None:
            return self.whole
        between: NDArray[np.float32] = self.whole + self.last
        return between / max(float(np.linalg.norm(between)), 1e-6)


def liked(guide: ProductGuide, vectors: VectorStore, history: History) -> Liked | None:
    keys = list(dict.fromkeys([*history.viewed[:1], *list(history.weights)[:TASTED]]))
    stored = vectors.of([pk for key in keys for pk in parsed(guide, key)])
    found = {str(pk): vector for pk, vector in stored.items()}
    if not found:
        return None
    told = [(found[key], history.weights.get(key, 1.0)) for key in keys if key in found]
    whole = np.sum([vector * weight for vector, weight in told], axis=0)
    norm = float(np.linalg.norm(whole))
    if norm == 0:
        return None
    last_key = history.viewed[0] if history.viewed and history.viewed[0] in found else ""
    last = found[last_key] if last_key and len(found) > 1 else None
    return Liked((whole / norm).astype(np.float32), last, last_key or told_alone(found))


def told_alone(found: Mapping[str, Any]) -> str:
    """The one product that a vector was made of, or nothing where they are several."""
    return next(iter(found)) if len(found) == 1 else ""


def by_content(guide: ProductGuide, vectors: VectorStore, wanted: Liked) -> list[str]:
    """Products in stock that are most like what is liked, nearest first."""
    shown = guide.in_stock(guide.products())
    loose = _kept(f"loose.{guide.name}", partial(vectors.is_loose, shown))
    near = vectors.near(wanted.middle, MOST // 2, shown, loose=loose)
    return [str(each.pk) for each in near]


def parsed(guide: ProductGuide, key: str) -> list[Any]:
    """The key of a product in a list of one, empty where it can be none."""
    try:
        return [guide.parse_pk(key)]
    except LookupError:
        return []
