"""A shopper's sentence and the products found for it in, a grounded suggestion out."""

from .compose import SuggestedProduct, Suggestion, stream_suggestion, suggest
from .questions import TapAnswer, TapQuestion, questions
from .side_by_side import CompareError, Comparison, compare
from .slots import Segment

__all__ = [
    "CompareError",
    "Comparison",
    "Segment",
    "SuggestedProduct",
    "Suggestion",
    "TapAnswer",
    "TapQuestion",
    "compare",
    "questions",
    "stream_suggestion",
    "suggest",
]
