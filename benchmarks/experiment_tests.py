"""Many simulated tests of one measure."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from shopguide.experiments.assign import Choice, RunningTest, drawn
from shopguide.experiments.counts import Counted, compare
from shopguide.experiments.lifecycle import _sides
from shopguide.experiments.metrics import METRICS, Metric
from shopguide.experiments.power import needed, power_told
from shopguide.experiments.sequential import boundaries, repeated
from shopguide.experiments.simulate import (
    Column,
    Crowd,
    Patterns,
    crowd,
    with_buyers,
    with_clicks,
)
from shopguide.experiments.statistics import ALPHA, Sums

VARIANTS = (Choice(1, "control", 1), Choice(2, "new", 1))
#: How many days a purchase may come after the visit, where it comes late.
LATE = 7


@dataclass(frozen=True)
class Kind:
    """A measure, and the change of it that the tests are made to find."""

    metric: Metric
    effect: float


KINDS = (
    Kind(METRICS["conversion"], 0.2),
    Kind(METRICS["revenue"], 0.3),
    Kind(METRICS["click_through"], 0.1),
)


class Tests:
    """Tests of the size that is told beforehand, from what 100,000 such shoppers do without one."""

    def __init__(self, kind: Kind, found: Patterns, *, looks: int, late: bool = False) -> None:
        self.kind, self.found, self.looks, self.late = kind, found, looks, late
        before = crowd(found, 100_000, np.random.default_rng(0))
        y, x = self._columns(before)
        sides = _sides(kind.metric, Counted(len(y), {kind.metric.name: Sums.of(y, x)}), kind.effect)
        self.size = needed(*sides, looks=looks)
        self.told = power_told(*sides, self.size, looks=looks)

    def alarms(self, tests: int, seed: int) -> list[bool]:
        return [self._found(seed, n, 0.0) for n in range(tests)]

    def power(self, tests: int, seed: int) -> list[bool]:
        """Whether the difference that is there was found, and on its side."""
        return [self._found(seed + 1_000, n, self.kind.effect) for n in range(tests)]

    def _found(self, seed: int, number: int, effect: float) -> bool:
        draw = np.random.default_rng([seed, number])
        people = crowd(self.found, self.size, draw)
        test = RunningTest(1, "simulated", f"{seed}-{number}", VARIANTS)
        shoppers = (f"session:{number}-{n}" for n in range(self.size))
        new = np.array([found.name == "new" for each in shoppers if (found := drawn(test, each))])
        y, x = self._columns(people)
        if effect:
            y = np.where(new, self._better(people, y, effect, draw), y)
        day = np.repeat(np.arange(self.looks), -(-self.size // self.looks))[: self.size]
        delay = draw.integers(0, LATE if self.late else 1, self.size)
        return self._read(y, x, new, day, delay, effect)

    def _read(
        self,
        y: Column,
        x: Column,
        new: NDArray[np.bool_],
        day: NDArray[np.int64],
        delay: NDArray[np.int64],
        effect: float,
    ) -> bool:
        name, fractions = self.kind.metric.name, list[float]()
        for look in range(self.looks):
            here = day <= look
            seen = np.where(day + delay <= look, y, 0.0)
            sides = [
                Counted(int(side.sum()), {name: Sums.of(seen[side], x[side])})
                for side in (here & ~new, here & new)
            ]
            estimate = compare(self.kind.metric, *sides)
            fractions.append(float(here.sum()) / self.size)
            low, high = repeated(estimate, self._bound(fractions))
            if low > 0 or (high < 0 and not effect):
                return True
        return False

    def _bound(self, fractions: Sequence[float]) -> float:
        if self.looks == 1:
            return float(stats.norm.isf(ALPHA / 2))
        # Days are as full in every test, so that boundaries are worked out once.
        return boundaries(tuple(round(each, 9) for each in fractions))[-1]

    def _columns(self, people: Crowd) -> tuple[Column, Column]:
        if self.kind.metric.kind == "ratio":
            return people.clicks, people.shown
        if self.kind.metric.kind == "share":
            return (people.now > 0).astype(float), np.zeros(len(people))
        return people.now, people.before

    def _better(self, people: Crowd, y: Column, effect: float, draw: np.random.Generator) -> Column:
        if self.kind.metric.kind == "ratio":
            return with_clicks(people, effect, draw)
        if self.kind.metric.kind == "share":
            return with_buyers(y, effect, draw)
        return y * (1 + effect)
