"""Whether a product that came today finds its like: the nearest other product is of its category.

Nobody has bought or seen a new product, so its neighbours come from its own text, facts and picture.
``--dummyjson`` is a file in the form of dummyjson's products, ``--saleor`` a folder with products.json
and images/. The category is never given to the shop: it is what is to be found. Rows for texts:
``random``; ``e5 frozen``, the default encoder on title and description; ``e5 with tags``, the tags
appended to that text; ``shopguide without tags``; ``shopguide without the tags that name the
category``; ``shopguide``, where the shop declares its tags as facts. Rows for pictures: ``random``;
``efficientnet frozen``, exact cosine of pooled features; ``shopguide text``, ``shopguide picture``
and ``shopguide``, which uses both. Each picture of a product is a variant, and variants of one
product are no answers for one another; only what has another product of its category is counted.

    python benchmarks/new_products.py --dummyjson products.json --saleor saleor/

``P@1``: share whose nearest other product is of the same category, with ``low`` and ``high``, its 95 %
Wilson interval.
"""

import json
import random
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scratch import parser, say, scratch_database, tell

SEED = 5
Row = dict[str, Any]


def main() -> int:
    options = parser(__doc__)
    options.add_argument("--dummyjson", type=Path)
    options.add_argument("--saleor", type=Path)
    asked = options.parse_args()
    if not (asked.dummyjson or asked.saleor):
        options.error("give --dummyjson FILE, --saleor FOLDER or both")
    rows, n = [], {}
    with scratch_database():
        if asked.dummyjson:
            told = _texts(json.loads(asked.dummyjson.read_text()))
            rows += told
            n["texts"] = told[0]["of"]
        if asked.saleor:
            told = _pictures(asked.saleor)
            rows += told
            n["pictures"] = told[0]["of"]
    tell("new products", n, rows, asked.format)
    return 0


def _texts(products: list[Row]) -> list[Row]:
    from shopguide.backends import encoders

    categories = [row["category"] for row in products]
    titled = [f"{row['title']}. {row['description']}" for row in products]
    tagged = [
        f"{text}. {', '.join(row['tags'])}" for text, row in zip(titled, products, strict=True)
    ]
    say(f"{len(products)} texts")
    found = {
        "random": _random(categories),
        "e5 frozen": _nearest(encoders["default"].encode(titled)),
        "e5 with tags": _nearest(encoders["default"].encode(tagged)),
        "shopguide without tags": _by_guide(_dummyjson(products, lambda row: [])),
        "shopguide without the tags that name the category": _by_guide(
            _dummyjson(products, _not_the_category)
        ),
        "shopguide": _by_guide(_dummyjson(products, lambda row: row["tags"])),
    }
    return [_measured("text", name, near, categories, categories) for name, near in found.items()]


def _not_the_category(row: Row) -> list[str]:
    def said(text: str) -> set[str]:
        return set(re.findall("[a-z]+", re.sub("(wo)?mens", "", text.lower()))) or {text}

    return [tag for tag in row["tags"] if said(tag) != said(row["category"])]


def _dummyjson(products: list[Row], tags: Callable[[Row], list[str]]) -> list[Row]:
    return [
        {
            "name": row["title"],
            "description": row["description"],
            "brand": row.get("brand", ""),
            "specs": {"Tags": ", ".join(tags(row))},
        }
        for row in products
    ]


def _pictures(folder: Path) -> list[Row]:
    from shopguide.backends import encoders
    from shopguide.encoders.base import PictureEncoder

    rows = _saleor(folder)
    say(f"{len(rows)} pictures of {len({row['family'] for row in rows})} products")
    encoder = encoders["image"]
    assert isinstance(encoder, PictureEncoder)
    categories, groups = [r["category"] for r in rows], [r["family"] for r in rows]
    vectors = encoder.encode_pictures([row["file"] for row in rows])
    found = {
        "random": _random(groups),
        "efficientnet frozen": _nearest(vectors, groups),
        "shopguide text": _by_guide(rows, by=("vector",)),
        "shopguide picture": _by_guide(rows, by=("picture",)),
        "shopguide": _by_guide(rows),
    }
    return [_measured("picture", name, near, categories, groups) for name, near in found.items()]


