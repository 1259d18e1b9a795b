"""Shares with their intervals, and tests corrected for being many."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np

#: Of a normal distribution, 95 % lie within so many standard deviations.
Z = 1.96


@dataclass(frozen=True)
class Share:
    """``count`` of ``total`` reviews; ``low`` and ``high`` are the 95 % Wilson interval."""

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
    """Score interval of the share k / n (Wilson, 1927); (0, 1) where nothing is known.

    Its centre is (k + z²/2) / (n + z²), and it reaches z √(k (n − k) / n + z²/4) / (n + z²) from it.
    """
    if n == 0:
        return 0.0, 1.0
    centre = (k + z * z / 2) / (n + z * z)
    reach = z * sqrt(k * (n - k) / n + z * z / 4) / (n + z * z)
    # At the ends the exact bound is the end itself, which rounding misses.
    return (0.0 if k == 0 else centre - reach), (1.0 if k == n else centre + reach)


def corrected(values: Sequence[float], tests: int | None = None) -> list[float]:
    """Each p value adjusted for all of them (Benjamini & Hochberg, 1995), in the same order: the
    least of p · tests / rank over the p values that are no smaller. ``tests`` are more where some,
    all with larger p values, are not told."""
    if not len(values):
        return []
    p = np.asarray(values, dtype=float)
    order = np.argsort(p)
    scaled = p[order] * (tests or len(p)) / np.arange(1, len(p) + 1)
    adjusted = np.empty(len(p))
    adjusted[order] = np.minimum.accumulate(scaled[::-1])[::-1].clip(max=1.0)
    return [float(each) for each in adjusted]
