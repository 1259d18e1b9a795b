"""Order lines in the form of Online Retail, what is held out of them, and their rows in the demo's
tables."""

import csv
import gzip
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

#: Days that are held out, and that popular lately looks back.
DAYS = 30
NO_GOODS = {
    "POST", "D", "C2", "DOT", "M", "m", "BANK CHARGES", "S", "AMAZONFEE", "PADS", "B", "CRUK",
}  # fmt: skip


@dataclass(frozen=True)
class Sold:
    #: None for a guest.
    buyer: str | None
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


def read(path: Path) -> Iterator[Sold]:
    with gzip.open(path, "rt") if path.suffix == ".gz" else path.open(newline="") as file:
        for row in csv.DictReader(file):
            goods = row["StockCode"].strip() not in NO_GOODS
            if not goods or int(float(row["Quantity"])) <= 0 or float(row["UnitPrice"]) <= 0:
                continue
            if row["InvoiceNo"].startswith("C"):
                continue
            customer = row["CustomerID"].removesuffix(".0")
            yield Sold(
                buyer=customer or None,
                product=row["StockCode"].strip(),
                title=row["Description"].strip() or row["StockCode"],
                invoice=row["InvoiceNo"],
                when=datetime.fromisoformat(row["InvoiceDate"]).replace(tzinfo=UTC),
                quantity=int(float(row["Quantity"])),
                price=row["UnitPrice"],
            )


def folded(
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


def wanted_of(known: Sequence[Sold], held: Sequence[Sold]) -> Held:
    before, after = defaultdict(set), defaultdict(set)
    for each in known:
        if each.buyer:
            before[each.buyer].add(each.product)
    for each in held:
        # A guest is never seen again, so nothing can be foretold of one.
        if each.buyer:
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


def stored(known: Sequence[Sold]) -> tuple[dict[str, int], dict[str, str]]:
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
    names = dict.fromkeys(each.buyer for each in known if each.buyer)
    User.objects.bulk_create([User(username=name) for name in names], batch_size=2000)
    users = dict(User.objects.values_list("username", "pk"))
    with connection.cursor() as cursor:
        # The demo's shoppers all sign in; here there are guests.
        cursor.execute("ALTER TABLE storefront_order ALTER COLUMN user_id DROP NOT NULL")
    invoices = {each.invoice: each for each in known}

    def buyer_of(line: Sold) -> Any:
        return users.get(line.buyer) if line.buyer else None

    Order.objects.bulk_create(
        [Order(user_id=buyer_of(each), placed_at=each.when) for each in invoices.values()],
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
    with connection.cursor() as cursor:
        # As autovacuum does within a minute.
        cursor.execute("ANALYZE")
    return users, {str(key): code for code, key in products.items()}
