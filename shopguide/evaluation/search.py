"""Search measured beside random, each leg, and plain fusions of the legs, in one run."""

import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.core.exceptions import FieldError

from shopguide.catalogue.guide import ProductGuide
from shopguide.search import QueryError, search
from shopguide.search.weights import Fusion

from .judgments import JudgmentError, Judgments
from .measures import MEASURES, Values, bootstrap, duel, head_and_tail, mean, measured

DEPTH = 1000
SEED = 3
System = Callable[[str], Sequence[str]]
OURS = "shopguide"
#: Constraints are for the system that is measured as a whole; a leg ranks and excludes nothing.
FUSIONS = {
    "lexical": Fusion(1.0, 0.0),
    "vector": Fusion(0.0, 1.0),
    "rrf": Fusion(1.0, 1.0),
    "rrf 0.5": Fusion(1.0, 0.5),
}


@dataclass(frozen=True)
class Evaluation:
    """``values`` by system, measure and query; ``unknown`` judged products that are not visible."""

    judgments: Judgments
    values: dict[str, Values]
    parts: dict[str, list[str]]
    unknown: int = 0

    def rows(self) -> list[dict[str, Any]]:
        """One row per system: each measure, ``intervals`` as ``{measure: [low, high]}``, nDCG@10's
        own as ``low`` and ``high``, and nDCG@10 by head and tail."""
        return [self._row(name, values) for name, values in self.values.items()]

    def _row(self, system: str, values: Values) -> dict[str, Any]:
        row: dict[str, Any] = {"system": system}
        for measure in MEASURES:
            row[measure] = mean(values[measure])
        intervals = {name: list(bootstrap(list(values[name].values()))) for name in MEASURES}
        row["low"], row["high"] = intervals["nDCG@10"]
        row["intervals"] = intervals
        for part, queries in self.parts.items():
            if queries:
                row[part] = mean({query: values["nDCG@10"][query] for query in queries})
        return row

    def duels(self) -> dict[str, dict[str, Any]]:
        """Ours against every other system, by nDCG@10."""
        if OURS not in self.values:
            return {}
        ours = self.values[OURS]["nDCG@10"]
        return {
            name: duel(ours, values["nDCG@10"])
            for name, values in self.values.items()
            if name != OURS
        }


def evaluate(
    judgments: Judgments,
    systems: Mapping[str, System],
    progress: Callable[[Iterable[str]], Iterable[str]] = iter,
    frequency: Mapping[str, int] | None = None,
) -> Evaluation:
    """Run every query through every system and measure what comes out. ``frequency``, how often
    each query is asked, parts head and tail; without it their length does."""
    values = {}
    for name, system in systems.items():
        run = {query: list(system(query)) for query in progress(list(judgments))}
        values[name] = measured(run, judgments)
    return Evaluation(judgments, values, head_and_tail(judgments, frequency))


def known_judgments(
    guide: ProductGuide, judgments: Judgments, key: str = "pk"
) -> tuple[Judgments, int]:
    """``judgments`` by the products' keys as text, and how many of them name no visible product.
    ``key`` is the column that the judgments name products by. Raises JudgmentError."""
    judged = {product for graded in judgments.values() for product in graded}
    pks: dict[str, str] = {}
    for value, pk in _named(guide, key):
        # Else a find of the other product would count as a miss.
        if value in judged and pks.setdefault(value, pk) != pk:
            raise JudgmentError(
                f"Several visible products have the {key} {value!r}; name a column with --key that "
                "tells products apart."
            )
    unknown = sum(product not in pks for graded in judgments.values() for product in graded)
    total = sum(map(len, judgments.values()))
    if unknown == total:
        raise JudgmentError(
            f"None of {total} judged products is a visible product of the guide {guide.name!r}; "
            "name the column that the file uses with --key."
        )
    # An unknown product stays: it is an answer that nobody can find, for every system alike.
    return {
        query: {pks.get(product, f"?{product}"): grade for product, grade in graded.items()}
        for query, graded in judgments.items()
    }, unknown


def _named(guide: ProductGuide, key: str) -> list[tuple[str, str]]:
    try:
        rows = list(guide.products().values_list(key, "pk"))
    except FieldError as error:
        raise JudgmentError(
            f"{guide.model.__name__} has no column {key!r}; name one of its columns with --key."
        ) from error
    return [(str(value), str(pk)) for value, pk in rows if value is not None]


def systems_of(guide: ProductGuide, depth: int = DEPTH) -> dict[str, System]:
    """Random, the legs, plain fusions and ours, each a function of the query."""
    every = [str(pk) for pk in guide.products().order_by("pk").values_list("pk", flat=True)]
    systems: dict[str, System] = {"random": partial(_random, every, depth)}
    for name, fusion in FUSIONS.items():
        systems[name] = partial(_searched, guide, depth, fusion)
    systems[OURS] = partial(_searched, guide, depth, None)
    return systems


def _random(every: list[str], depth: int, query: str) -> list[str]:
    return random.Random(f"{SEED} {query}").sample(every, min(depth, len(every)))  # noqa: S311


def _searched(guide: ProductGuide, depth: int, fusion: Fusion | None, query: str) -> list[str]:
    try:
        found = search(guide, query, limit=depth, fusion=fusion, read=fusion is None)
    except QueryError:
        return []
    return [str(hit.pk) for hit in found.hits]
