"""Are the readings of experiments what they claim? Simulated tests with a known truth.

    python benchmarks/experiments.py --orders lines.csv.gz

Shoppers are drawn from real orders (the form of UCI's Online Retail), assigned by shopguide's own hash and
read by its own functions. Rows: false alarms where there is no difference, read once and every day; power
where there is one, beside what was told beforehand; planted faults of assignment; interleaving beside two
groups; and the largest distance from scipy and statsmodels on the same tables.
"""

from argparse import ArgumentTypeError
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import experiment_checks
import experiment_rankings
import numpy as np
from scratch import parser, say, tell, with_settings

with_settings()

from experiment_tests import KINDS, Kind, Tests  # noqa: E402

from shopguide.experiments.simulate import Patterns, patterns  # noqa: E402


def main() -> None:
    made = parser(__doc__)
    made.add_argument("--orders", type=Path, required=True)
    made.add_argument("--tests", type=_positive, default=1000)
    made.add_argument("--seed", type=int, default=8)
    given = made.parse_args()
    found = patterns(given.orders)
    rows = list(_rows(found, given.tests, given.seed))
    tell("experiments", given.tests, rows, given.format)


def _rows(found: Patterns, tests: int, seed: int) -> Iterator[dict[str, Any]]:
    for place, kind in enumerate(KINDS):
        for looks in (1, 14):
            yield from _simulated(kind, found, tests, seed + place, looks)
    say("purchases that come late")
    late = Tests(KINDS[0], found, looks=14, late=True)
    yield _row("false alarms", KINDS[0], 14, late.size, late.alarms(tests, seed), late=True)
    say("faults of assignment")
    yield from experiment_checks.faults(tests, seed)
    say("interleaving")
    yield from experiment_rankings.compared(tests, seed)
    say("the same figures elsewhere")
    yield from experiment_checks.distances(seed)
    yield experiment_checks.assignment()


def _simulated(
    kind: Kind, found: Patterns, tests: int, seed: int, looks: int
) -> Iterator[dict[str, Any]]:
    say(f"{kind.metric.name}, {looks} looks")
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
