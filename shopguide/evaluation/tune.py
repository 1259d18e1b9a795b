"""Weights of the legs learned from judgments, by kind of query, and never for one query alone.

For each kind a grid of weights is tried by five-fold cross-validation over queries; what is
reported is measured on queries that the weights were not chosen by.
"""

import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Count

from shopguide.catalogue.guide import ProductGuide
from shopguide.models import Click, FusionWeights
from shopguide.search import QueryError, search
from shopguide.search.sentence import Reading
from shopguide.search.statement import RRF_K
from shopguide.search.weights import Fusion, fusion_for, kind_of

from .judgments import Judgments
from .measures import bootstrap, mean, ndcg

#: Weights of the two legs that are tried; 0 does not ask a leg at all.
GRID = tuple(
    [Fusion(1.0, vector) for vector in (0.0, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0)]
    + [Fusion(0.25, 1.0), Fusion(0.0, 1.0)]
)
FOLDS = 5
SEED = 5
DEPTH = 1000
#: Fewer queries of a kind say nothing; they go by the weights of all queries.
LEAST_QUERIES = 20
#: A query is judged by clicks once it was shown with so many of them.
LEAST_CLICKS = 3

Legs = dict[str, dict[str, int]]


@dataclass(frozen=True)
class Learned:
    """Weights for one kind of query. ``held_out`` is nDCG@10 on queries that had no say, with its
    interval and its spread over folds; ``before`` the same queries under the weights in use."""

    kind: str
    queries: int
    fusion: Fusion
    held_out: float
    low: float
    high: float
    folds: list[float]
    before: float

    @property
    def is_better(self) -> bool:
        return self.held_out > self.before


def learn(
    guide: ProductGuide,
    judgments: Judgments,
    progress: Callable[[Iterable[str]], Iterable[str]] = iter,
) -> list[Learned]:
    """What the judgments teach: for all queries, then for each kind that has enough."""
    ranks = {query: _ranks(guide, query) for query in progress(list(judgments))}
    kinds: dict[str, list[str]] = defaultdict(list)
    for query in judgments:
        kinds["all"].append(query)
        kinds[kind_of(query)].append(query)
    return [
        _learn(guide, kind, queries, ranks, judgments)
        for kind, queries in sorted(kinds.items())
        if kind == "all" or len(queries) >= LEAST_QUERIES
    ]


def _ranks(guide: ProductGuide, query: str) -> Legs:
    """``{leg: {product: rank}}`` of one query, each leg asked alone."""
    found: Legs = {}
    for leg, fusion in (("lexical", Fusion(1.0, 0.0)), ("vector", Fusion(0.0, 1.0))):
        try:
            hits = search(guide, query, limit=DEPTH, fusion=fusion).hits
        except QueryError:
            hits = []
        found[leg] = {str(hit.pk): hit.rank for hit in hits}
    return found


def fused(legs: Mapping[str, Mapping[str, int]], fusion: Fusion) -> list[str]:
    """The ranking that search would give, from the legs' ranks."""
    scores: dict[str, float] = defaultdict(float)
    for leg, weight in (("lexical", fusion.lexical), ("vector", fusion.vector)):
        for product, rank in legs[leg].items() if weight else ():
            scores[product] += weight / (RRF_K + rank)
    return sorted(scores, key=lambda product: (-scores[product], product))


def _learn(
    guide: ProductGuide,
    kind: str,
    queries: Sequence[str],
    ranks: Mapping[str, Legs],
    judgments: Judgments,
) -> Learned:
    values = {
        fusion: {query: ndcg(fused(ranks[query], fusion), judgments[query]) for query in queries}
        for fusion in GRID
    }
    shuffled = list(queries)
    random.Random(SEED).shuffle(shuffled)  # noqa: S311
    folds = [shuffled[n::FOLDS] for n in range(min(FOLDS, len(shuffled)))]
    held_out: dict[str, float] = {}
    means = []
    for fold in folds:
        taught = [query for query in queries if query not in fold] or list(fold)
        chosen = _best(values, taught)
        told = {query: values[chosen][query] for query in fold}
        held_out |= told
        means.append(mean(told))
    low, high = bootstrap(list(held_out.values()))
    now = {query: fusion_for(guide, Reading(query)) for query in queries}
    before = {query: ndcg(fused(ranks[query], now[query]), judgments[query]) for query in queries}
    return Learned(
        kind, len(queries), _best(values, queries), mean(held_out), low, high, means, mean(before)
    )


def _best(values: Mapping[Fusion, Mapping[str, float]], queries: Sequence[str]) -> Fusion:
    """The best weights for these queries; of equals the first, which asks for least."""
    return max(GRID, key=lambda fusion: mean({query: values[fusion][query] for query in queries}))


def judgments_from_clicks(guide: ProductGuide) -> Judgments:
    """Judgments of what shoppers clicked: how often, up to 3. What was passed over above a click
    is judged 0 (Joachims, "Optimizing Search Engines using Clickthrough Data", 2002)."""
    clicks = Click.objects.filter(exposure__guide=guide.name).select_related("exposure")
    found: Judgments = defaultdict(lambda: defaultdict(int))
    for click in clicks.order_by("exposure_id"):
        graded = found[click.exposure.query]
        graded[click.object_id] += 1
        for shown in click.exposure.shown:
            if shown["pk"] == click.object_id:
                break
            graded.setdefault(shown["pk"], 0)
    counted = (
        clicks.order_by()
        .values("exposure__query")
        .annotate(n=Count("pk"))
        .filter(n__gte=LEAST_CLICKS)
    )
    enough = set(counted.values_list("exposure__query", flat=True))
    return {
        query: {product: min(3, grade) for product, grade in graded.items()}
        for query, graded in found.items()
        if query in enough
    }


def store(guide: ProductGuide, learned: Sequence[Learned], source: str) -> FusionWeights:
    """Keep what was learned, not yet in use. Kinds that it does not better keep what they have."""
    weights: dict[str, Any] = {}
    for each in learned:
        if each.is_better:
            weights[each.kind] = each.fusion.legs
    return FusionWeights.objects.create(
        guide=guide.name,
        weights=weights,
        source=source[:200],
        report={
            each.kind: {**vars(each), "fusion": each.fusion.legs, "is_better": each.is_better}
            for each in learned
        },
    )


def use(weights: FusionWeights) -> None:
    """Put these weights to use in place of those of the same guide."""
    with transaction.atomic():
        FusionWeights.objects.filter(guide=weights.guide, in_use=True).update(in_use=False)
        weights.in_use = True
        weights.save(update_fields=["in_use"])
