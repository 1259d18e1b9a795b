"""Context of a strip of similar products."""

from typing import Any

from shopguide.catalogue.registry import registry
from shopguide.search import similar

from .cards import cards
from .search import guide_named


def similar_context(product: Any, limit: int = 8, guide_name: str | None = None) -> dict[str, Any]:
    """What ``shopguide/similar.html`` needs. A product that shoppers may not see has no strip.

    Raises LookupError for a product of no registered guide.
    """
    if guide_name:
        guide = guide_named(guide_name)
    else:
        guides = registry.of_model(type(product))
        if not guides:
            raise LookupError(
                f"{type(product)._meta.label} has no guide; register one in guides.py."
            )
        guide = guides[0]
    try:
        hits = similar(guide, product.pk, limit)
    except LookupError:
        hits = []
    return {"guide": guide, "product": product, "cards": cards(guide, hits)}
