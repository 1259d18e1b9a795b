"""Shares with their intervals, and tests corrected for being many."""

from collections.abc import Sequence
from dataclasses import dataclass

#: Of a normal distribution, 95 % lie within so many standard deviations.
Z = 1.96


@dataclass(frozen=True)
class Share:
    """``count`` of ``total`` reviews, with the 95 % Wilson interval of the share."""

    count: int
    total: int

    @property
    def share(self) -> float:
        return self.count / self.total if self.total else 0.0

    @property
    def percent(self) -> int:
        return round(100 * self.share)

    @property
    def low(self) -> float:
        return wilson(self.count, self.total)[0]

    @property
    def high(self) -> float:
        return wilson(self.count, self.total)[1]


def wilson(k: int, n: int, z: float = Z) -> tuple[float, float]:
    """Score interval of the share k / n (Wilson, 1927); (0, 1) where nothing is known."""
    raise NotImplementedError


def corrected(values: Sequence[float]) -> list[float]:
    """Each p value adjusted for all of them (Benjamini & Hochberg, 1995), in the same order."""
    raise NotImplementedError
