"""How long ``import shopguide`` takes in a fresh process, and what it must not bring along.

Median seconds of the statement alone, beside ``import django``; the two are tried in turn.
"""

import statistics
import subprocess
import sys

from scratch import REPOSITORY, parser, tell

MODULES = ("django", "shopguide")
HEAVY = ("torch", "transformers", "celery", "openai", "numpy")
STATEMENT = """
import sys, time
start = time.perf_counter()
import {module}
taken = time.perf_counter() - start
print(taken, *[name for name in {heavy!r} if name in sys.modules])
"""


def main() -> int:
    options = parser(__doc__)
    options.add_argument("--rounds", type=int, default=15)
    asked = options.parse_args()
    taken: dict[str, list[float]] = {module: [] for module in MODULES}
    brought: dict[str, set[str]] = {module: set() for module in MODULES}
    for _ in range(asked.rounds):
        for module in MODULES:
            seconds, *heavy = _import(module)
            taken[module].append(float(seconds))
            brought[module] |= set(heavy)
    rows = [
        {
            "system": module,
            "median s": statistics.median(taken[module]),
            "low": min(taken[module]),
            "high": max(taken[module]),
            "heavy modules": " ".join(sorted(brought[module])),
        }
        for module in MODULES
    ]
    tell("import", asked.rounds, rows, asked.format)
    return 1 if brought["shopguide"] else 0


def _import(module: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", STATEMENT.format(module=module, heavy=HEAVY)],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.split()


if __name__ == "__main__":
    sys.exit(main())
