"""What an event says of a product: how much it speaks for it, and for what is like it."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shopguide.models import Event

from .facts import Facts, ProductFacts
from .sums import Sums

Kind = Event.Kind
#: How much an event speaks for its product, in views. A review counts by its stars.
WEIGHTS: dict[str, float] = {
    Kind.VIEW: 1.0,
    Kind.CLICK: 0.5,
    Kind.CART: 3.0,
    Kind.UNCART: -3.0,
    Kind.ORDER: 6.0,
    Kind.REVIEW: 4.0,
    Kind.DISMISSAL: -6.0,
    Kind.THUMB_UP: 1.0,
    Kind.THUMB_DOWN: -1.0,
}
#: Whoever dismisses one product says little against all others of its category and brand.
SPREAD: dict[str, float] = {Kind.DISMISSAL: 1 / 6}
#: What is left of the products that a shopper has to do with; those that weigh most.
MOST_PRODUCTS = 200
COLUMNS = ("id", "kind", "guide", "object_id", "language", "happened", "data")


@dataclass(frozen=True)
class Told:
    """What is read of a row of ``Event``, by the names of COLUMNS."""

    id: int
    kind: str
    guide: str
    object_id: str
    language: str
    happened: datetime
    data: Mapping[str, Any]


def key_of(guide: str, value: str) -> str:
    """How sums name a category, a brand or a product of a guide."""
    return f"{guide}:{value}"


def parts_of(key: str) -> tuple[str, str]:
    """Guide and value of ``key_of``."""
    guide, _, value = key.partition(":")
    return guide, value


def add_events(sums: Sums, events: Sequence[Told], facts: Facts) -> None:
    """Count events of one shopper. In whatever order and in however many portions they come, the
    sums are the same in the end."""
    known = facts.of(_products(events))
    for event in events:
        moment = event.happened.timestamp()
        if event.language:
            sums.add("language", event.language, 1.0, moment, event.kind)
        product = known.get((event.guide, event.object_id))
        weight = WEIGHTS.get(event.kind, 0.0)
        if event.kind == Kind.REVIEW:
            weight *= _stars(event)
        if product is not None and event.kind in WEIGHTS:
            _add(sums, event, product, weight, moment)
    sums.keep("product", MOST_PRODUCTS)


def _add(sums: Sums, event: Told, product: ProductFacts, weight: float, moment: float) -> None:
    own = key_of(event.guide, event.object_id)
    sums.add("product", own, weight, moment, event.kind)
    spread = weight * SPREAD.get(event.kind, 1.0)
    for brand in product.brands:
        sums.add("brand", key_of(event.guide, brand), spread, moment, event.kind)
    for category in product.categories:
        key = key_of(event.guide, category)
        sums.add("category", key, spread, moment, event.kind)
        level = product.levels.get(category)
        # What is not wanted says nothing of what a shopper would pay.
        if level is not None and product.price and weight > 0:
            sums.add("price", key, weight, moment, event.kind)
            sums.add("level", key, weight * level, moment)
            sums.add("spend", key, weight * math.log(product.price), moment)


def _products(events: Iterable[Told]) -> set[tuple[str, str]]:
    return {
        (event.guide, event.object_id)
        for event in events
        if event.kind in WEIGHTS and event.guide and event.object_id
    }


def _stars(event: Told) -> float:
    """How much a review praises its product: from -1 to 1; nothing where it has no stars."""
    try:
        return min(max(2 * float(event.data["score"]) / float(event.data["best"]) - 1, -1.0), 1.0)
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return 0.0
