"""Are the readings of experiments what they claim? Simulated tests with a known truth.

    python benchmarks/experiments.py --orders lines.csv.gz

Shoppers are drawn from real orders (the form of UCI's Online Retail), assigned by shopguide's own hash and
read by its own functions. Rows: false alarms where there is no difference, read once and every day; power
where there is one, beside what was told beforehand; planted faults of assignment; interleaving beside two
groups; and the largest distance from scipy and statsmodels on the same tables.
"""

from argparse import ArgumentTypeError
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import experiment_checks
import experiment_rankings
import numpy as np
from scratch import parser, say, tell, with_settings

with_settings()

from experiment_tests import KINDS, Kind, Tests  # noqa: E402

from shopguide.experiments.simulate import Patterns, patterns  # noqa: E402

#: A part of the benchmark: its name, the number of the measure, and how often a test is looked at.
Part = tuple[str, int, int]
PARTS: list[Part] = [
    *(("tests", place, looks) for place in range(len(KINDS)) for looks in (1, 14)),
    ("late", 0, 14),
    ("faults", 0, 0),
    ("rankings", 0, 0),
    ("distances", 0, 0),
]


def main() -> None:
    made = parser(__doc__)
    made.add_argument("--orders", type=Path, required=True)
    made.add_argument("--tests", type=_positive, default=1000)
    made.add_argument("--seed", type=int, default=8)
    made.add_argument("--jobs", type=_positive, default=1, help="processes at a time")
    given = made.parse_args()
    work = partial(_rows, patterns(given.orders), given.tests, given.seed)
    with ProcessPoolExecutor(given.jobs, mp_context=get_context("fork")) as pool:
        rows = [row for found in pool.map(work, PARTS) for row in found]
    tell("experiments", given.tests, rows, given.format)


def _rows(found: Patterns, tests: int, seed: int, part: Part) -> list[dict[str, Any]]:
    name, place, looks = part
    say(f"{name} {KINDS[place].metric.name}, {looks} looks" if looks else name)
    if name == "tests":
        return list(_simulated(KINDS[place], found, tests, seed + place, looks))
    if name == "late":
        late = Tests(KINDS[0], found, looks=looks, late=True)
        alarms = late.alarms(tests, seed)
        return [_row("false alarms, late purchases", KINDS[0], looks, late.size, alarms)]
    if name == "faults":
        return list(experiment_checks.faults(tests, seed))
    if name == "rankings":
        return list(experiment_rankings.compared(tests, seed))
    return [*experiment_checks.distances(seed), experiment_checks.assignment()]


def _simulated(
    kind: Kind, found: Patterns, tests: int, seed: int, looks: int
) -> Iterator[dict[str, Any]]:
    simulated = Tests(kind, found, looks=looks)
    alarms = simulated.alarms(tests, seed)
    yield _row("false alarms", kind, looks, simulated.size, alarms)
    power = simulated.power(tests, seed)
    yield _row("power", kind, looks, simulated.size, power, told=simulated.told)


def _row(
    what: str, kind: Kind, looks: int, size: int, hits: Sequence[bool], **more: Any
) -> dict[str, Any]:
    share = float(np.mean(hits))
    reach = 1.96 * np.sqrt(share * (1 - share) / len(hits))
    return {
        "system": "shopguide",
        "what": what,
        "measure": kind.metric.name,
        "looks": looks,
        "shoppers": size,
        "share": share,
        "low": float(share - reach),
        "high": float(share + reach),
        **more,
    }


def _positive(text: str) -> int:
    if not text.isdigit() or not int(text):
        raise ArgumentTypeError(f"{text} is no number of tests; give 1 or more.")
    return int(text)


if __name__ == "__main__":
    main()
