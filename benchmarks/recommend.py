"""How well products are recommended, on a year of a real shop's order lines, beside plain ways.

``--orders`` and ``--held`` are files in the form of Online Retail (UCI, D. Chen, CC BY 4.0): columns
InvoiceNo, StockCode, Description, Quantity, InvoiceDate, UnitPrice, CustomerID. What a buyer of
``--orders`` bought in ``--held`` is to be foretold; without ``--held`` the last 30 days of ``--orders``
are held out, with ``--months 3`` the last three times 30 days, each foretold from what came before,
and the rows are means over them.

The orders go into the storefront's tables of a scratch database and are fitted as ``shopguide_fit``
does. Left out are returns, lines without price, and lines that are no goods (postage, bank charges,
corrections). An invoice without a customer belongs to a buyer of its own.

Rows: ``random``; ``popular ever`` and ``popular lately``, by buyers (of the last 30 days); ``ItemKNN``,
cosine of 100 neighbours; ``EASE`` (Steck, 2019) as published; ``own counts``, what a buyer bought most
often; ``shopguide``, what a shop gets by default, read from the database. Measures are means over
buyers of hits among ten, of ten or of as many as there are to find:

- ``recall@10 new``: products that the buyer never bought, for buyers with an order before; what was
  bought is never recommended by any row (``low`` and ``high``: its 95 % bootstrap interval);
- ``recall@10 repeat``: all that these buyers bought, with nothing left out; shopguide's row is
  "buy again", a strip of its own;
- ``recall@10 repeats only``: of these, what they had bought before;
- ``recall@10 cold``: buyers without any order before;
- ``coverage``: of the products on sale, the share that some buyer is shown; ``diversity``: the share of
  pairs in a list that are not together in five earlier invoices.
"""

import csv
import gzip
import random
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
from scipy import sparse
from scratch import parser, say, scratch_database, tell

SEED = 7
DAYS = 30
TOP = 10
#: What Steck (2019) would be given here: the best of 100, 300 and 1,000 on earlier months.
RIDGE = 300.0
#: Invoices that make a pair common.
COMMON = 5
NO_GOODS = {
    "POST", "D", "C2", "DOT", "M", "m", "BANK CHARGES", "S", "AMAZONFEE", "PADS", "B", "CRUK",
}  # fmt: skip
Ranking = Callable[[Any], Sequence[str]]


@dataclass(frozen=True)
class Sold:
    buyer: str
    product: str
    title: str
    invoice: str
    when: datetime
    quantity: int
    price: str


@dataclass
class Held:
    """What is to be foretold, by the kind of task and by buyer."""

    new: dict[str, set[str]] = field(default_factory=dict)
    all: dict[str, set[str]] = field(default_factory=dict)
    repeats: dict[str, set[str]] = field(default_factory=dict)
    cold: dict[str, set[str]] = field(default_factory=dict)


def main() -> int:
    options = parser(__doc__)
    options.add_argument("--orders", type=Path, required=True)
    options.add_argument("--held", type=Path)
    options.add_argument("--months", type=int, default=1)
    asked = options.parse_args()
    sold = list(_read(asked.orders))
    folds = _folds(sold, list(_read(asked.held)) if asked.held else None, asked.months)
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for known, held in folds:
        say(f"{len(known):,} lines known, {len(held):,} held out from {held[0].when:%Y-%m-%d}")
        with scratch_database():
            for row in _measured(known, held):
                found[row["system"]].append(row)
    rows = [_mean(each) for each in found.values()]
    tell("recommend", {"lines": len(sold), "months": len(folds)}, rows, asked.format)
    return 0


