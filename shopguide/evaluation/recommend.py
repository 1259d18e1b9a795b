"""Recommendation measured on the shop's own orders: the last days foretold from those before."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from shopguide.recommend.ease import neighbours
from shopguide.recommend.lines import Lines, ones
from shopguide.recommend.repeat import HALF_LIFE, LATELY

from .measures import bootstrap
from .report import nameless

DAYS = 30
TOP = 10
SEED = 3
OURS = "shopguide"
#: Buyers ranked at a time.
PART = 200
Scores = NDArray[np.float32]
#: Scores of every product for some buyers, by their numbers.
System = Callable[[NDArray[np.intp]], Scores]
MEASURES = ("recall@10 new", "recall@10 repeat", "recall@10 cold")


class NothingToForetell(Exception):
    """The orders are too few, or all of one time; the message says which and what to do."""


@dataclass(frozen=True)
class RecommendEvaluation:
    """``values`` by measure and system: one recall for each buyer; ``units`` by measure, a name for
    each of these buyers that says nothing."""

    lines: int
    values: Mapping[str, Mapping[str, list[float]]]
    coverage: Mapping[str, float]
    units: Mapping[str, list[str]]

    @property
    def buyers(self) -> dict[str, int]:
        return {measure: len(units) for measure, units in self.units.items()}

    def rows(self) -> list[dict[str, Any]]:
        """One row per measure and system, with the 95 % interval over buyers."""
        return [
            self._row(measure, system, values)
            for measure in MEASURES
            for system, values in self.values[measure].items()
        ]

    def _row(self, measure: str, system: str, values: list[float]) -> dict[str, Any]:
        low, high = bootstrap(values)
        mean = float(np.mean(values)) if values else 0.0
        row = {"measured": measure, "system": system, "recall@10": mean, "low": low, "high": high}
        if measure == MEASURES[0]:
            row["coverage"] = self.coverage[system]
        return row


def evaluate(
    lines: Lines,
    days: float = DAYS,
    progress: Callable[[Iterable[Any]], Iterable[Any]] = iter,
) -> RecommendEvaluation:
    """Hold out the last ``days`` and rank what is known before, by plain ways and by ours. Raises
    NothingToForetell."""
    known, held = parted(lines, days)
    bought = known.bought()
    before = np.asarray(bought.sum(axis=1)).ravel() > 0
    after = np.asarray(held.sum(axis=1)).ravel() > 0
    coming_back, first = np.flatnonzero(before & after), np.flatnonzero(~before & after)
    if not len(coming_back):
        raise NothingToForetell(
            f"No buyer of the last {days:g} days had bought anything before; hold out other days "
            "with --days, or wait for more orders."
        )
    new = held - held.multiply(bought)
    lately = known.bought_between(0.0, DAYS)
    ever, recent = (_sum(each) for each in (bought, lately))
    systems = _systems(bought, known, ever, recent)
    values: dict[str, dict[str, list[float]]] = {measure: {} for measure in MEASURES}
    coverage = {}
    for name, system in progress(list(systems.items())):
        tops = _tops(system, coming_back, bought)
        values[MEASURES[0]][name] = _recall(tops, coming_back, new)
        shown = np.unique(np.concatenate([top for _, top in tops.items()]))
        coverage[name] = len(shown) / max(1, int((ever > 0).sum()))
    for name, system in _repeating(known, ever, recent).items():
        values[MEASURES[1]][name] = _recall(_tops(system, coming_back), coming_back, held)
    for name, scores in {"popular ever": ever, "popular lately": recent}.items():
        values[MEASURES[2]][name] = _recall(_tops(_always(scores), first), first, held)
    values[MEASURES[2]][OURS] = values[MEASURES[2]]["popular lately"]
    judged = {MEASURES[0]: (coming_back, new), MEASURES[1]: (coming_back, held)}
    judged[MEASURES[2]] = (first, held)
    units = {
        measure: [nameless(lines.buyers[buyer]) for buyer, _ in _wanted(*of)]
        for measure, of in judged.items()
    }
    return RecommendEvaluation(len(known), values, coverage, units)


def parted(lines: Lines, days: float) -> tuple[Lines, Any]:
    """The lines before the last ``days``, and who bought what in these, as a sparse matrix."""
    early = lines.age >= days
    if not early.any() or early.all():
        raise NothingToForetell(
            f"The orders do not reach from before the last {days:g} days until now; hold out "
            "fewer with --days, or wait for more orders."
        )
    known = replace(
        lines,
        buyer=lines.buyer[early],
        product=lines.product[early],
        basket=lines.basket[early],
        age=lines.age[early] - days,
    )
    late = ~early & (lines.buyer >= 0)
    shape = (len(lines.buyers), len(lines.products))
    return known, ones(lines.buyer[late], lines.product[late], shape)


def _systems(bought: Any, known: Lines, ever: Scores, recent: Scores) -> dict[str, System]:
    chance = np.random.default_rng(SEED).random(len(ever)).astype(np.float32)
    pairs = neighbours(known)
    square = (len(ever), len(ever))
    ours = sparse.csr_array((pairs.weight, (pairs.source, pairs.target)), shape=square)
    # Where nobody speaks for enough products, popular ones follow.
    last = recent / max(1.0, float(recent.max(initial=0.0))) * 1e-6
    norm = sparse.diags_array(1 / np.sqrt(np.maximum(ever, 1)).astype(np.float32))
    cosine = ((norm @ (bought.T @ bought)) @ norm).tocsr()
    return {
        "random": _always(chance),
        "popular ever": _always(ever),
        "popular lately": _always(recent),
        "ItemKNN": lambda buyers: np.asarray((bought[buyers] @ cosine).toarray()),
        OURS: lambda buyers: np.asarray((bought[buyers] @ ours).toarray()) + last,
    }


def _repeating(known: Lines, ever: Scores, recent: Scores) -> dict[str, System]:
    """Ways to rank what a buyer may buy again, by how often they bought it."""
    on = known.buyer >= 0
    once = np.unique(np.stack([known.buyer[on], known.product[on], known.basket[on]]), axis=1)
    newest = np.full(int(known.basket.max(initial=-1)) + 1, np.inf, np.float32)
    np.minimum.at(newest, known.basket, known.age)
    shape = (len(known.buyers), len(known.products))
    weight = np.exp2(-newest[once[2]] / HALF_LIFE).astype(np.float32)
    counts = sparse.csr_array((np.ones(len(weight), np.float32), (once[0], once[1])), shape=shape)
    faded = sparse.csr_array((weight, (once[0], once[1])), shape=shape)
    current = (1.0 + recent) ** LATELY
    return {
        "popular ever": _always(ever),
        "own counts": lambda buyers: np.asarray(counts[buyers].toarray()),
        OURS: lambda buyers: np.asarray(faded[buyers].toarray() * current),
    }


def _always(scores: Scores) -> System:
    return lambda buyers: np.tile(scores, (len(buyers), 1))


def _sum(bought: Any) -> Scores:
    return np.asarray(bought.sum(axis=0), np.float32).ravel()


def _tops(
    system: System, buyers: NDArray[np.intp], without: Any = None
) -> dict[int, NDArray[np.intp]]:
    """The best products of each buyer, apart from those that ``without`` has of theirs."""
    return dict(_ranked(system, buyers, without))


def _ranked(
    system: System, buyers: NDArray[np.intp], without: Any
) -> Iterator[tuple[int, NDArray[np.intp]]]:
    for start in range(0, len(buyers), PART):
        part = buyers[start : start + PART]
        scores = np.array(system(part), np.float64)
        if without is not None:
            scores[without[part].nonzero()] = -np.inf
        order = np.argsort(-scores, axis=1, kind="stable")[:, :TOP]
        yield from zip(part.tolist(), order, strict=True)


def _recall(
    tops: Mapping[int, NDArray[np.intp]], buyers: NDArray[np.intp], wanted: Any
) -> list[float]:
    """Hits among ten, of ten or of as many as there are, for buyers who bought any."""
    return [
        len(of.intersection(tops[buyer].tolist())) / min(TOP, len(of))
        for buyer, of in _wanted(buyers, wanted)
    ]


def _wanted(buyers: NDArray[np.intp], wanted: Any) -> Iterator[tuple[int, set[int]]]:
    """Those of ``buyers`` who bought any, with what they did."""
    rows = sparse.csr_array(wanted)
    rows.eliminate_zeros()
    for buyer in buyers.tolist():
        if of := set(rows.indices[rows.indptr[buyer] : rows.indptr[buyer + 1]].tolist()):
            yield buyer, of
