"""A shopper's sentence and the products found for it in, a grounded suggestion out."""

from .compose import SuggestedProduct, Suggestion, stream_suggestion, suggest
from .slots import Segment

__all__ = ["Segment", "SuggestedProduct", "Suggestion", "stream_suggestion", "suggest"]
