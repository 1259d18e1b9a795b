"""Differences between two variants, from sums over their shoppers.

Shares by Agresti & Caffo (2000), means by Welch (1947), ratios of two sums per shopper, such as clicks
by products shown, by the delta method with the shopper as the unit (Deng, Knoblich & Lu, 2018).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, sqrt

import numpy as np
from numpy.typing import NDArray
from scipy import stats

#: How often an interval may miss, and a test may see what is not there.
ALPHA = 0.05


@dataclass(frozen=True)
class Sums:
    """What is added up over the shoppers of a variant, enough for every figure of this room.

    ``y`` is the measure of a shopper; ``x`` is what it is divided by, or what was known of the
    shopper before the test.
    """

    n: int
    y: float
    yy: float
    x: float = 0.0
    xx: float = 0.0
    xy: float = 0.0

    @classmethod
    def of(cls, y: NDArray[np.float64], x: NDArray[np.float64] | None = None) -> "Sums":
        """The sums of one value, or of two, per shopper."""
        other = np.zeros(len(y)) if x is None else x
        return cls(
            len(y),
            float(y.sum()),
            float(y @ y),
            float(other.sum()),
            float(other @ other),
            float(y @ other),
        )

    @property
    def mean(self) -> float:
        return self.y / self.n if self.n else 0.0

    @property
    def variance(self) -> float:
        return _variance(self.n, self.y, self.yy)

    @property
    def x_variance(self) -> float:
        return _variance(self.n, self.x, self.xx)

    @property
    def covariance(self) -> float:
        return (self.xy - self.x * self.y / self.n) / (self.n - 1) if self.n > 1 else 0.0

    @property
    def ratio(self) -> float:
        return self.y / self.x if self.x else 0.0

    @property
    def ratio_variance(self) -> float:
        """Of ``ratio``, times the number of shoppers."""
        if not self.x:
            return inf
        r = self.ratio
        spread = self.variance - 2 * r * self.covariance + r * r * self.x_variance
        return max(spread, 0.0) / (self.x / self.n) ** 2


@dataclass(frozen=True)
class Estimate:
    """What a variant has more than the control, and how sure that is.

    ``centre`` is the middle of its interval, ``error`` its standard error, and ``freedom`` the degrees
    of freedom of the t distribution; without any it is the normal one.
    """

    control: float
    variant: float
    centre: float
    error: float
    freedom: float = inf

    @property
    def difference(self) -> float:
        return self.variant - self.control

    @property
    def relative(self) -> float | None:
        """The difference as a share of the control's value."""
        return self.difference / self.control if self.control else None

    @property
    def known(self) -> bool:
        """Whether there is anything to judge by."""
        return 0.0 < self.error < inf

    @property
    def z(self) -> float:
        """Standard errors from nothing, on the scale of a normal distribution."""
        if not self.known:
            return 0.0
        t = self.centre / self.error
        if self.freedom == inf:
            return t
        return float(np.sign(t) * -stats.norm.ppf(stats.t.sf(abs(t), self.freedom)))

    @property
    def p(self) -> float:
        """How likely so much is where there is no difference, either way."""
        if not self.known:
            return 1.0
        return float(2 * stats.t.sf(abs(self.centre / self.error), self.freedom))

    def interval(self, alpha: float = ALPHA) -> tuple[float, float]:
        """It misses the true difference in ``alpha`` of all tests that are read once."""
        if not self.known:
            return -inf, inf
        reach = float(stats.t.ppf(1 - alpha / 2, self.freedom)) * self.error
        return self.centre - reach, self.centre + reach


def share(control: Sums, variant: Sums) -> Estimate:
    """Of shoppers who did something: ``y`` is 0 or 1. One success and one failure are added to each
    side, which keeps the interval honest where there are few."""
    sides = [((each.y + 1) / (each.n + 2), each.n + 2) for each in (control, variant)]
    (p, n), (q, m) = sides
    error = sqrt(p * (1 - p) / n + q * (1 - q) / m) if control.n and variant.n else inf
    return Estimate(control.mean, variant.mean, q - p, error)


def mean(control: Sums, variant: Sums) -> Estimate:
    """Of an amount per shopper, whose spread need not be the same on both sides."""
    return _welch(
        (control.mean, control.variance, control.n), (variant.mean, variant.variance, variant.n)
    )


def ratio(control: Sums, variant: Sums) -> Estimate:
    """Of two sums: the more a shopper adds to ``x``, the more that shopper counts."""
    if not control.x or not variant.x or min(control.n, variant.n) < 2:
        return Estimate(control.ratio, variant.ratio, variant.ratio - control.ratio, inf)
    error = sqrt(control.ratio_variance / control.n + variant.ratio_variance / variant.n)
    return Estimate(control.ratio, variant.ratio, variant.ratio - control.ratio, error)


def adjusted(control: Sums, variant: Sums) -> Estimate:
    """Means less what each shopper's past foretells of them (CUPED: Deng, Xu, Kohavi & Walker,
    2013). The past is as long on both sides, so it can take away noise but add no difference."""
    slope = _slope((control, variant))
    past = (control.x + variant.x) / (control.n + variant.n)
    sides = []
    for each in (control, variant):
        middle = each.mean - slope * (each.x / each.n - past)
        spread = each.variance - 2 * slope * each.covariance + slope * slope * each.x_variance
        sides.append((middle, max(spread, 0.0), each.n))
    return _welch(*sides)


def explained(control: Sums, variant: Sums) -> float:
    """The share of the variance that shoppers' past takes away."""
    whole = sum(each.variance * (each.n - 1) for each in (control, variant))
    slope = _slope((control, variant))
    told = slope * sum(each.covariance * (each.n - 1) for each in (control, variant))
    return told / whole if whole else 0.0


def holm(values: Sequence[float]) -> list[float]:
    """Each p value adjusted for all of them, in the same order (Holm, 1979): whatever they have to
    do with each other, one false alarm in all of them is as rare as it would be in one."""
    p = np.asarray(values, dtype=float)
    order = np.argsort(p)
    scaled = np.maximum.accumulate(p[order] * np.arange(len(p), 0, -1))
    found = np.empty(len(p))
    found[order] = scaled.clip(max=1.0)
    return [float(each) for each in found]


def _slope(sides: Sequence[Sums]) -> float:
    """Of the measure on the past, within variants."""
    below = sum(each.x_variance * (each.n - 1) for each in sides)
    above = sum(each.covariance * (each.n - 1) for each in sides)
    return above / below if below > 0 else 0.0


#: A mean, the variance and the number of shoppers.
Side = tuple[float, float, int]


def _welch(control: Side, variant: Side) -> Estimate:
    (a, u, n), (b, v, m) = control, variant
    if min(n, m) < 2:
        return Estimate(a, b, b - a, inf)
    left, right = u / n, v / m
    below = left**2 / (n - 1) + right**2 / (m - 1)
    freedom = (left + right) ** 2 / below if below else inf
    return Estimate(a, b, b - a, sqrt(left + right), freedom)


def _variance(n: int, total: float, squares: float) -> float:
    return max(squares - total * total / n, 0.0) / (n - 1) if n > 1 else 0.0
