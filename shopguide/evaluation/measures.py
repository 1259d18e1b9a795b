"""Measures of a ranking, query by query, and how sure their means are.

nDCG: Järvelin & Kekäläinen (2002), with the grade itself as gain, as trec_eval has it.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .judgments import Judgments

MEASURES = ("nDCG@10", "nDCG@10 judged", "recall@100", "MRR")
DRAWS = 2000
SEED = 0

Run = Mapping[str, Sequence[str]]
#: ``{measure: {query: value}}``
Values = dict[str, dict[str, float]]


def measured(run: Run, judgments: Judgments) -> Values:
    """Every measure for every judged query, by ir_measures. "Judged" leaves products without a
    judgment out of the ranking; elsewhere they count as no answer."""
    import ir_measures
    from ir_measures import RR, R, nDCG

    known: dict[Any, str] = {
        nDCG @ 10: "nDCG@10",
        nDCG(judged_only=True) @ 10: "nDCG@10 judged",
        R @ 100: "recall@100",
        RR: "MRR",
    }
    relevant = [
        ir_measures.Qrel(query, product, grade)
        for query, graded in judgments.items()
        for product, grade in graded.items()
    ]
    scored = [
        ir_measures.ScoredDoc(query, product, float(-rank))
        for query, ranking in run.items()
        for rank, product in enumerate(ranking)
    ]
    found: Values = {name: dict.fromkeys(judgments, 0.0) for name in MEASURES}
    for each in ir_measures.iter_calc(list(known), relevant, scored):
        found[known[each.measure]][each.query_id] = float(each.value)
    return found


def ndcg(ranking: Sequence[str], graded: Mapping[str, int], k: int = 10) -> float:
    """nDCG@k of one ranking; 0 where no product answers the query."""
    best = _dcg(sorted(graded.values(), reverse=True)[:k])
    return _dcg([graded.get(product, 0) for product in ranking[:k]]) / best if best else 0.0


def _dcg(gains: Sequence[int]) -> float:
    return float(sum(gain / np.log2(rank + 1) for rank, gain in enumerate(gains, start=1)))


def mean(values: Mapping[str, float]) -> float:
    return sum(values.values()) / len(values) if values else 0.0


def bootstrap(values: Sequence[float], draws: int = DRAWS, seed: int = SEED) -> tuple[float, float]:
    """95 % percentile interval of the mean over queries (Efron & Tibshirani, 1993), seeded."""
    if not values:
        return 0.0, 0.0
    sample: NDArray[np.float64] = np.asarray(values)
    chosen = np.random.default_rng(seed).integers(0, len(sample), (draws, len(sample)))
    low, high = np.percentile(sample[chosen].mean(axis=1), [2.5, 97.5])
    return float(low), float(high)


def duel(ours: Mapping[str, float], theirs: Mapping[str, float]) -> dict[str, Any]:
    """Queries won, tied and lost, and the interval of the mean difference."""
    differences = {query: ours[query] - theirs[query] for query in ours}
    low, high = bootstrap(list(differences.values()))
    return {
        "wins": [query for query, d in differences.items() if d > 1e-6],
        "losses": [query for query, d in differences.items() if d < -1e-6],
        "ties": sum(abs(d) <= 1e-6 for d in differences.values()),
        "difference": mean(differences),
        "low": low,
        "high": high,
    }


def head_and_tail(
    judgments: Judgments, frequency: Mapping[str, int] | None = None
) -> dict[str, list[str]]:
    """Queries that are asked often and seldom: the more frequent half is the head, the rest the
    tail, and there is no middle; of equals the first by text, and a query without a number counts
    as never asked. Length stands in where no frequency is known, since short queries are asked
    more: one word is the head, three and more are the tail."""
    if frequency:
        ordered = sorted(judgments, key=lambda query: (-frequency.get(query, 0), query))
        half = (len(ordered) + 1) // 2
        return {"head": ordered[:half], "middle": [], "tail": ordered[half:]}
    from shopguide.text.language import language_of
    from shopguide.text.segment import pieces

    parts: dict[str, list[str]] = {"head": [], "middle": [], "tail": []}
    for query in judgments:
        # A Chinese word has about two characters, and each is a piece.
        length = len(pieces(query)) / (2 if language_of(query) == "zh-hans" else 1)
        parts["head" if length <= 1 else "middle" if length <= 2 else "tail"].append(query)
    return parts
