"""Readings that stay valid however often one looks.

Two of them. The goal of a test has a planned size, so the chance of a false alarm is spent little by
little up to there, late rather than early (Lan & DeMets, 1983, in the form of O'Brien & Fleming): at
the end almost nothing has been paid for having looked. Guards have no planned size: their intervals
hold at every moment for ever (mixture sequential test: Robbins, 1970; Johari et al., 2022).
"""

from collections.abc import Sequence
from functools import lru_cache
from math import inf, log, sqrt

import numpy as np
from numpy.typing import NDArray
from scipy import stats
from scipy.optimize import brentq

from .statistics import Estimate

#: What daily looks may spend in all. Less than ``ALPHA``: what is left is for small counts, which are
#: not quite normal, and it costs a tenth more shoppers.
SPENT = 0.035
#: Looks at less new data than this share of the plan are no looks.
STEP = 0.01
#: Points of the grid on which the path of a test is followed.
POINTS = 401
#: Farther out nothing happens.
FAR = 8.0


def spent(fraction: float, alpha: float = SPENT) -> float:
    """How much of ``alpha`` may be used up at this fraction of the planned size."""
    if fraction <= 0:
        return 0.0
    if fraction >= 1:
        return alpha
    return float(4 * stats.norm.sf(stats.norm.ppf(1 - alpha / 4) / sqrt(fraction)))


def boundary(fractions: Sequence[float], alpha: float = SPENT) -> float:
    """How many standard errors from nothing the last of these looks must be. ``fractions`` are all
    looks so far, as shares of the planned size; whoever looks on after that gets ``inf``, since there
    is nothing left to spend."""
    return boundaries(tuple(fractions), alpha)[-1]


@lru_cache(maxsize=256)
def boundaries(fractions: tuple[float, ...], alpha: float = SPENT) -> tuple[float, ...]:
    """The boundary of every look. Raises ValueError where fractions do not grow."""
    found: list[float] = []
    grid, density, before, paid = np.zeros(1), np.ones(1), 0.0, 0.0
    for fraction in fractions:
        if fraction <= before:
            raise ValueError(f"Looks must grow; {fraction} comes after {before}.")
        if before >= 1:
            found.append(inf)
            continue
        step, allowed = sqrt(fraction - before), spent(fraction, alpha)
        edge = _edge(grid, density, step, allowed - paid, fraction)
        found.append(edge / sqrt(fraction))
        grid, density = _moved(grid, density, step, 0.0, edge)
        before, paid = fraction, allowed
    return tuple(found)


def crossing(drift: float, fractions: Sequence[float], bounds: Sequence[float]) -> float:
    """How likely a test crosses its upper boundary at one of the looks, where the planned size would
    show a difference of ``drift`` standard errors."""
    grid, density, before, total = np.zeros(1), np.ones(1), 0.0, 0.0
    for fraction, bound in zip(fractions, bounds, strict=True):
        length = fraction - before
        step, edge = sqrt(length), min(bound * sqrt(fraction), FAR)
        beyond = stats.norm.sf((edge - grid - drift * length) / step)
        total += float(density @ beyond)
        grid, density = _moved(grid, density, step, drift * length, edge)
        before = fraction
    return total


def repeated(estimate: Estimate, bound: float) -> tuple[float, float]:
    """The interval of the difference at a look with this boundary: all looks of a test together miss
    the truth as rarely as one alone may."""
    if not estimate.known or bound == inf:
        return -inf, inf
    # The boundary is of a normal distribution; few shoppers have the tails of t.
    reach = float(stats.t.isf(stats.norm.sf(bound), estimate.freedom)) * estimate.error
    return estimate.centre - reach, estimate.centre + reach


def always(estimate: Estimate, scale: float, alpha: float) -> tuple[float, float]:
    """An interval that holds at all moments at once. ``scale`` is the size of a difference that one
    would like to see: there it is narrowest."""
    if not estimate.known or scale <= 0:
        return -inf, inf
    v, t = estimate.error**2, scale**2
    reach = sqrt(v * (v + t) / t * (2 * log(1 / alpha) + log((v + t) / v)))
    return estimate.centre - reach, estimate.centre + reach


def _edge(
    grid: NDArray[np.float64],
    density: NDArray[np.float64],
    step: float,
    allowed: float,
    fraction: float,
) -> float:
    """Where as many paths cross, either way, as may."""

    def too_many(edge: float) -> float:
        up = stats.norm.sf((edge - grid) / step)
        down = stats.norm.cdf((-edge - grid) / step)
        return float(density @ (up + down)) - allowed

    if too_many(FAR * sqrt(fraction)) >= 0:
        return FAR * sqrt(fraction)
    return float(brentq(too_many, 0.0, FAR * sqrt(fraction), xtol=1e-10))


def _moved(
    grid: NDArray[np.float64],
    density: NDArray[np.float64],
    step: float,
    drift: float,
    edge: float,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Where the paths are at the next look that have crossed nothing: a grid and the mass at each of
    its points (Simpson's rule; Armitage, McPherson & Rowe, 1969)."""
    points = np.linspace(-edge, edge, POINTS)
    width = points[1] - points[0]
    weights = np.full(POINTS, 2.0)
    weights[1::2] = 4.0
    weights[[0, -1]] = 1.0
    kernel = stats.norm.pdf((points[:, None] - grid[None, :] - drift) / step) / step
    return points, (kernel @ density) * weights * width / 3
