"""The demo's files into the shop's tables: run again, it changes only what differs."""

import csv
import gzip
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zlib import crc32

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from . import shoppers
from .data.categories import CATEGORIES
from .models import Brand, Category, Policy, Product, Review
from .shoppers import DAY

DATA = Path(__file__).resolve().parent / "data"
FILES = (
    "products.jsonl.gz", "written_by_us.jsonl", "reviews.jsonl.gz", "reviews_written_by_us.jsonl",
    "policies_written_by_us.jsonl", "orders.csv.gz", "shopper_reviews_written_by_us.jsonl",
)  # fmt: skip
FIELDS = (
    "source", "name", "brand_id", "category_id", "description", "price", "stock", "released",
    "specs", "photo", "language", "family",
)  # fmt: skip
REVIEW_FIELDS = ("score", "language", "source", "author_name", "is_verified", "created")
CHUNK = 500
#: Reviews without a day of their own lie within so many hours before: fifteen months.
SPREAD = 454 * 24
POLICY_FIELDS = ("title", "body", "position")


@dataclass(frozen=True)
class Loaded:
    """How many products there are in the files, and how many of them were new or had changed."""

    products: int
    written: int
    reviews: int


def load(
    folder: Path = DATA,
    on_progress: Callable[[int], None] = lambda done: None,
    day: datetime = DAY,
) -> Loaded:
    """Load products, reviews, shoppers and orders. Reviews are dated back from ``day``. Raises
    FileNotFoundError for a missing file."""
    for name in FILES:
        if not (folder / name).is_file():
            raise FileNotFoundError(f"{folder / name} is missing; check out the project again.")
    rows = [*_lines(folder / FILES[0]), *_lines(folder / FILES[1])]
    with transaction.atomic():
        categories = _categories()
        brands = _brands(row["brand"] for row in rows if row["brand"])
        written = 0
        for start in range(0, len(rows), CHUNK):
            part = rows[start : start + CHUNK]
            written += _products(part, categories, brands)
            on_progress(len(part))
        told = [*_lines(folder / FILES[2]), *_own_reviews(rows), *_lines(folder / FILES[3])]
        reviews = _reviews(told, day)
        shoppers.load(_table(folder / FILES[5]), day)
        shoppers.review(_lines(folder / FILES[6]), day)
        _policies(_lines(folder / FILES[4]))
    return Loaded(len(rows), written, reviews)


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    text = path.read_bytes()
    for line in (gzip.decompress(text) if path.suffix == ".gz" else text).splitlines():
        yield json.loads(line)


def _table(path: Path) -> Iterator[dict[str, str]]:
    with gzip.open(path, "rt", newline="") as file:
        yield from csv.DictReader(file)


def _categories() -> dict[str, int]:
    Category.objects.bulk_create(
        [
            Category(
                slug=each.slug, name=each.name, name_zh=each.name_zh, icon=each.icon, position=n
            )
            for n, each in enumerate(CATEGORIES)
        ],
        update_conflicts=True,
        unique_fields=["slug"],
        update_fields=["name", "name_zh", "icon", "position"],
    )
    return dict(Category.objects.values_list("slug", "pk"))


def _brands(names: Iterable[str]) -> dict[str, int]:
    Brand.objects.bulk_create(
        [Brand(name=name) for name in sorted(set(names))], ignore_conflicts=True
    )
    return dict(Brand.objects.values_list("name", "pk"))


def _products(
    rows: list[dict[str, Any]], categories: dict[str, int], brands: dict[str, int]
) -> int:
    wanted = {row["sku"]: _product(row, categories, brands) for row in rows}
    stored = {each.sku: each for each in Product.objects.filter(sku__in=wanted)}
    changed = [
        product
        for sku, product in wanted.items()
        if sku not in stored
        or any(getattr(stored[sku], name) != getattr(product, name) for name in FIELDS)
    ]
    Product.objects.bulk_create(
        changed, update_conflicts=True, unique_fields=["sku"], update_fields=list(FIELDS)
    )
    return len(changed)


def _product(row: dict[str, Any], categories: dict[str, int], brands: dict[str, int]) -> Product:
    return Product(
        sku=row["sku"],
        source=row["source"],
        name=row["name"],
        brand_id=brands.get(row["brand"]),
        category_id=categories[row["category"]],
        description=row["description"],
        price=Decimal(row["price"]),
        stock=row["stock"],
        released=date.fromisoformat(row["released"]) if row["released"] else None,
        specs=row["specs"],
        photo=row["photo"],
        language=row["language"],
        family=row["family"],
    )


def _own_reviews(rows: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for row in rows:
        for review in row.get("reviews", ()):
            yield {
                **review,
                "sku": row["sku"],
                "language": row["language"],
                "source": row["source"],
            }


def _reviews(rows: list[dict[str, Any]], day: datetime) -> int:
    """Reviews are added once and dated anew; those that shoppers of the demo wrote stay."""
    products = dict(Product.objects.values_list("sku", "pk"))
    stored = defaultdict(list)
    for each in Review.objects.exclude(source="shopper").order_by("-pk"):
        stored[each.product_id, each.body].append(each)
    made, changed = [], []
    for row in rows:
        review = _review(row, products[row["sku"]], day)
        same = stored[review.product_id, review.body]
        # Some say the same as another: each has a row of its own.
        old = same.pop() if same else None
        if old is None:
            made.append(review)
        elif any(getattr(old, name) != getattr(review, name) for name in REVIEW_FIELDS):
            review.pk = old.pk
            changed.append(review)
    Review.objects.bulk_create(made, batch_size=CHUNK)
    Review.objects.bulk_update(changed, REVIEW_FIELDS, batch_size=CHUNK)
    return len(made)


def _review(row: dict[str, Any], product: int, day: datetime) -> Review:
    hours = crc32(f"{row['sku']} {row['body']}".encode())
    ago = row["days"] * 24 + hours % 24 if "days" in row else 24 + hours % SPREAD
    return Review(
        product_id=product,
        body=row["body"],
        score=row.get("score"),
        language=row["language"],
        source=row.get("source", "huliu"),
        author_name=row.get("name", ""),
        is_verified=row.get("verified"),
        created=day - timedelta(hours=ago),
    )


def _policies(rows: Iterable[dict[str, Any]]) -> None:
    """What a merchant of the demo hid stays hidden. Saved one by one: the guide is told of each."""
    stored = {(each.slug, each.language): each for each in Policy.objects.all()}
    for row in rows:
        policy = stored.get((row["slug"], row["language"])) or Policy(
            slug=row["slug"], language=row["language"]
        )
        if policy.pk is None or any(getattr(policy, name) != row[name] for name in POLICY_FIELDS):
            for name in POLICY_FIELDS:
                setattr(policy, name, row[name])
            policy.save()


def merchant(password: str) -> bool:
    """Make the merchant who may open the admin, once. Returns whether one was made."""
    if User.objects.filter(username="merchant").exists():
        return False
    User.objects.create_superuser("merchant", password=password, last_login=timezone.now())
    return True


def judgments(folder: Path = DATA) -> list[tuple[str, str, int]]:
    """(query, SKU, relevance from 0 to 3) of the judged products."""
    with (folder / "judgments.csv").open(newline="") as file:
        return [
            (row["query"], f"icecat-{row['docid']}", int(row["rating"]))
            for row in csv.DictReader(file)
        ]