def _read(path: Path) -> Iterator[Sold]:
    with gzip.open(path, "rt") if path.suffix == ".gz" else path.open(newline="") as file:
        for row in csv.DictReader(file):
            goods = row["StockCode"].strip() not in NO_GOODS
            if not goods or int(float(row["Quantity"])) <= 0 or float(row["UnitPrice"]) <= 0:
                continue
            if row["InvoiceNo"].startswith("C"):
                continue
            customer = row["CustomerID"].removesuffix(".0")
            yield Sold(
                buyer=customer or f"guest-{row['InvoiceNo']}",
                product=row["StockCode"].strip(),
                title=row["Description"].strip() or row["StockCode"],
                invoice=row["InvoiceNo"],
                when=datetime.fromisoformat(row["InvoiceDate"]).replace(tzinfo=UTC),
                quantity=int(float(row["Quantity"])),
                price=row["UnitPrice"],
            )


def _folds(
    sold: list[Sold], held: list[Sold] | None, months: int
) -> list[tuple[list[Sold], list[Sold]]]:
    if held is not None:
        return [(sold, held)]
    end = max(each.when for each in sold) + timedelta(seconds=1)
    folds = []
    for month in range(months):
        last = end - timedelta(days=DAYS * month)
        first = last - timedelta(days=DAYS)
        known = [each for each in sold if each.when < first]
        folds.append((known, [each for each in sold if first <= each.when < last]))
    return folds


def _held(known: Sequence[Sold], held: Sequence[Sold]) -> Held:
    before, after = defaultdict(set), defaultdict(set)
    for each in known:
        before[each.buyer].add(each.product)
    for each in held:
        # A guest is never seen again, so nothing can be foretold of one.
        if not each.buyer.startswith("guest-"):
            after[each.buyer].add(each.product)
    found = Held()
    for buyer, products in after.items():
        owned = before.get(buyer)
        if owned is None:
            found.cold[buyer] = products
            continue
        found.all[buyer] = products
        for part, of in ((found.new, products - owned), (found.repeats, products & owned)):
            if of:
                part[buyer] = of
    return found


def _measured(known: list[Sold], held: list[Sold]) -> Iterator[dict[str, Any]]:
    from shopguide.catalogue.registry import registry

    guide, wanted = registry.get("products"), _held(known, held)
    say(f"  {len(wanted.new):,} buyers of something new, {len(wanted.cold):,} without a history")
    users, skus = _stored(known)
    peers = _Peers(known)
    for name, new, repeat, cold in peers.systems():
        say(f"  {name}")
        yield _row(name, wanted, new, repeat, cold, peers)
    yield _ours(guide, wanted, users, skus, peers)


def _stored(known: Sequence[Sold]) -> tuple[dict[str, int], dict[str, str]]:
    """The lines as rows of the storefront; keys of its users by buyer, and codes by key."""
    from django.contrib.auth.models import User
    from django.db import connection

    from storefront.load import _categories
    from storefront.models import Line, Order, Product

    category = next(iter(_categories().values()))
    titles = {each.product: each.title for each in known}
    Product.objects.bulk_create(
        [
            Product(
                sku=f"p{n}", source="benchmark", name=title[:400], category_id=category,
                price=1, stock=9, language="en",
            )
            for n, title in enumerate(titles.values())
        ],
        batch_size=2000,
    )  # fmt: skip
    keys = dict(Product.objects.values_list("sku", "pk"))
    products = {code: keys[f"p{n}"] for n, code in enumerate(titles)}
    names = dict.fromkeys(each.buyer for each in known)
    User.objects.bulk_create([User(username=name) for name in names], batch_size=2000)
    users = dict(User.objects.values_list("username", "pk"))
    invoices = {each.invoice: each for each in known}
    Order.objects.bulk_create(
        [Order(user_id=users[each.buyer], placed_at=each.when) for each in invoices.values()],
        batch_size=2000,
    )
    orders = dict(
        zip(invoices, Order.objects.order_by("pk").values_list("pk", flat=True), strict=True)
    )
    columns = "order_id, product_id, title, quantity, price"
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {Line._meta.db_table} ({columns}) FROM STDIN") as copy,
    ):
        for each in known:
            row = (
                orders[each.invoice],
                products[each.product],
                each.title,
                each.quantity,
                each.price,
            )
            copy.write_row(row)
        # As autovacuum does within a minute.
        cursor.execute("ANALYZE")
    return users, {str(key): code for code, key in products.items()}


