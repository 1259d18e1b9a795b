"""Contexts of the merchant's pages of review insight, and what they give to a spreadsheet."""

from .comparison import comparison_context
from .overview import overview_context
from .product import product_context

__all__ = ["comparison_context", "overview_context", "product_context"]