def _saleor(folder: Path) -> list[Row]:
    """A row for each picture that is there; some files have other names than products.json says."""
    from storefront.data.others import _RENAMED

    rows = []
    for product in json.loads((folder / "products.json").read_text()):
        for name in product.get("media", []):
            stem = re.sub(r"^saleor-|_[0-9a-f]+$", "", Path(name).stem)
            file = folder / "images" / f"{_RENAMED.get(stem, stem)}.jpg"
            if file.is_file():
                rows.append(
                    {
                        "name": f"{product['name']}",
                        "description": product["description"],
                        "family": f"saleor {product['id']}",
                        "category": product["category"],
                        "file": file,
                    }
                )
    return rows


def _by_guide(rows: list[Row], **how: Any) -> list[int | None]:
    """The nearest of each by ``shopguide.search.similar`` in a shop that has these alone."""
    from django.db import transaction

    with transaction.atomic():
        found = _asked(rows, how)
        transaction.set_rollback(True)
    return found


def _asked(rows: list[Row], how: dict[str, Any]) -> list[int | None]:
    from shopguide.jobs import Work
    from shopguide.search import similar
    from shopguide.search.index import WordWork, count_terms
    from shopguide.vectors.work import VectorWork
    from storefront.models import Brand, Category, Product

    guide = _guide(rows)
    category = Category.objects.create(slug="all", name="all", name_zh="all", icon="")
    brands = {
        name: Brand.objects.create(name=name) for name in {r.get("brand") for r in rows} if name
    }
    pks = [
        Product.objects.create(
            sku=f"new-{number}",
            name=row["name"],
            description=row["description"],
            brand=brands.get(row.get("brand", "")),
            category=category,
            specs=row.get("specs", {}),
            family=row.get("family", ""),
            photo=str(row["file"].name) if "file" in row else "",
            price=number,
            stock=1,
        ).pk
        for number, row in enumerate(rows)
    ]
    works: list[Work] = [WordWork(), *map(VectorWork, guide.encoders())]
    for work in works:
        work.write(guide, work.prepare(guide, pks), pks)
    count_terms(guide)
    place = {pk: number for number, pk in enumerate(pks)}
    hits = [similar(guide, pk, 1, **how) for pk in pks]
    return [place[each[0].pk] if each else None for each in hits]


def _guide(rows: list[Row]) -> Any:
    from django.conf import settings

    from shopguide import ProductGuide
    from storefront.models import Product

    class NewGuide(ProductGuide):
        model = Product
        name = "new"
        text_fields = ["name", "description"]
        facts = ["specs"]
        brand_field, variant_field, stock_field = "brand__name", "family", "stock"
        image_field = "photo" if "file" in rows[0] else None

    if "file" in rows[0]:
        settings.MEDIA_ROOT = str(rows[0]["file"].parent)
    return NewGuide()


def _nearest(vectors: NDArray[np.float32], groups: Sequence[Any] | None = None) -> list[int | None]:
    """The nearest of each by exact cosine, of another group."""
    alike = vectors @ vectors.T
    of = np.array(range(len(vectors)) if groups is None else [groups.index(g) for g in groups])
    alike[of[:, None] == of[None, :]] = -np.inf
    return [int(place) for place in alike.argmax(1)]


def _random(groups: Sequence[Any]) -> list[int | None]:
    choice, places = random.Random(SEED), range(len(groups))
    return [choice.choice([other for other in places if other != place]) for place in places]


def _measured(
    kind: str, name: str, near: list[int | None], categories: list[str], groups: list[str]
) -> Row:
    from shopguide.insight.statistics import wilson

    whole = range(len(near))
    counted = [
        place
        for place in whole
        if any(
            categories[place] == categories[other]
            and (kind == "text" or groups[place] != groups[other])
            for other in whole
            if other != place
        )
    ]
    right = sum(
        near[place] is not None and categories[near[place] or 0] == categories[place]
        for place in counted
    )
    low, high = wilson(right, len(counted))
    return {
        "system": name,
        "by": kind,
        "P@1": right / len(counted),
        "low": low,
        "high": high,
        "of": len(counted),
    }


if __name__ == "__main__":
    sys.exit(main())
