"""How long a search, similar products, a suggestion and strips take at several sizes of a shop.

One scratch database grows through the sizes, filled with the demo's real products and variants of them
(see catalogue.py). Queries are the judged ones and sentences in English and Chinese. Milliseconds are
those of the Python call in this process, which waits for PostgreSQL. Every query is encoded first
and timed alone; "search" is then its first search, with the vector at hand, and "search, encoding
too" the sum of both. "search again" repeats the same queries, whose pages are in memory by then.
Strips are those of as many shoppers, out of --events events (see behaviour.py).
"""

import csv
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from behaviour import fill
from catalogue import Shop, real_rows
from scratch import DEMO, parser, say, scratch_database, tell

SENTENCES = (
    "I'm looking for a budget smartphone with a good camera.",
    "a light laptop for travel with a long battery life",
    "noise cancelling headphones for the train under $200",
    "a quiet colour printer for a small office",
    "which camera is good for a beginner?",
    "想买一部便宜、拍照好的手机",
    "适合学生的轻薄笔记本电脑",
    "降噪耳机 坐地铁用",
    "500 元以下的平板电脑",
    "拍照好的相机推荐",
)
KINDS = ("", " for my father", " in black", " for the office")
CATEGORIES = ("Laptops", "Smartphones", "Headphones")
Timed = tuple[str, list[float]]


def main() -> int:
    options = parser(__doc__)
    options.add_argument("--products", type=int, nargs="+", default=[3000, 20_000, 100_000])
    options.add_argument("--data", type=Path, default=DEMO / "products.jsonl.gz")
    options.add_argument("--judgments", type=Path, default=DEMO / "judgments.csv")
    options.add_argument("--queries", type=int, default=200)
    options.add_argument("--events", type=int, default=1_000_000)
    options.add_argument("--only", choices=["search", "strips"], help="leave the other out")
    asked = options.parse_args()
    questions = queries(asked.judgments)[: asked.queries]
    rows: list[dict[str, Any]] = []
    with scratch_database():
        from shopguide.catalogue.registry import registry

        shop = Shop(registry.get("products"), real_rows(asked.data))
        for n in sorted(asked.products):
            rows += measured(shop, n, questions, asked)
    tell("latency", asked.products, rows, asked.format)
    return 0


def queries(path: Path) -> list[str]:
    """The sentences and the judged queries, then these with a few words more."""
    with path.open(newline="") as file:
        judged = list(dict.fromkeys(row["query"] for row in csv.DictReader(file)))
    return [f"{query}{more}" for more in KINDS for query in (*SENTENCES, *judged)]


def measured(shop: Shop, n: int, questions: Sequence[str], asked: Any) -> list[dict[str, Any]]:
    """Rows for a shop that has grown to ``n`` products."""
    say(f"{n:,} products")
    start = time.perf_counter()
    shop.grow(n)
    _plain_index()
    grown = {"n": n, "system": "growing to this size", "s": time.perf_counter() - start}
    timed: list[Timed] = []
    if asked.only != "strips":
        timed += _timed(shop.guide, questions)
    if asked.only != "search":
        timed += _strips(shop.guide, asked.events, asked.queries)
    rows = [_row(n, system, taken) for system, taken in timed]
    return [*rows, *_sizes(n), grown]


def _timed(guide: Any, questions: Sequence[str]) -> Iterator[Timed]:
    from decimal import Decimal

    from shopguide.search import Filters, search
    from shopguide.search.query import query_vector
    from shopguide.search.similar import similar
    from shopguide.suggest import suggest
    from storefront.models import Category

    search(guide, "warm up")
    search(guide, "热身")
    query_vector.cache_clear()
    encoded = [_encoded(guide, query) for query in questions]
    encoding = _each(encoded, lambda call: call())
    first = _each(questions, lambda query: search(guide, query))
    yield "encoding the query", encoding
    yield "search", first
    yield "search, encoding too", [sum(both) for both in zip(encoding, first, strict=True)]
    yield "search again", _each(questions, lambda query: search(guide, query))
    yield (
        "search with facets",
        _each(questions, lambda query: search(guide, query, facets=True)),
    )
    yield "pgvector alone", _each(encoded, lambda call: _meaning_alone(guide, call))
    yield "plain full text", _each(questions, _plain_full_text)
    yield "words alone", _each(questions, lambda query: _words_alone(guide, query))
    category = Category.objects.filter(name__in=CATEGORIES).first() or Category.objects.first()
    of_one = Filters(category=category.name if category else None)
    yield "search in a category", _each(questions, lambda q: search(guide, q, filters=of_one))
    cheap = Filters(price_max=Decimal(300), in_stock=True)
    yield (
        "search under a price",
        _each(questions, lambda q: search(guide, q, filters=cheap, ignore=["price", "level"])),
    )
    pks = list(guide.products().order_by("sku").values_list("pk", flat=True)[: len(questions)])
    yield "similar", _each(pks, lambda pk: similar(guide, pk))
    yield "suggestion", _each(questions, lambda query: suggest(guide, query, writer="plain"))


