"""A large shop made of the demo's real products, with words and vectors stored as shopguide does.

Products beyond the real ones are variants: another SKU, a seeded price and a model number in the
name. At most ``ENCODED`` real texts (name, brand, category, description) are encoded; every product
has one of these vectors with a little seeded noise, normalised again, so that the HNSW index meets
clusters rather than uniform noise. Where there are more real products than that, neighbours in the
file share a vector: good for timing, of no use for judging what is found.
"""

import gzip
import json
import random
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scratch import say

from shopguide.catalogue.guide import ProductGuide

SEED = 11
ENCODED = 2000
#: Length of the noise beside a unit vector: cosine between a product and its variant about 0.98.
NOISE = 0.2
CHUNK = 2000


def real_rows(path: Path) -> list[dict[str, Any]]:
    """The products of a file in the demo's form or in Icecat's, in the demo's form."""
    from storefront.data.build import icecat_product

    with gzip.open(path, "rt") if path.suffix == ".gz" else path.open() as lines:
        rows = [json.loads(line) for line in lines]
    return [row if "sku" in row else icecat_product(row) for row in rows]


def varied(rows: list[dict[str, Any]], n: int) -> Iterator[dict[str, Any]]:
    """``n`` rows: the real ones, then variants of them in turn."""
    choice = random.Random(SEED)
    for number in range(n):
        row = rows[number % len(rows)]
        if number < len(rows):
            yield row
            continue
        model = f"{choice.choice('ABCDEFGHKLMNPRSTVX')}{choice.randrange(100, 9999)}"
        price = Decimal(row["price"]) * Decimal(choice.uniform(0.6, 1.6))
        changed = {"sku": f"{row['sku']}-{number}", "name": f"{row['name']} {model}"}
        yield {**row, **changed, "price": f"{price:.2f}", "stock": choice.randrange(20)}


class Shop:
    """The storefront's tables, made to grow."""

    def __init__(self, guide: ProductGuide, rows: list[dict[str, Any]]) -> None:
        from storefront.load import _brands, _categories

        self.guide, self.rows, self.size = guide, rows, 0
        self.categories = _categories()
        self.brands = _brands(row["brand"] for row in rows if row["brand"])
        self.noise = np.random.default_rng(SEED)
        self.vectors = _real_vectors(guide, rows)

    def grow(self, n: int) -> None:
        """Store products up to ``n`` with words and vectors, build the index anew, vacuum."""
        from django.db import connection

        from shopguide.search.index import count_terms
        from shopguide.vectors.indexes import index_state
        from storefront.load import _product

        rows = list(varied(self.rows, n))
        products = [_product(row, self.categories, self.brands) for row in rows[self.size :]]
        indexes = [index_state(self.guide, alias) for alias in self.guide.encoders()]
        with connection.cursor() as cursor:
            for index in filter(None, indexes):
                cursor.execute(f"DROP INDEX {index.name}")
        for start in range(0, len(products), CHUNK):
            self._add(products[start : start + CHUNK])
            say(f"  {self.size:,} of {n:,} products")
        count_terms(self.guide)
        _index(self.guide)

    def _add(self, products: list[Any]) -> None:
        from shopguide.search.index import WordWork

        words, model = WordWork(), self.guide.model
        pks = [product.pk for product in model._default_manager.bulk_create(products)]
        words.write(self.guide, words.prepare(self.guide, pks), pks)
        numbers = range(self.size, self.size + len(pks))
        for alias, vectors in self.vectors.items():
            moved = _around(vectors, numbers, len(self.rows), self.noise)
            _store(self.guide, alias, pks, moved)
        self.size += len(pks)


def _real_vectors(
    guide: ProductGuide, rows: list[dict[str, Any]]
) -> dict[str, NDArray[np.float32]]:
    from shopguide.backends import encoders

    texts = [f"{row['name']}. {row['description']}" for row in rows[:: -(-len(rows) // ENCODED)]]
    say(f"  encoding {len(texts):,} texts")
    return {alias: encoders[alias].encode(texts) for alias in guide.text_encoders()}


def _around(
    vectors: NDArray[np.float32], numbers: range, real: int, noise: np.random.Generator
) -> NDArray[np.float32]:
    step = -(-real // ENCODED)
    chosen = [number % real // step % len(vectors) for number in numbers]
    drawn = noise.standard_normal((len(chosen), vectors.shape[1]), dtype=np.float32)
    moved = vectors[chosen] + drawn * (NOISE / np.sqrt(vectors.shape[1]))
    normal: NDArray[np.float32] = moved / np.linalg.norm(moved, axis=1, keepdims=True)
    return normal


def _store(guide: ProductGuide, alias: str, pks: list[Any], vectors: NDArray[np.float32]) -> None:
    from shopguide.vectors.store import Stamped
    from shopguide.vectors.stores import store_of

    stamped = [Stamped(vector, "benchmark") for vector in vectors]
    store_of(guide, alias).put(dict(zip(pks, stamped, strict=True)))


def _index(guide: ProductGuide) -> None:
    from django.db import connection

    from shopguide.vectors.indexes import ensure_index
    from storefront.models import Product

    say("  building the index")
    index = next(each for each in Product._meta.indexes if each.name == "product_embedding")
    with connection.schema_editor() as editor:
        editor.add_index(Product, index)
    ensure_index(guide)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
