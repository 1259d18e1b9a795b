"""How long hostile input takes: each query's slowest of three, in milliseconds beyond encoding.

Queries of the suite's own list, one of 10,000 characters, and one with 500 chips, against a shop of
``--products`` products made of the demo's (see catalogue.py).
"""

import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from catalogue import Shop, real_rows
from scratch import DEMO, parser, say, scratch_database, tell


def main() -> int:
    options = parser(__doc__)
    options.add_argument("--products", type=int, default=20_000)
    options.add_argument("--data", type=Path, default=DEMO / "products.jsonl.gz")
    asked = options.parse_args()
    with scratch_database():
        from shopguide.catalogue.registry import registry

        guide = registry.get("products")
        Shop(guide, real_rows(asked.data)).grow(asked.products)
        taken = _timed(guide)
    taken.sort(key=lambda row: -float(row["ms"]))
    say("slowest first")
    tell("hostile", asked.products, taken, asked.format)
    return 0


def _timed(guide: Any) -> list[dict[str, Any]]:
    from shopguide.search import QueryError, search
    from tests.search.hostile import HOSTILE

    def ask(query: str, ignore: list[str]) -> str:
        try:
            return f"{search(guide, query, ignore=ignore, facets=True).total} products"
        except QueryError as error:
            return error.code

    asked = [(query, list[str]()) for query in HOSTILE]
    asked += [("x" * 10_000, []), ("phone", [f"value:{n}" for n in range(500)])]
    # Encodes each once, so that what is timed is the rest.
    for query, ignore in asked:
        ask(query, ignore)
    return [_row(query, partial(ask, query, ignore)) for query, ignore in asked]


def _row(query: str, call: Callable[[], str]) -> dict[str, Any]:
    slowest, answer = 0.0, ""
    for _ in range(3):
        start = time.perf_counter()
        answer = call()
        slowest = max(slowest, 1000 * (time.perf_counter() - start))
    shown = query.encode("unicode_escape").decode()[:40]
    return {"system": shown, "ms": slowest, "answer": answer}


if __name__ == "__main__":
    sys.exit(main())
