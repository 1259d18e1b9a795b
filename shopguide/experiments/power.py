"""How many shoppers a test needs, told before it begins."""

from collections.abc import Sequence
from functools import lru_cache
from math import ceil, inf, sqrt

from scipy import stats
from scipy.optimize import brentq

from .sequential import SPENT, boundaries, crossing
from .statistics import ALPHA

#: Looks that a plan counts with: two weeks, one a day.
LOOKS = 14
POWER = 0.8


@lru_cache(maxsize=256)
def drift(power: float = POWER, *, looks: int = LOOKS, alpha: float | None = None) -> float:
    """How many standard errors a difference must be at the planned size, to be found with this power.
    One look is a test that is read once, at its end."""
    level = alpha if alpha is not None else (ALPHA if looks == 1 else SPENT)
    fractions = tuple((n + 1) / looks for n in range(looks))
    bounds = boundaries(fractions, level)
    return float(brentq(lambda d: crossing(d, fractions, bounds) - power, 0.01, 20.0))


def needed(
    base: tuple[float, float],
    other: tuple[float, float],
    *,
    power: float = POWER,
    looks: int = LOOKS,
    alpha: float | None = None,
    split: float = 0.5,
) -> int:
    """Shoppers in control and variant together. Each side is a mean and the variance per shopper, and
    ``split`` the variant's part of them."""
    effect = abs(other[0] - base[0])
    if not effect or not 0 < split < 1:
        raise ValueError("Without a difference to look for no number of shoppers is enough.")
    spread = base[1] / (1 - split) + other[1] / split
    return ceil(spread * (drift(power, looks=looks, alpha=alpha) / effect) ** 2)


def needed_for_share(base: float, relative: float, **given: float) -> int:
    """As ``needed``, for a share of shoppers that is to grow by ``relative``."""
    other = base * (1 + relative)
    if not (0 < base < 1 and 0 < other < 1):
        raise ValueError(f"A share of {base:g} cannot change by {relative:g}.")
    return needed((base, base * (1 - base)), (other, other * (1 - other)), **given)  # type: ignore[arg-type]


def power_told(
    base: tuple[float, float],
    other: tuple[float, float],
    total: int,
    *,
    looks: int = LOOKS,
    alpha: float | None = None,
    split: float = 0.5,
) -> float:
    """How likely a test of ``total`` shoppers finds the difference."""
    error = sqrt((base[1] / (1 - split) + other[1] / split) / total) if total else inf
    level = alpha if alpha is not None else (ALPHA if looks == 1 else SPENT)
    size = abs(other[0] - base[0]) / error
    if looks == 1:
        return float(stats.norm.sf(stats.norm.ppf(1 - level / 2) - size))
    fractions = tuple((n + 1) / looks for n in range(looks))
    return crossing(size, fractions, boundaries(fractions, level))


def equally(looks: int) -> Sequence[float]:
    return [(n + 1) / looks for n in range(looks)]
