"""What has got worse: aspects blamed more often than before."""

from dataclasses import dataclass

from .scope import Scope
from .statistics import Share

#: False discoveries among the complaints told, at most, on average.
FALSE = 0.05
#: Reviews of late that must blame an aspect, and by how much its share must have risen.
LEAST, RISE = 3, 0.05


@dataclass(frozen=True)
class Complaint:
    """An aspect of a product (its key as text) that ``recent`` reviews blame more often than its
    ``past`` ones: Fisher's exact test gave ``p``, corrected for all tests ``q``."""

    product: str
    aspect: str
    label: str
    recent: Share
    past: Share
    p: float
    q: float

    @property
    def rise(self) -> float:
        return self.recent.share - self.past.share


def new_complaints(scope: Scope, days: int = 28, against: int = 364) -> list[Complaint]:
    """Complaints of the last ``days`` up to ``scope.until`` (now if not given) against the
    ``against`` days before, the surest first, in two statements. ``scope.since`` plays no part."""
    raise NotImplementedError
