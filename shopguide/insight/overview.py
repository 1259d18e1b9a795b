"""A merchant's products by what reviews say of them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from .complaints import Complaint
from .scope import Scope
from .statistics import Share

#: "complaints": new ones first, then the worst; "net" worst first, "-net" best first; "reviews"
#: the most reviewed first; "recent" the last reviewed first.
Sort = Literal["complaints", "net", "-net", "reviews", "recent"]


@dataclass(frozen=True)
class ProductSummary:
    """One product (its key as text, and its title). ``positive`` and ``negative`` are reviews good
    or bad as a whole, ``net`` the one share less the other, ``rating`` the mean share of the best
    score, ``last`` when the last review was written."""

    product: str
    title: str
    positive: Share
    negative: Share
    rating: float | None
    last: datetime | None
    complaints: tuple[Complaint, ...]

    @property
    def reviews(self) -> int:
        return self.positive.total

    @property
    def net(self) -> float:
        return self.positive.share - self.negative.share


@dataclass(frozen=True)
class Overview:
    """A page of products, of ``total``; ``complaints`` are all new ones in the scope."""

    rows: tuple[ProductSummary, ...]
    total: int
    complaints: tuple[Complaint, ...]


def overview(scope: Scope, sort: Sort = "complaints", limit: int = 50, offset: int = 0) -> Overview:
    """Products with reviews in the scope, in four statements. Sorted by net sentiment, those with
    fewer reviews than SHOPGUIDE["INSIGHT_MINIMUM"] come last."""
    raise NotImplementedError
