"""How well a shop's search ranks, by people's judgments, beside plain rankings of the same texts.

``--products`` and ``--judgments`` are files in Icecat's forms (the demo's form of products is read
too). Rows: ``ideal``, the judged products in the order of their grades, which is the most that any
ranking can reach; ``random``; ``bm25``, bm25s on title and description with English stop words and stems
(Chinese is cut by jieba); ``dense``, exact cosine of an encoder's vectors of the same; ``rrf``,
reciprocal rank fusion (k = 60) of these two, and with half the weight for meaning, for each encoder
of the storefront; ``words`` and ``meaning``, our own legs alone; ``shopguide``, what
``shopguide.search`` gives in the storefront's settings, and the same without its encoder for English;
``shopguide tuned``, with weights chosen by five-fold cross-validation, each query measured under
weights that it had no say in. ``--translations`` names a file of the same queries in Chinese:
``shopguide zh`` asks them of the same catalogue.

    python benchmarks/search.py --products written_by_us.jsonl --judgments judgments_zh.csv

measures the Chinese slice of the demo. Measures by ir_measures: nDCG@10 with unjudged products as
irrelevant (``low`` and ``high``: its 95 % bootstrap interval over queries), the same with judged
products only, and recall@100 (relevance 1 or more), each a mean over queries. A query that no product
answers counts 0 for every ranking.
"""

import csv
import hashlib
import random
import re
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from catalogue import real_rows
from numpy.typing import NDArray
from scratch import DEMO, REPOSITORY, STATE, parser, say, scratch_database, tell

DEPTH = 1000
RRF_K = 60
SEED = 3
PART = 512
HERE = REPOSITORY / "benchmarks"
Run = dict[str, list[str]]
Judgments = Mapping[str, Mapping[str, int]]


def main() -> int:
    options = parser(__doc__)
    options.add_argument("--products", type=Path, default=DEMO / "products.jsonl.gz")
    options.add_argument("--judgments", type=Path, default=DEMO / "judgments.csv")
    options.add_argument("--limit-products", type=int, help="the judged ones and the first others")
    options.add_argument("--translations", type=Path, default=HERE / "queries_zh.csv")
    asked = options.parse_args()
    with scratch_database():
        judged = _judgments(asked.judgments)
        rows = _limited(real_rows(asked.products), judged, asked.limit_products)
        say(f"{len(rows):,} products, {len(judged)} queries")
        runs, tuned = _runs(rows, judged, _translations(asked.translations, judged))
    told = [{"system": name, **_measures(run, judged)} for name, run in runs.items()]
    told += tuned
    vain = sum(not any(graded.values()) for graded in judged.values())
    n = {"products": len(rows), "queries": len(judged), "queries without an answer": vain}
    tell("search", n, told, asked.format)
    return 0


def _judgments(path: Path) -> Judgments:
    found: dict[str, dict[str, int]] = defaultdict(dict)
    with path.open(newline="") as file:
        for row in csv.DictReader(file):
            name = row["docid"]
            found[row["query"]][f"icecat-{name}" if name.isdecimal() else name] = int(row["rating"])
    return found


def _translations(path: Path, judged: Judgments) -> dict[str, str]:
    with path.open(newline="") as file:
        return {row["query"]: row["zh"] for row in csv.DictReader(file) if row["query"] in judged}


def _limited(
    rows: list[dict[str, Any]], judged: Judgments, limit: int | None
) -> list[dict[str, Any]]:
    if limit is None:
        return rows
    kept = {sku for products in judged.values() for sku in products}
    return sorted(rows, key=lambda row: row["sku"] not in kept)[: max(limit, len(kept))]


