"""How praise and blame go from week to week and from month to month."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from .scope import Scope
from .statistics import Share

Every = Literal["week", "month"]


@dataclass(frozen=True)
class Period:
    """Reviews written from ``start`` up to, not including, ``end``."""

    start: datetime
    end: datetime
    positive: Share
    negative: Share

    @property
    def reviews(self) -> int:
        return self.positive.total


def trend(scope: Scope, every: Every = "month", aspect: str | None = None) -> list[Period]:
    """One period after another, empty ones too, in one statement. Shares are of reviews that are
    good or bad as a whole, or of those that praise or blame ``aspect``. Periods begin at midnight
    of the current time zone, weeks on Monday. Reviews without a date are left out."""
    raise NotImplementedError
