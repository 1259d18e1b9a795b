"""How well products fit a shopper's taste, and by what."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from shopguide.catalogue.guide import ProductGuide
from shopguide.catalogue.reading import Values, first, read
from shopguide.models import AspectTally
from shopguide.text.aspects import label_of

from .names import labels
from .weights import TasteWeights

#: What each part of taste counts, among those that are known of the shopper.
SHARES = {"category": 1.0, "brand": 1.0, "aspect": 1.0, "price": 0.5}
#: Reviews that a product seems to have had besides, which say nothing.
REVIEWS = 3


#: A part of taste, the category, brand or aspect it is about, and what it counts.
Part = tuple[str, str, float]


@dataclass(frozen=True)
class Affinity:
    """``score`` from -1 to 1, with what it is made of."""

    score: float = 0.0
    parts: tuple[Part, ...] = ()

    @property
    def lead(self) -> tuple[str, str]:
        """The part that counts most, and the category, brand or aspect it is about."""
        part, value, weight = max(self.parts, key=lambda each: each[2], default=("", "", 0.0))
        return (part, value) if weight > 0 else ("", "")


def taste_paths(guide: ProductGuide) -> list[str]:
    """What of a product is a matter of taste."""
    return [path for path in (guide.category_field, guide.brand_field, guide.price_field) if path]


def affinity(
    guide: ProductGuide, pks: Iterable[Any], taste: TasteWeights, values: Values | None = None
) -> dict[Any, Affinity]:
    """By key of the product; of a shopper without a taste, nothing. ``values`` are those of
    ``taste_paths``, where the caller has them."""
    keys = list(pks)
    known = {
        "category": taste.category,
        "brand": taste.brand,
        "aspect": taste.aspects,
        "price": taste.price,
    }
    whole = sum(SHARES[part] for part, weights in known.items() if weights)
    if not whole or not keys:
        return {}
    values = read(guide, keys, taste_paths(guide)) if values is None else values
    tallies = _tallies(guide, keys, taste.aspects) if taste.aspects else {}
    found = {}
    for pk in keys:
        row = values.get(pk, {})
        parts = [*_told(guide, row, taste), *_aspects(tallies.get(str(pk), {}), taste.aspects)]
        counted = tuple((part, value, SHARES[part] * weight) for part, value, weight in parts)
        score = sum(weight for *_, weight in counted) / whole
        found[pk] = Affinity(min(max(score, -1.0), 1.0), counted)
    return found


def sentence(guide: ProductGuide, found: Affinity, other: Affinity) -> str:
    """Why one of two products that fit equally well was taken, in the active language; empty where
    taste does not tell them apart."""
    against = {(part, value): weight for part, value, weight in other.parts}
    ahead = [
        (weight - against.get((part, value), 0.0), part, value)
        for part, value, weight in found.parts
        if weight > 0
    ]
    lead, part, value = max(ahead, default=(0.0, "", ""))
    if lead <= 0:
        return ""
    if part == "price":
        return _("Among products that fit equally well, the prices you usually choose decided.")
    if part == "aspect":
        return _("Among products that fit equally well, what you say of “%(name)s” decided.") % {
            "name": label_of(guide, value)
        }
    name = labels(guide, part, [value]).get(value, "")
    told = _("Among products that fit equally well, your taste for %(name)s decided.")
    return told % {"name": name} if name else ""


def _told(guide: ProductGuide, row: dict[str, list[Any]], taste: TasteWeights) -> list[Part]:
    categories = [str(value) for value in row.get(guide.category_field or "", [])]
    brands = [str(value) for value in row.get(guide.brand_field or "", [])]
    parts: list[Part] = []
    for part, named, weights in (
        ("category", categories, taste.category),
        ("brand", brands, taste.brand),
    ):
        known = [(part, value, weights[value]) for value in named if value in weights]
        parts += sorted(known, key=lambda part: part[2])[-1:]
    price = first(row, guide.price_field)
    usual = next((taste.price[value] for value in categories if value in taste.price), None)
    if usual is not None and price is not None and float(price) > 0:
        # 1 at the usual price, half at its double and at its half.
        parts.append(("price", "", 0.5 ** abs(math.log2(float(price) / usual.amount))))
    return parts


def _aspects(
    tallies: Mapping[str, tuple[int, int, int]], weights: Mapping[str, float]
) -> list[Part]:
    """What reviews say of the aspects that the shopper cares for, all together as much as one."""
    whole = sum(weights.values())
    return [
        ("aspect", name, weights[name] / whole * (good - bad) / (reviews + REVIEWS))
        for name, (good, bad, reviews) in tallies.items()
    ]


def _tallies(
    guide: ProductGuide, keys: list[Any], aspects: Mapping[str, float]
) -> dict[str, dict[str, tuple[int, int, int]]]:
    rows = AspectTally.objects.filter(
        guide=guide.name, object_id__in=[str(key) for key in keys], aspect__in=list(aspects)
    )
    found: dict[str, dict[str, tuple[int, int, int]]] = {}
    for key, name, *counts in rows.values_list(
        "object_id", "aspect", "positive", "negative", "reviews"
    ):
        found.setdefault(key, {})[name] = (counts[0], counts[1], counts[2])
    return found
