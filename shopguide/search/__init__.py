"""What a shopper typed in, ranked products out."""

from .legs import Filters
from .query import Hit, QueryError, Results, search
from .similar import similar
from .wish import Wish

__all__ = ["Filters", "Hit", "QueryError", "Results", "Wish", "search", "similar"]
