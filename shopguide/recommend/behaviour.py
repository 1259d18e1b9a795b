"""What shoppers' behaviour says of products: read from what the last fit left, in one statement."""

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from django.db import connections, router

from shopguide.catalogue.guide import ProductGuide
from shopguide.models import Neighbour

from .popular import popular

#: Products of a history that are asked, those of most weight.
HISTORY = 300
#: Products that are scored at most.
DEPTH = 500


class Pair(NamedTuple):
    """How much more often than by chance two products are bought in one order, and in how many."""

    lift: float
    orders: int


_SCORES = """
SELECT n.other_id, sum(n.weight * h.weight) AS score
FROM unnest(%s::text[], %s::float8[]) AS h (object_id, weight)
JOIN shopguide_neighbour n
  ON n.guide = %s AND n.kind = %s AND n.object_id = h.object_id
GROUP BY n.other_id
ORDER BY score DESC, n.other_id
LIMIT %s
"""

_REASONS = """
SELECT DISTINCT ON (n.other_id) n.other_id, n.object_id
FROM unnest(%s::text[], %s::float8[]) AS h (object_id, weight)
JOIN shopguide_neighbour n
  ON n.guide = %s AND n.kind = %s AND n.object_id = h.object_id
WHERE n.other_id = ANY(%s)
ORDER BY n.other_id, n.weight * h.weight DESC, n.object_id
"""


def scores(
    guide: ProductGuide, history: Mapping[Any, float], *, limit: int = DEPTH
) -> dict[str, float]:
    """How much ``history``, weights by the key of a product, speaks for other products, best first.

    Of the ``limit`` best, among them what is in the history, hidden or sold out: that is for the
    caller to leave out. Empty where no fit knows any of them.
    """
    rows = _ask(_SCORES, guide, history, Neighbour.Kind.EASE, limit)
    return {key: float(score) for key, score in rows}


def reasons(
    guide: ProductGuide, history: Mapping[Any, float], keys: Collection[Any]
) -> dict[str, str]:
    """The product of the history that speaks most for each of ``keys``, where one does."""
    wanted = [str(key) for key in keys]
    return dict(_ask(_REASONS, guide, history, Neighbour.Kind.EASE, wanted)) if wanted else {}


def together_with(guide: ProductGuide, key: Any, *, limit: int = DEPTH) -> dict[str, Pair]:
    """Products bought in one order with this one more often than by chance, best first."""
    rows = Neighbour.objects.filter(
        guide=guide.name, kind=Neighbour.Kind.TOGETHER, object_id=str(key), weight__gt=0
    ).order_by("-weight", "other_id")
    found = rows.values_list("other_id", "weight", "count")[:limit]
    return {other: Pair(lift, orders) for other, lift, orders in found}


def ranking(
    guide: ProductGuide,
    history: Mapping[Any, float],
    without: Collection[Any],
    limit: int = 10,
) -> list[str]:
    """Products for one with this history, best first, and then what is popular lately."""
    left_out = {str(key) for key in without}
    chosen = [key for key in scores(guide, history) if key not in left_out][:limit]
    if len(chosen) < limit:
        left_out.update(chosen)
        more = popular(guide, limit + len(left_out))
        chosen += [key for key in more if key not in left_out][: limit - len(chosen)]
    return chosen


def _ask(
    statement: str, guide: ProductGuide, history: Mapping[Any, float], kind: str, last: Any
) -> list[tuple[Any, ...]]:
    asked = sorted(history.items(), key=lambda each: -each[1])[:HISTORY]
    if not asked:
        return []
    keys, weights = [str(key) for key, _ in asked], [float(weight) for _, weight in asked]
    with connections[router.db_for_read(Neighbour)].cursor() as cursor:
        cursor.execute(statement, [keys, weights, guide.name, str(kind), last])
        return list(cursor.fetchall())
