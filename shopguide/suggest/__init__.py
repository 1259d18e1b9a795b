"""A shopper's sentence and the products found for it in, a grounded suggestion out."""

from .compose import SuggestedProduct, Suggestion, suggest
from .slots import Segment
from .stream import stream_suggestion

__all__ = ["Segment", "SuggestedProduct", "Suggestion", "stream_suggestion", "suggest"]
