"""Context of a strip of similar products."""

from typing import Any

from shopguide.search import similar

from .cards import cards
from .product import guide_of


def similar_context(product: Any, limit: int = 8, guide_name: str | None = None) -> dict[str, Any]:
    """What ``shopguide/similar.html`` needs. A product that shoppers may not see has no strip.

    Raises LookupError for a product of no registered guide.
    """
    guide = guide_of(product, guide_name)
    try:
        hits = similar(guide, product.pk, limit)
    except LookupError:
        hits = []
    return {"guide": guide, "product": product, "cards": cards(guide, hits)}