def _runs(
    rows: list[dict[str, Any]], judged: Judgments, translations: dict[str, str]
) -> tuple[dict[str, Run], list[dict[str, Any]]]:
    from shopguide.backends import encoders
    from shopguide.catalogue.registry import registry
    from shopguide.search.weights import Fusion

    guide, queries = registry.get("products"), list(judged)
    skus = [row["sku"] for row in rows]
    pks = _stored(guide, rows)
    order = [pks[sku] for sku in skus]
    vectors = {alias: _vectors(encoders[alias], guide, order) for alias in guide.text_encoders()}
    _index(guide, list(pks.values()), order, vectors)
    choice, words = random.Random(SEED), _bm25(rows, queries)
    same = {query: query for query in queries}
    runs: dict[str, Run] = {
        "ideal": {q: sorted(of, key=lambda sku: -of[sku]) for q, of in judged.items()},
        "random": {query: choice.sample(skus, min(DEPTH, len(skus))) for query in queries},
        "bm25": words,
    }
    for alias, known in vectors.items():
        asked = encoders[alias].encode(queries, kind="query")
        meaning = _best(asked @ known.T, skus, queries)
        runs |= {f"dense {alias}": meaning}
        for share in (1.0, 0.5):
            fused = {query: _fused([words[query], meaning[query]], share) for query in queries}
            runs |= {f"rrf {share:g} {alias}": fused}
    runs |= {
        "words": _shopguide(guide, same, Fusion(1.0, 0.0)),
        "meaning": _shopguide(guide, same, Fusion(0.0, 1.0)),
        "shopguide": _shopguide(guide, same),
        "shopguide, one encoder": _of_one_encoder(guide, same),
    }
    if translations:
        runs["shopguide zh"] = {query: [] for query in queries} | _shopguide(guide, translations)
    return runs, _tuned(guide, judged, pks)


def _tuned(guide: Any, judged: Judgments, pks: dict[str, Any]) -> list[dict[str, Any]]:
    from shopguide.evaluation.tune import learn

    known = {
        query: {str(pks.get(sku, sku)): grade for sku, grade in graded.items()}
        for query, graded in judged.items()
    }
    every = next(each for each in learn(guide, known) if each.kind == "all")
    folds = " ".join(f"{value:.3f}" for value in every.folds)
    weights = f"words {every.fusion.lexical:g}, meaning {every.fusion.vector:g}; folds {folds}"
    row = {"nDCG@10": every.held_out, "low": every.low, "high": every.high}
    return [{"system": "shopguide tuned", **row, "weights": weights}]


def _stored(guide: Any, rows: list[dict[str, Any]]) -> dict[str, Any]:
    from storefront.load import _brands, _categories, _product

    categories = _categories()
    brands = _brands(row["brand"] for row in rows if row["brand"])
    products = [_product(row, categories, brands) for row in rows]
    guide.model._default_manager.bulk_create(products, batch_size=1000)
    return {product.sku: product.pk for product in products}


def _vectors(encoder: Any, guide: Any, pks: Sequence[Any]) -> NDArray[np.float32]:
    """Vectors of the guide's own passages, kept on disk by what they were made from."""
    from shopguide.text.product import passage, texts_of

    texts = texts_of(guide, pks)
    passages = [passage(guide, texts[pk]) for pk in pks]
    told = "\0".join([encoder.revision, *passages]).encode()
    path = STATE / "vectors" / f"{hashlib.sha256(told).hexdigest()[:24]}.npy"
    if not path.exists():
        parts = []
        for start in range(0, len(passages), PART):
            say(f"  encoding {start:,} of {len(passages):,}")
            parts.append(encoder.encode(passages[start : start + PART]))
        path.parent.mkdir(parents=True, exist_ok=True)
        np.save(path, np.concatenate(parts))
    loaded: NDArray[np.float32] = np.load(path)
    return loaded


