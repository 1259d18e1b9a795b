"""Make the demo's orders from real ones: a slice of Online Retail, its things exchanged for ours.

python -m storefront.data.orders --lines lines.csv.gz

The rule, so that patterns stay and gifts become what the demo sells:

1. The most bought codes are grouped by who buys them, as many codes in each group as in another.
2. A group stands for a theme of the demo, such as what goes with a phone. Codes that are bought again
   most stand for the theme's first category, which has what is used up, and so on.
3. A code of a category stands for its next product in stock, a family once; for a buyer of the Chinese
   quarter, for a Chinese product where the category has some.
4. A buyer keeps the themes bought most, an order its first lines, and an order its distance in days
   from the newest. A dozen or more of something cheap becomes two, any other number one; what costs a
   fortune is not bought at all.
"""

import argparse
import csv
import gzip
import io
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any
from zlib import crc32

import numpy as np
from scipy.cluster.vq import kmeans2
from scipy.sparse import csr_matrix
from scipy.sparse.linalg import svds

HERE = Path(__file__).resolve().parent
FILE = "orders.csv.gz"
SEED = 20
#: What is bought together in the demo, the most wanted first; in each, what is used up comes first.
THEMES = {
    "phone": ("phone-accessories", "smartphones", "headphones", "smartwatches"),
    "photo": ("power", "storage", "camera-accessories", "cameras"),
    "kitchen": ("food", "kitchen", "home"),
    "print": ("ink", "office", "printers", "scanners"),
    "travel": ("laptop-accessories", "bags", "laptops", "tablets"),
    "desk": ("mice", "keyboards", "monitors", "furniture"),
    "wardrobe": ("clothing", "shoes", "watches"),
    "network": ("cables", "networking", "computers", "components"),
    "care": ("beauty", "sports"),
    "play": ("toys", "gaming"),
    "living": ("speakers", "players", "televisions", "projectors"),
}
CODES = 40
DIMENSIONS = 24
BUYERS = 300
KEPT_THEMES = 3
LINES, ORDERS = 6, range(3, 11)
CHEAP, FORTUNE = 30, 1000
#: The shoppers of the demo that can be followed, with the theme that each is fond of.
FOLLOWED = {"ming": "phone", "anna": "kitchen", "lee": "print"}
CHINESE = 4


@dataclass(frozen=True)
class Bought:
    """One line of a real order."""

    order: str
    buyer: str
    code: str
    quantity: int
    when: datetime


Sold = Mapping[str, Mapping[str, Sequence[str]]]


def read(path: Path) -> list[Bought]:
    """Lines of known buyers; what was given back is left out, and charges that are no thing too."""
    with gzip.open(path, "rt", newline="") as file:
        return [
            Bought(
                row["InvoiceNo"],
                row["CustomerID"].removesuffix(".0"),
                row["StockCode"],
                int(row["Quantity"]),
                datetime.fromisoformat(row["InvoiceDate"]),
            )
            for row in csv.DictReader(file)
            if row["CustomerID"] and int(row["Quantity"]) > 0 and row["StockCode"][:5].isdecimal()
        ]


def themes_of(lines: Iterable[Bought]) -> dict[str, str]:
    """{code: theme}: steps 1 and the first half of 2."""
    buyers: defaultdict[str, set[str]] = defaultdict(set)
    for line in lines:
        buyers[line.code].add(line.buyer)
    wanted = sorted(buyers, key=lambda code: (-len(buyers[code]), code))[: CODES * len(THEMES)]
    people = sorted(set().union(*(buyers[code] for code in wanted)))
    column = {buyer: n for n, buyer in enumerate(people)}
    cells = [(n, column[buyer]) for n, code in enumerate(wanted) for buyer in sorted(buyers[code])]
    rows, columns = zip(*cells, strict=True)
    # A buyer of everything says little of what goes together.
    per_buyer = np.bincount(columns)
    weights = 1 / np.sqrt(per_buyer[list(columns)])
    matrix = csr_matrix((weights, (rows, columns)), shape=(len(wanted), len(people)))
    left, sizes, _ = svds(matrix, k=DIMENSIONS, rng=np.random.default_rng(SEED))
    points = left * sizes
    points /= np.linalg.norm(points, axis=1, keepdims=True)
    centres, _ = kmeans2(points, len(THEMES), minit="++", rng=np.random.default_rng(SEED))
    return _dealt(wanted, points @ centres.T)


def _dealt(codes: Sequence[str], nearness: Any) -> dict[str, str]:
    """Each code to the nearest group that has room."""
    room = Counter(dict.fromkeys(range(len(THEMES)), CODES))
    names = list(THEMES)
    found: dict[str, str] = {}
    for flat in np.argsort(-nearness, axis=None, kind="stable"):
        row, group = divmod(int(flat), len(names))
        if codes[row] not in found and room[group]:
            found[codes[row]] = names[group]
            room[group] -= 1
    return found


