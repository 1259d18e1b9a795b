"""Make the demo's files from the public data sets they come from: seeded, so always the same.

python -m storefront.data.build --icecat products.jsonl.gz --judgments judgments.csv \
    --dummyjson products.json --huliu sentences.jsonl --saleor FOLDER
"""

import argparse
import csv
import gzip
import hashlib
import html
import json
import random
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from . import others
from .categories import BY_SLUG, category_of
from .specs import specs_of

HERE = Path(__file__).resolve().parent
SEED = 20
#: Products of Icecat beside those that must be there, from every category in turn.
SPREAD = 2100
#: Every product of these is kept: they are what the demo's questions ask for.
WHOLE = ("smartphones", "laptops", "cameras", "headphones", "tablets", "smartwatches")
_COLOURS = (
    "black|white|silver|grey|gray|blue|red|green|yellow|pink|gold|brown|purple|orange|beige|cyan"
    "|magenta|violet|metallic|transparent|bronze|copper|titanium|lilac|rose|mint|turquoise|ivory"
)
_VARIANT = re.compile(
    rf"\b(?:{_COLOURS})\b|\b\d+(?:\.\d+)? ?(?:gb|tb|mb|m|ft|cm|mm|pcs?\(s\))\b|\bqwert[yz]\b|\bazerty\b"
    r"|\b(?:english|german|french|italian|spanish|uk|us|nordic|swiss)\b|[,/()\"'|-]",
    re.IGNORECASE,
)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("icecat", "judgments", "dummyjson", "huliu", "saleor"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=HERE)
    asked = parser.parse_args()
    missing = [path for path in vars(asked).values() if not path.exists()]
    if missing:
        print(f"{missing[0]} does not exist.", file=sys.stderr)  # noqa: T201
        return 2
    rows = [*icecat(asked.icecat, asked.judgments), *others.dummyjson(asked.dummyjson)]
    products, reviews = others.huliu(asked.huliu)
    rows += [*products, *others.saleor(asked.saleor, asked.out)]
    write(asked.out / "products.jsonl.gz", rows)
    write(asked.out / "reviews.jsonl.gz", reviews)
    (asked.out / "judgments.csv").write_bytes(asked.judgments.read_bytes())
    print(f"{len(rows)} products, {len(reviews)} reviews")  # noqa: T201
    return 0


def icecat(path: Path, judgments: Path) -> Iterator[dict[str, Any]]:
    """The slice of Icecat: whole categories, every judged product, and a spread of the rest."""
    with judgments.open(newline="") as file:
        judged = {row["docid"] for row in csv.DictReader(file)}
    with gzip.open(path, "rt") as lines:
        rows = [json.loads(line) for line in lines]
    spread: dict[str, list[dict[str, Any]]] = defaultdict(list)
    kept: list[dict[str, Any]] = []
    for row in rows:
        slug = category_of(row)
        (kept if row["id"] in judged or slug in WHOLE else spread[slug]).append(row)
    choice = random.Random(SEED)  # noqa: S311
    for each in spread.values():
        choice.shuffle(each)
    while len(kept) < len(judged) + SPREAD and any(spread.values()):
        kept += [each.pop() for each in spread.values() if each]
    for row in sorted(kept, key=lambda row: int(row["id"])):
        yield icecat_product(row)


def icecat_product(row: dict[str, Any]) -> dict[str, Any]:
    name = clean(row["title"])
    return {
        "sku": f"icecat-{row['id']}",
        "source": "icecat",
        "name": name,
        "brand": clean(row["supplier"]),
        "category": BY_SLUG[category_of(row)].slug,
        "description": clean(row.get("short_description", "")),
        "price": f"{row['price'] / 100:.2f}",
        "stock": stock_of(row["id"]),
        "released": (row.get("date_released") or "")[:10],
        "specs": specs_of(row),
        "photo": "",
        "language": "en",
        "family": family_of(row["supplier"], name),
    }


def clean(text: str) -> str:
    """Entities and doubled blanks away."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]*>", " ", text))).strip()


def stock_of(key: str) -> int:
    """The data has no stock: about one product in seventeen is sold out, the others have 1 to 60."""
    number = int(hashlib.sha256(key.encode()).hexdigest(), 16)
    return 0 if number % 17 == 0 else number // 17 % 60 + 1


def family_of(brand: str, name: str) -> str:
    """What the colours, capacities and keyboard layouts of one thing share."""
    return re.sub(r"\W+", " ", _VARIANT.sub(" ", f"{brand} {name}")).strip().lower()[:160]


def write(path: Path, rows: list[dict[str, Any]]) -> None:
    """Lines of JSON, compressed without a time stamp, so that equal rows are equal files."""
    text = "".join(json.dumps(row, ensure_ascii=False, sort_keys=True) + "\n" for row in rows)
    path.write_bytes(gzip.compress(text.encode(), mtime=0))


if __name__ == "__main__":
    sys.exit(main())
