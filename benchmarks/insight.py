"""How long the merchant's pages of reviews and the shopper's highlights take in a shop of many reviews.

A scratch shop is filled with reviews that have been read, on the demo's real products; see readings.py for
what is real in them and what is synthesised. Products are asked from the most reviewed one down, evenly
by rank, so that the slowest are among them. "product page" is everything that a product's page of insight
reads, taken together: aspects, quotes for four pros and cons, trend, new complaints, stars against
text, bursts, near copies and suggestions. "floor" is a plain count of the product's readings by label, and
"shopper's floor" one of those that shoppers may read, both as a shop would write them by hand.
"""

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
from readings import fill, most_reviewed
from scratch import parser, say, scratch_database, tell

Timed = tuple[str, list[float]]


def main() -> int:
    options = parser(__doc__)
    options.add_argument("--reviews", type=int, default=100_000)
    options.add_argument("--products", type=int, default=40, help="how many products are asked")
    options.add_argument("--rounds", type=int, default=3)
    asked = options.parse_args()
    if min(asked.reviews, asked.products, asked.rounds) < 1:
        options.error("--reviews, --products and --rounds must be at least 1")
    with scratch_database():
        from shopguide.catalogue.registry import registry

        guide = registry.get("products")
        fill(guide, asked.reviews)
        keys = most_reviewed(guide, asked.products)
        rows = [_row(*timed) for timed in _timed(guide, keys, asked.rounds)]
        rows.append({"system": "most reviews of one product", "n": _most(guide, keys[0])})
    tell("insight", asked.reviews, rows, asked.format)
    return 0


def _timed(guide: Any, keys: Sequence[str], rounds: int) -> Iterator[Timed]:
    from shopguide.insight import Scope, aspects, highlights, new_complaints, trend
    from shopguide.insight.overview import overview
    from shopguide.insight.suspicion import bursts, near_copies

    scopes = [Scope(guide, product=key) for key in keys]
    _page(scopes[0])
    highlights(guide, keys[0])
    yield "floor", _each(scopes, rounds, _floor)
    yield "shopper's floor", _each(keys, rounds, lambda key: _shoppers_floor(guide, key))
    yield "highlights", _each(keys, rounds, lambda key: highlights(guide, key))
    yield "product page", _each(scopes, rounds, _page)
    yield "aspects", _each(scopes, rounds, aspects)
    yield "trend", _each(scopes, rounds, trend)
    yield "new complaints", _each(scopes, rounds, new_complaints)
    yield "near copies", _each(scopes, rounds, near_copies)
    yield "bursts", _each(scopes, rounds, bursts)
    whole = [Scope(guide)]
    yield "overview", _each(whole, rounds, overview)
    yield "near copies in the shop", _each(whole, rounds, near_copies)


def _page(scope: Any) -> None:
    """What a product's page of insight reads."""
    from shopguide.insight import aspects, cons, new_complaints, pros, quotes_for, trend
    from shopguide.insight.agreement import agreement, disagreements
    from shopguide.insight.improvements import improvements
    from shopguide.insight.suspicion import bursts, near_copies

    found, complaints = aspects(scope), new_complaints(scope)
    claims = [(each.aspect, -1) for each in cons(found, 4)]
    claims += [(each.aspect, 1) for each in pros(found, 4)]
    quotes_for(scope, claims, 2)
    trend(scope)
    agreement(scope)
    disagreements(scope, 10)
    bursts(scope, 5)
    near_copies(scope, 5)
    improvements(scope, counted=found, complaints=complaints)


def _floor(scope: Any) -> None:
    from django.db.models import Count

    list(scope.readings().values_list("label").annotate(Count("pk")))


def _shoppers_floor(guide: Any, key: str) -> None:
    guide.reviews.shown().filter(product=key, product__is_public=True).count()


def _most(guide: Any, key: str) -> int:
    from shopguide.models import ReviewReading

    return ReviewReading.objects.filter(guide=guide.name, object_id=key).count()


def _each(asked: Sequence[Any], rounds: int, call: Callable[[Any], Any]) -> list[float]:
    taken = []
    for _ in range(rounds):
        for each in asked:
            start = time.perf_counter()
            call(each)
            taken.append(1000 * (time.perf_counter() - start))
    return taken


def _row(system: str, taken: list[float]) -> dict[str, Any]:
    p50, p95 = (float(np.percentile(taken, share)) for share in (50, 95))
    say(f"  {system}: p50 {p50:.1f} ms, p95 {p95:.1f} ms")
    return {"system": system, "p50 ms": p50, "p95 ms": p95, "most ms": max(taken)}


if __name__ == "__main__":
    sys.exit(main())