def _ours(
    guide: Any, wanted: Held, users: Mapping[str, int], codes: Mapping[str, str], peers: "_Peers"
) -> dict[str, Any]:
    from shopguide.recommend.behaviour import ranking, repeats
    from shopguide.recommend.fit import fit
    from shopguide.recommend.repeat import lines_of

    say("  fitting")
    report = fit(guide).report
    say(f"  fitted: {report}")
    took: list[float] = []

    def lines(buyer: str) -> list[Any]:
        return lines_of(guide, users[buyer]) if buyer in users else []

    def new(buyer: str) -> list[str]:
        owned = dict.fromkeys((key for key, _ in lines(buyer)), 1.0)
        began = time.perf_counter()
        found = ranking(guide, owned, owned, TOP)
        took.append(time.perf_counter() - began)
        return [codes[key] for key in found]

    def repeat(buyer: str) -> list[str]:
        return [codes[each.key] for each in repeats(guide, lines(buyer))[:TOP]]

    row = _row("shopguide", wanted, new, repeat, new, peers)
    seconds = report["seconds"]
    return {
        **row,
        "fit s": sum(seconds.values()),
        "fit MiB": report["MiB"],
        "p95 ms": float(np.percentile(took, 95) * 1000),
        "fitted": f"{report['lines']:,} lines, "
        + ", ".join(f"{k} {v} s" for k, v in seconds.items()),
    }


class _Peers:
    """Plain ways to rank, on the same lines: in memory, with nothing of shopguide's."""

    def __init__(self, known: Sequence[Sold]) -> None:
        # Of guests nothing is foretold, and the published ways learn from customers alone.
        lines = [each for each in known if not each.buyer.startswith("guest-")]
        self.products = sorted({each.product for each in known})
        place = {code: n for n, code in enumerate(self.products)}
        self.rows = {name: n for n, name in enumerate(dict.fromkeys(e.buyer for e in lines))}
        row = np.array([self.rows[each.buyer] for each in lines])
        column = np.array([place[each.product] for each in lines])
        shape = len(self.rows), len(self.products)
        newest = max(each.when for each in known)
        late = np.array([newest - each.when <= timedelta(days=DAYS) for each in lines])
        self.bought = _ones(row, column, shape)
        self.lately = _sum(_ones(row[late], column[late], shape))
        orders = {(each.buyer, each.product, each.invoice) for each in lines}
        self.counts: dict[str, Counter[str]] = defaultdict(Counter)
        for buyer, product, _invoice in orders:
            self.counts[buyer][product] += 1
        self.pairs = _baskets(known, place)
        self.place = place

    def systems(self) -> Iterator[tuple[str, Ranking, Ranking, Ranking]]:
        """Name, and what it ranks for something new, for repeats and for a buyer without history."""
        choice = random.Random(SEED)
        chance = np.array([choice.random() for _ in self.products])
        ever = _sum(self.bought)
        for name, score in (
            ("random", chance),
            ("popular ever", ever),
            ("popular lately", self.lately),
        ):
            order = [self.products[n] for n in np.argsort(-score, kind="stable")]
            plain = partial(_best, order)
            yield name, partial(self._unowned, order), plain, plain
        cold = partial(_best, [self.products[n] for n in np.argsort(-self.lately, kind="stable")])
        yield "own counts", cold, self._own_counts, cold
        for name, matrix in (("ItemKNN", _item_knn(self.bought)), ("EASE", _ease(self.bought))):
            yield name, partial(self._by, matrix), partial(self._by, matrix, owned=True), cold

    def _unowned(self, order: Sequence[str], buyer: str) -> list[str]:
        owned = self.counts[buyer]
        return _best([code for code in order if code not in owned])

    def _own_counts(self, buyer: str) -> list[str]:
        return [code for code, _ in self.counts[buyer].most_common(TOP)]

    def _by(self, matrix: Any, buyer: str, owned: bool = False) -> list[str]:
        mine = self.bought[[self.rows[buyer]]]
        score = np.asarray(mine @ matrix).ravel()
        if not owned:
            score[mine.indices] = -np.inf
        return [self.products[n] for n in np.argsort(-score, kind="stable")[:TOP]]

    def shown(self, lists: Iterable[Sequence[str]]) -> dict[str, float]:
        """Coverage and diversity of lists."""
        lists = list(lists)
        covered = {code for each in lists for code in each}
        apart, pairs = 0, 0
        for each in lists:
            for one, other in combinations(sorted(self.place[code] for code in each), 2):
                pairs += 1
                apart += (one, other) not in self.pairs
        return {"coverage": len(covered) / len(self.products), "diversity": apart / max(1, pairs)}


