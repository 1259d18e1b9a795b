"""What a shopper typed in, ranked products out."""

from .legs import Filters
from .query import Hit, QueryError, Results, search
from .similar import similar

__all__ = ["Filters", "Hit", "QueryError", "Results", "search", "similar"]