def categories_of(lines: Iterable[Bought], themes: Mapping[str, str]) -> dict[str, tuple[str, int]]:
    """{code: (category, its place there)}: the other half of step 2."""
    orders: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for line in lines:
        if line.code in themes:
            orders[line.code, line.buyer].add(line.order)
    buyers, again = Counter[str](), Counter[str]()
    for (code, _buyer), made in orders.items():
        buyers[code] += 1
        again[code] += len(made) > 1
    found = {}
    for theme, categories in THEMES.items():
        mine = sorted(
            (code for code in themes if themes[code] == theme),
            key=lambda code: (-again[code] / buyers[code], code),
        )
        for n, part in enumerate(np.array_split(np.array(mine, dtype=object), len(categories))):
            found.update({code: (categories[n], place) for place, code in enumerate(part)})
    return found


def sold(rows: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, list[str]]]:
    """{category: {language: SKUs in stock}}, one of each family, in an order that is always the same,
    without what costs a fortune."""
    found: defaultdict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    seen = set()
    for row in sorted(rows, key=lambda row: (crc32(row["sku"].encode()), row["sku"])):
        family = row["family"] or row["sku"]
        if row["stock"] and float(row["price"]) < FORTUNE and family not in seen:
            seen.add(family)
            # All the tea is Chinese: it stands among the food.
            shelf = "food" if row["category"] == "tea" else row["category"]
            found[shelf][row["language"]].append(row["sku"])
    return found


def sku_of(place: tuple[str, int], shelves: Sold, chinese: bool) -> str:
    """Step 3."""
    category, number = place
    shelf = shelves[category]
    skus = (chinese and shelf.get("zh-hans")) or shelf.get("en") or shelf["zh-hans"]
    return skus[number % len(skus)]


def orders(lines: Sequence[Bought], rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Rows of the file: those of the shoppers to follow, then of a seeded draw of buyers."""
    products = {row["sku"]: row for row in rows}
    themes = themes_of(lines)
    places, shelves = categories_of(lines, themes), sold(products.values())
    newest = max(line.when for line in lines)
    by_buyer: defaultdict[str, list[Bought]] = defaultdict(list)
    for line in lines:
        if line.code in themes:
            by_buyer[line.buyer].append(line)
    fond = {buyer: _kept(own, themes) for buyer, own in sorted(by_buyer.items())}
    fit = {buyer: own for buyer, own in fond.items() if len(own) in ORDERS}
    names = {_fondest(fit, themes, theme): name for name, theme in FOLLOWED.items()}
    drawn = Random(SEED).sample([buyer for buyer in fit if buyer not in names], BUYERS)  # noqa: S311
    names |= {buyer: f"buyer-{n:03}" for n, buyer in enumerate(drawn, 1)}
    made = []
    for buyer, name in names.items():
        chinese = name == "ming" or (name not in FOLLOWED and crc32(buyer.encode()) % CHINESE == 0)
        for number, own in fit[buyer].items():
            days = (newest.date() - own[0].when.date()).days
            dozens: dict[str, bool] = {}
            for line in own:
                sku = sku_of(places[line.code], shelves, chinese)
                dozens[sku] = dozens.get(sku, False) or line.quantity >= 12
            for sku, dozen in dozens.items():
                cheap = float(products[sku]["price"]) < CHEAP
                made.append([name, number, days, sku, 2 if dozen and cheap else 1])
    columns = ("buyer", "order", "days", "sku", "quantity")
    return [dict(zip(columns, row, strict=True)) for row in made]


def _kept(own: Sequence[Bought], themes: Mapping[str, str]) -> dict[str, list[Bought]]:
    """{order: lines} of one buyer: step 4."""
    counted = Counter(themes[line.code] for line in own)
    liked = sorted(counted, key=lambda theme: (-counted[theme], theme))[:KEPT_THEMES]
    found: defaultdict[str, list[Bought]] = defaultdict(list)
    for line in own:
        if themes[line.code] in liked and len(found[line.order]) < LINES:
            found[line.order].append(line)
    return {number: lines for number, lines in found.items() if lines}


def _fondest(
    fit: Mapping[str, Mapping[str, list[Bought]]], themes: Mapping[str, str], theme: str
) -> str:
    """The buyer whose lines are of this theme most, of those with six orders or more."""

    def share(buyer: str) -> float:
        lines = [line for own in fit[buyer].values() for line in own]
        return sum(themes[line.code] == theme for line in lines) / len(lines)

    return max((buyer for buyer in fit if len(fit[buyer]) >= 6), key=share)


def write(path: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    text = io.StringIO()
    table = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    table.writeheader()
    table.writerows(rows)
    # Without a time, so that equal rows are equal files.
    path.write_bytes(gzip.compress(text.getvalue().encode(), mtime=0))


def _products() -> Iterator[dict[str, Any]]:
    for name in ("products.jsonl.gz", "written_by_us.jsonl"):
        text = (HERE / name).read_bytes()
        for line in (gzip.decompress(text) if name.endswith(".gz") else text).splitlines():
            yield json.loads(line)


def main() -> int:
    """Exit code 2 where the file is missing."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--lines", type=Path, required=True, help="lines.csv.gz of Online Retail")
    path = parser.parse_args().lines
    if not path.is_file():
        print(f"{path} does not exist.", file=sys.stderr)  # noqa: T201
        return 2
    made = orders(read(path), _products())
    write(HERE / FILE, made)
    buyers, numbers = ({row[name] for row in made} for name in ("buyer", "order"))
    print(f"{len(made)} lines of {len(numbers)} orders of {len(buyers)} buyers")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
