"""Which guide a product on a page belongs to."""

from typing import Any

from shopguide.catalogue.guide import ProductGuide
from shopguide.catalogue.registry import registry

from .search import guide_named


def guide_of(product: Any, name: str | None = None) -> ProductGuide:
    """The guide of that name, or the first of the product's model. Raises LookupError."""
    if name:
        return guide_named(name)
    guides = registry.of_model(type(product))
    if not guides:
        raise LookupError(f"{type(product)._meta.label} has no guide; register one in guides.py.")
    return guides[0]
