"""Products that nobody knows yet: what the exploration share of a strip is filled with.

Nobody finds a product that is never shown, and nothing is learned of it. Those that fit the shopper's
taste and have been seen least come first, with some chance, so that each has its turn.
"""

import random
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from math import sqrt
from typing import Any

from django.db.models import F
from django.utils import timezone

from shopguide.catalogue.guide import ProductGuide
from shopguide.catalogue.keys import as_text, cast_key
from shopguide.catalogue.reading import Values, first, moment, read
from shopguide.models import Popularity

from .kept import kept
from .weights import TasteWeights

#: A product that so many shoppers have looked at is known, and what one who bought it counts.
KNOWN = 20
BUYER = 10
#: How long a product is new.
NEW_DAYS = 60
#: The newest unknown products that are chosen among.
POOL = 200
#: How much chance moves a score: every product of the pool comes up now and then.
CHANCE = 0.5


@dataclass(frozen=True)
class Newcomer:
    """``parts``: ``unknown``, 1 for a product that nobody has seen; ``taste``, how it fits; and
    ``chance``. ``is_new`` is whether it came to the shop of late."""

    pk: Any
    score: float
    parts: dict[str, float]
    is_new: bool


def newcomers(
    guide: ProductGuide,
    taste: TasteWeights | None = None,
    *,
    limit: int = 24,
    apart_from: Collection[Any] = (),
    seed: int | None = None,
) -> list[Newcomer]:
    """Up to ``limit`` visible products in stock that few shoppers have seen, best first, without
    ``apart_from``. The same ``seed`` gives the same order."""
    left = set(_pool(guide)) - set(apart_from)
    if not left:
        return []
    shown = guide.in_stock(guide.products()).filter(pk__in=left)
    pks = sorted(shown.values_list("pk", flat=True))
    seen, choice = _seen(guide, pks), random.Random(seed)  # noqa: S311
    paths = [path for path in (guide.category_field, guide.brand_field, guide.date_field) if path]
    values = read(guide, pks, paths)
    found = []
    for pk in pks:
        row = values.get(pk, {})
        parts = {
            "unknown": 1 / sqrt(1 + seen.get(str(pk), 0)),
            "taste": _fit(guide, row, taste),
            "chance": CHANCE * choice.random(),
        }
        is_new = _is_new(first(row, guide.date_field))
        found.append(Newcomer(pk, sum(parts.values()), parts, is_new))
    return sorted(found, key=lambda each: -each.score)[:limit]


def _pool(guide: ProductGuide) -> list[Any]:
    """Keys of the newest products that few have seen; they pass ``visible()`` again when shown."""
    return kept(f"newcomers.{guide.name}", partial(_unknown, guide))


def _unknown(guide: ProductGuide) -> list[Any]:
    known = Popularity.objects.filter(guide=guide.name).annotate(
        shopguide_seen=F("views") + BUYER * F("buyers"), shopguide_key=cast_key(guide)
    )
    known = known.filter(shopguide_seen__gte=KNOWN)
    unknown = guide.in_stock(guide.products()).exclude(pk__in=known.values("shopguide_key"))
    newest = [F(guide.date_field).desc(nulls_last=True)] if guide.date_field else []
    return list(unknown.order_by(*newest, "-pk").values_list("pk", flat=True)[:POOL])


def _seen(guide: ProductGuide, pks: Collection[Any]) -> dict[str, int]:
    rows = Popularity.objects.filter(guide=guide.name, object_id__in=as_text(pks))
    return {
        key: views + BUYER * buyers
        for key, views, buyers in rows.values_list("object_id", "views", "buyers")
    }


def _fit(guide: ProductGuide, row: dict[str, list[Any]], taste: TasteWeights | None) -> float:
    if taste is None:
        return 0.0
    category = str(first(row, guide.category_field) or "")
    brand = str(first(row, guide.brand_field) or "")
    return taste.category.get(category, 0.0) + 0.5 * taste.brand.get(brand, 0.0)


def new_ones(guide: ProductGuide, values: Values) -> set[str]:
    """Keys of those that came to the shop lately, as far as the guide tells when."""
    return {str(pk) for pk, row in values.items() if _is_new(first(row, guide.date_field))}


def _is_new(when: Any) -> bool:
    came = moment(when)
    return came is not None and came >= timezone.now() - timedelta(days=NEW_DAYS)
