"""How sure a measure is that hangs on sums over units, such as the sentences of a file.

Accuracy, F1 and correlation all do, so a draw of the bootstrap (Efron & Tibshirani, 1993) only
weighs the units: what stands in one sentence is drawn together.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .measures import DRAWS, SEED

#: One row per unit, or one per draw.
Sums = NDArray[np.float64]
#: From rows of sums to a value for each.
Measure = Callable[[Sums], NDArray[np.float64]]


def value(measure: Measure, units: Sums) -> float:
    """The measure over all units; 0 where there are none."""
    return float(measure(units.sum(axis=0, keepdims=True))[0]) if len(units) else 0.0


def interval(
    measure: Measure, units: Sums, draws: int = DRAWS, seed: int = SEED
) -> tuple[float, float]:
    """Its 95 % percentile interval, seeded."""
    if not len(units):
        return 0.0, 0.0
    low, high = np.percentile(measure(_drawn(units, draws, seed)), [2.5, 97.5])
    return float(low), float(high)


def difference(
    measure: Measure, ours: Sums, theirs: Sums, draws: int = DRAWS, seed: int = SEED
) -> dict[str, Any]:
    """Ours less theirs over the same units, with its interval: each draw takes the same units of
    both."""
    told = {"difference": value(measure, ours) - value(measure, theirs), "low": 0.0, "high": 0.0}
    if len(ours):
        both = _drawn(np.hstack([ours, theirs]), draws, seed)
        width = ours.shape[1]
        drawn = measure(both[:, :width]) - measure(both[:, width:])
        told["low"], told["high"] = map(float, np.percentile(drawn, [2.5, 97.5]))
    return told


def _drawn(units: Sums, draws: int, seed: int) -> Sums:
    choice, n = np.random.default_rng(seed), len(units)
    sums = np.empty((draws, units.shape[1]))
    for draw in range(draws):
        sums[draw] = np.bincount(choice.integers(0, n, n), minlength=n) @ units
    return sums


def ratio(above: NDArray[np.float64], below: NDArray[np.float64]) -> NDArray[np.float64]:
    """``above / below``, and 0 where that is nothing by nothing."""
    return np.divide(above, below, out=np.zeros_like(above), where=below != 0)


@dataclass(frozen=True)
class Measured:
    """What one system reached: measures of the same units by name, the main one first."""

    system: str
    units: Sums
    measures: Mapping[str, Measure]
    told: Mapping[str, Any] = field(default_factory=dict)

    def row(self) -> dict[str, Any]:
        """The form of the benchmarks: ``low`` and ``high`` are the main measure's."""
        row: dict[str, Any] = {"system": self.system}
        row |= {name: value(measure, self.units) for name, measure in self.measures.items()}
        row["low"], row["high"] = interval(self._main, self.units)
        return {**row, **self.told}

    def less(self, other: "Measured") -> dict[str, Any]:
        """The difference in the main measure to ``other``, of the same units."""
        return difference(self._main, self.units, other.units)

    @property
    def _main(self) -> Measure:
        return next(iter(self.measures.values()))
