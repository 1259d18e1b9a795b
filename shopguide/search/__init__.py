"""What a shopper typed in, ranked products out."""

from .filters import Filters
from .picture import search_picture
from .query import Hit, QueryError, Results, search
from .sentence import Constraint, Reading
from .similar import similar

__all__ = [
    "Constraint",
    "Filters",
    "Hit",
    "QueryError",
    "Reading",
    "Results",
    "search",
    "search_picture",
    "similar",
]
