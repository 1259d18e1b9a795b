"""Two rankings, one of them better, compared by two groups of shoppers and by one common list."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

RESULTS, PLACES = 20, 8
#: Searches of a shopper, on average.
SEARCHES = 2.5
#: How much two rankings know of what a shopper wants, as the noise in it.
NOISE = {"a": 0.8, "b": 0.5}


def compared(tests: int, seed: int) -> Iterator[dict[str, Any]]:
    """Shoppers that two groups need for a power of 0.8 in clicks per list, and how often a tenth and
    fewer of them are enough for common lists."""
    from shopguide.experiments.power import needed

    draw = np.random.default_rng([seed, 1])
    shoppers = [_shopper(draw) for _ in range(30_000)]
    a, b = (_side(draw, shoppers, team) for team in (0, 1))
    size = needed(a, b, looks=1)
    yield {
        "system": "two groups",
        "what": "clicks per list",
        "shoppers": size,
        "share": 0.8,
        "lift": b[0] / a[0] - 1,
    }
    for part in (10, 50):
        few = max(size // part, 1)
        found = [_found(np.random.default_rng([seed, part, n]), few, n) for n in range(tests)]
        yield _row("common lists", few, part, [side == "b" for side in found])
    few = size // 50
    same = [_found(np.random.default_rng([seed, n]), few, n, alike=True) for n in range(tests)]
    yield _row("common lists, no difference", few, 50, [side != "" for side in same])


def _row(what: str, size: int, part: int, found: list[bool]) -> dict[str, Any]:
    return {
        "system": "shopguide",
        "what": what,
        "shoppers": size,
        "traffic": 1 / part,
        "share": float(np.mean(found)),
    }


def _found(draw: np.random.Generator, size: int, number: int, *, alike: bool = False) -> str:
    """The ranking that common lists find the better one, by their t test."""
    from shopguide.experiments.interleave import draft, preferred

    clicked: list[tuple[str, str, float]] = []
    for n in range(size):
        shopper = _shopper(draw, alike=alike)
        for a, b in shopper.rankings:
            made = draft(a, b, PLACES, f"{number}-{n}-{len(clicked)}")
            chances = _tempting(np.array([each.thing for each in made])) * shopper.keen
            for each, click in zip(made, draw.random(PLACES) < chances, strict=True):
                if click:
                    clicked.append((str(n), each.team, each.weight))
    told = preferred(clicked)
    if told.p >= 0.05:
        return ""
    return "b" if told.balance.mean > 0 else "a"


@dataclass(frozen=True)
class Shopper:
    """Two rankings for each of their searches, of products whose number says how much they are
    wanted, 0 the most; and how keen they are: most click little and some much."""

    rankings: list[tuple[list[int], list[int]]]
    keen: float


def _shopper(draw: np.random.Generator, *, alike: bool = False) -> Shopper:
    searches = int(draw.geometric(1 / SEARCHES))
    wanted = -np.arange(RESULTS) / RESULTS * 3
    sizes = (NOISE["a"], NOISE["a"] if alike else NOISE["b"])
    noise = draw.normal(0, 1, (searches, 2, RESULTS)) * np.array(sizes)[:, None]
    ranked = np.argsort(-(wanted + noise), axis=2)
    return Shopper([(a.tolist(), b.tolist()) for a, b in ranked], float(draw.gamma(0.5, 2.0)))


def _side(draw: np.random.Generator, shoppers: Sequence[Shopper], team: int) -> tuple[float, float]:
    """Clicks per list where shoppers see one of the rankings, exactly, and the variance per shopper
    as drawn."""
    from shopguide.experiments.statistics import Sums

    columns = []
    for each in shoppers:
        lists = np.array([both[team] for both in each.rankings])[:, :PLACES]
        chances = (_tempting(lists) * each.keen).clip(max=1.0)
        columns.append((chances.sum(), (draw.random(chances.shape) < chances).sum(), len(lists)))
    expected, clicked, shown = np.array(columns, dtype=float).T
    return float(expected.sum() / shown.sum()), Sums.of(clicked, shown).ratio_variance


def _tempting(products: NDArray[np.int64]) -> NDArray[np.float64]:
    """How likely each place is looked at, and the product there then clicked."""
    seen = 1 / np.sqrt(np.arange(1, products.shape[-1] + 1))
    chances: NDArray[np.float64] = seen * 0.4 * np.exp(-products / 4)
    return chances