def _index(
    guide: Any, pks: list[Any], order: list[Any], vectors: Mapping[str, NDArray[np.float32]]
) -> None:
    from shopguide.search.index import WordWork, count_terms
    from shopguide.vectors.store import Stamped
    from shopguide.vectors.stores import store_of

    words = WordWork()
    # Twice, as a shop does: the mean lengths are only sampled until texts have been counted.
    for _ in range(2):
        for start in range(0, len(pks), PART):
            part = pks[start : start + PART]
            words.write(guide, words.prepare(guide, part), part)
        count_terms(guide)
    for alias, rows in vectors.items():
        for start in range(0, len(order), PART):
            stamped = [Stamped(vector, "benchmark") for vector in rows[start : start + PART]]
            store = store_of(guide, alias)
            store.put(dict(zip(order[start : start + PART], stamped, strict=True)))


def _parted(run: re.Match[str]) -> str:
    import jieba

    return f" {' '.join(jieba.cut(run.group()))} "


def _bm25(rows: list[dict[str, Any]], queries: list[str]) -> Run:
    import bm25s
    import snowballstemmer

    stem = snowballstemmer.stemmer("english").stemWords
    texts = [f"{row['name']} {row['description']}" for row in rows]

    def cut(these: list[str]) -> Any:
        # bm25s would take a run of Chinese for one word.
        these = [re.sub("[\u4e00-\u9fff]+", _parted, text) for text in these]
        return bm25s.tokenize(these, stopwords="en", stemmer=stem, show_progress=False)

    ranker = bm25s.BM25()
    ranker.index(cut(texts), show_progress=False)
    depth = min(DEPTH, len(rows))
    found, scores = ranker.retrieve(cut(queries), k=depth, show_progress=False)
    return {
        query: [rows[n]["sku"] for n, score in zip(numbers, given, strict=True) if score > 0]
        for query, numbers, given in zip(queries, found, scores, strict=True)
    }


def _best(similarity: NDArray[np.float32], skus: list[str], queries: list[str]) -> Run:
    order = np.argsort(-similarity, axis=1, kind="stable")[:, :DEPTH]
    return {query: [skus[n] for n in row] for query, row in zip(queries, order, strict=True)}


def _fused(rankings: Sequence[Sequence[str]], second: float = 1.0) -> list[str]:
    scores: dict[str, float] = defaultdict(float)
    for ranking, weight in zip(rankings, (1.0, second), strict=True):
        for rank, sku in enumerate(ranking, start=1):
            scores[sku] += weight / (RRF_K + rank)
    return sorted(scores, key=lambda sku: -scores[sku])[:DEPTH]


def _shopguide(guide: Any, asked: Mapping[str, str], fusion: Any = None) -> Run:
    from shopguide.search import search

    found = {}
    for query, typed in asked.items():
        results = search(guide, typed, limit=DEPTH, fusion=fusion, read=fusion is None)
        found[query] = [hit.product.sku for hit in results.hits]
    return found


def _of_one_encoder(guide: Any, asked: Mapping[str, str]) -> Run:
    """What a shop gets that leaves out ``language_encoders``."""
    guide.language_encoders, declared = {}, guide.language_encoders
    try:
        return _shopguide(guide, asked)
    finally:
        guide.language_encoders = declared


def _measures(run: Run, judged: Judgments) -> dict[str, float]:
    from ir_measures import Qrel, R, ScoredDoc, calc_aggregate, nDCG

    from shopguide.evaluation.measures import bootstrap, ndcg

    measures = {
        "nDCG@10": nDCG @ 10,
        "nDCG@10 judged": nDCG(judged_only=True) @ 10,
        "recall@100": R @ 100,
    }
    relevant = [Qrel(q, sku, rating) for q, of in judged.items() for sku, rating in of.items()]
    scored = [
        ScoredDoc(query, sku, float(-rank))
        for query, ranking in run.items()
        for rank, sku in enumerate(ranking)
    ]
    found = calc_aggregate(measures.values(), relevant, scored)
    told = {name: float(found[measure]) for name, measure in measures.items()}
    low, high = bootstrap([ndcg(run[query], judged[query]) for query in judged])
    return {**told, "low": low, "high": high}


if __name__ == "__main__":
    sys.exit(main())