def _strips(guide: Any, events: int, n: int) -> Iterator[Timed]:
    """Each for shoppers that were not asked for before; exposures are written as on a page."""
    from shopguide.events.shopper import Shopper
    from shopguide.recommend import because_you_viewed, bought_together, recommend

    keys = [key.partition(":")[2] for key in fill(guide, events)]
    known = [Shopper(user_pk=key, personal=True) for key in keys]
    pks = list(guide.products().order_by("sku").values_list("pk", flat=True)[:n])
    recommend(known[-1], guide)
    yield "recommendation", _each(known[:n], lambda shopper: recommend(shopper, guide))
    yield "recommendation of nobody", _each(range(n), lambda seed: recommend(Shopper(), guide))
    yield "recommendation again", _each(known[:n], lambda shopper: recommend(shopper, guide))
    yield (
        "because you viewed",
        _each(known[n : 2 * n], lambda shopper: because_you_viewed(shopper, guide)),
    )
    yield "bought together", _each(pks, lambda pk: bought_together(guide, pk))


def _words_alone(guide: Any, query: str) -> None:
    from shopguide.search import Filters
    from shopguide.search.legs import lexical
    from shopguide.search.terms import terms_of
    from shopguide.search.vocabulary import vocabulary_of

    found = lexical(guide, terms_of(vocabulary_of(guide), query), Filters())
    list(found[:200] if found is not None else [])


def _encoded(guide: Any, query: str) -> "partial[Any]":
    """Encodes what a search for ``query`` looks up by meaning, with the encoder of its language."""
    from shopguide.search.query import query_vector, read_query
    from shopguide.search.sentence import read_sentence
    from shopguide.search.vocabulary import vocabulary_of
    from shopguide.text.language import language_of
    from shopguide.vectors.stores import store_of

    text = read_sentence(vocabulary_of(guide), read_query(query)).rest
    store = store_of(guide, guide.encoder_for(language_of(text)))
    return partial(query_vector, store.encoder, store.revision, text)


def _meaning_alone(guide: Any, encoded: "partial[Any]") -> None:
    """What a shop would write by hand: the 24 nearest by the HNSW index, and the products."""
    from shopguide.vectors.stores import store_of

    alias = encoded.args[0]
    guide.products().in_bulk([each.pk for each in store_of(guide, alias).near(encoded(), 24)])


def _plain_full_text(query: str) -> None:
    """PostgreSQL's own full text search over name and description, ranked, with a count."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "WITH asked AS (SELECT replace(plainto_tsquery('english', %s)::text, '&', '|')::tsquery"
            " AS words), found AS MATERIALIZED (SELECT id, ts_rank(plain, words) AS rank"
            " FROM benchmark_plain, asked WHERE plain @@ words)"
            " SELECT (SELECT count(*) FROM found), array(SELECT id FROM found"
            " ORDER BY rank DESC, id LIMIT 24)",
            [query],
        )
        _, pks = cursor.fetchone()
    from storefront.models import Product

    Product.objects.filter(is_public=True).in_bulk(pks)


def _plain_index() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS benchmark_plain")
        cursor.execute(
            "CREATE TABLE benchmark_plain AS SELECT id, to_tsvector('english', name || ' ' ||"
            " description) AS plain FROM storefront_product"
        )
        cursor.execute("CREATE INDEX ON benchmark_plain USING gin (plain)")
        cursor.execute("ANALYZE benchmark_plain")


def _each(asked: Sequence[Any], call: Callable[[Any], Any]) -> list[float]:
    taken = []
    for each in asked:
        start = time.perf_counter()
        call(each)
        taken.append(1000 * (time.perf_counter() - start))
    return taken


def _row(n: int, system: str, taken: list[float]) -> dict[str, Any]:
    p50, p95 = (float(np.percentile(taken, share)) for share in (50, 95))
    row = {"n": n, "system": system, "p50 ms": p50, "p95 ms": p95, "most ms": max(taken)}
    say(f"  {system}: p50 {p50:.1f} ms, p95 {p95:.1f} ms")
    return row


def _sizes(n: int) -> Iterator[dict[str, Any]]:
    from django.db import connection

    relations = ("product_embedding", "storefront_product", "shopguide_document")
    with connection.cursor() as cursor:
        for relation in relations:
            cursor.execute("SELECT pg_total_relation_size(to_regclass(%s))", [relation])
            yield {"n": n, "system": relation, "MiB": cursor.fetchone()[0] / 2**20}


if __name__ == "__main__":
    sys.exit(main())