def _ones(row: Any, column: Any, shape: tuple[int, int]) -> Any:
    made = sparse.csr_array((np.ones(len(row), np.float32), (row, column)), shape=shape)
    made.sum_duplicates()
    made.data[:] = 1
    return made


def _sum(bought: Any) -> Any:
    return np.asarray(bought.sum(axis=0)).ravel()


def _baskets(known: Sequence[Sold], place: Mapping[str, int]) -> Any:
    """Pairs of products that at least five earlier invoices hold together."""
    invoices = {name: n for n, name in enumerate(dict.fromkeys(each.invoice for each in known))}
    row = np.array([invoices[each.invoice] for each in known])
    column = np.array([place[each.product] for each in known])
    held = _ones(row, column, (len(invoices), len(place)))
    both = (held.T @ held).tocoo()
    often = (both.data >= COMMON) & (both.coords[0] < both.coords[1])
    return set(zip(both.coords[0][often].tolist(), both.coords[1][often].tolist(), strict=True))


def _item_knn(bought: Any, near: int = 100) -> Any:
    both = (bought.T @ bought).toarray()
    norm = np.sqrt(np.maximum(both.diagonal(), 1))
    cosine = both / norm[:, None] / norm
    np.fill_diagonal(cosine, 0)
    least = np.partition(cosine, -near, axis=0)[-near]
    return np.where(cosine >= least, cosine, 0)


def _ease(bought: Any) -> Any:
    gram = (bought.T @ bought).toarray()
    diagonal = np.diag_indices(len(gram))
    gram[diagonal] += RIDGE
    inverse = np.linalg.inv(gram)
    found = inverse / -inverse[diagonal]
    found[diagonal] = 0
    return found


def _best(order: Sequence[str], buyer: str = "") -> list[str]:
    return list(order[:TOP])


def _row(
    name: str, wanted: Held, new: Ranking, repeat: Ranking, cold: Ranking, peers: _Peers
) -> dict[str, Any]:
    from shopguide.evaluation.measures import bootstrap

    lists = {buyer: new(buyer) for buyer in wanted.new}
    again = {buyer: repeat(buyer) for buyer in wanted.all}
    first = {buyer: cold(buyer) for buyer in wanted.cold}
    hits = _recall(lists, wanted.new)
    low, high = bootstrap(hits)
    return {
        "system": name,
        "recall@10 new": _average(hits),
        "low": low,
        "high": high,
        "recall@10 repeat": _average(_recall(again, wanted.all)),
        "recall@10 repeats only": _average(_recall(again, wanted.repeats)),
        "recall@10 cold": _average(_recall(first, wanted.cold)),
        **peers.shown(lists.values()),
    }


def _recall(lists: Mapping[str, Sequence[str]], wanted: Mapping[str, set[str]]) -> list[float]:
    return [
        len(of.intersection(lists[buyer][:TOP])) / min(TOP, len(of)) for buyer, of in wanted.items()
    ]


def _average(values: Sequence[float]) -> float:
    return float(np.mean(values)) if values else 0.0


def _mean(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Of one system over months, and what it reached in each."""
    numbers = {name for name, value in rows[0].items() if isinstance(value, float)}
    told = {
        name: float(np.mean([row[name] for row in rows])) if name in numbers else value
        for name, value in rows[0].items()
    }
    if len(rows) > 1:
        told["months"] = " ".join(f"{row['recall@10 new']:.3f}" for row in rows)
    return told


if __name__ == "__main__":
    sys.exit(main())
