"""Cards of products that a text is about, whichever guides they are of."""

from collections.abc import Iterable
from typing import Any

from shopguide.catalogue.guide import ProductGuide
from shopguide.search import Hit

from .cards import Card, cards
from .product import guide_of


def picked_cards(picks: Iterable[Any]) -> list[tuple[str, ProductGuide, Card]]:
    """(reference, guide, card) of each pick: a suggested product, one that an answer
    speaks of, a hit or a row of the shop. What
    shoppers may not see is left out."""
    found: list[tuple[str, ProductGuide, Card]] = []
    for number, pick in enumerate(picks, start=1):
        hit = _hit(pick)
        guide = guide_of(hit.product, getattr(pick, "guide", None))
        ref = getattr(pick, "ref", "") or f"P{number}"
        found += [(ref, guide, card) for card in cards(guide, [hit])]
    return found


def _hit(pick: Any) -> Hit:
    if isinstance(pick, Hit):
        return pick
    hit = getattr(pick, "hit", None)
    if isinstance(hit, Hit):
        return hit
    product = getattr(pick, "product", pick)
    return Hit(product.pk, product, 0, 0.0, {})
