"""The demo's shoppers: buyers whose orders follow real ones, and a shopper to sign in as."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from zlib import crc32

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User

from shopguide.events.consent import PERSONALISATION, record

from .models import Line, Order, Product, Review

#: The day from which the demo's reviews and orders are counted back, so that they never change.
DAY = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)
#: Who can be followed: each is fond of something else, see ``data/orders.py``.
FOLLOWED = {"ming": "小明", "anna": "Anna", "lee": "Lee"}
#: What the demo's own shopper bought, by days before and how far it is.
BOUGHT = {12: ("delivered", ["icecat-79222164", "dummyjson-122"]), 2: ("sent", ["zh-002"])}
CHUNK = 1000


def load(rows: Iterable[Mapping[str, str]], day: datetime = DAY) -> int:
    """Buyers with their orders, dated back from ``day``. Run again, it dates anew what it made, and
    adds only what is not there. Returns how many orders were added."""
    orders: defaultdict[str, list[Mapping[str, str]]] = defaultdict(list)
    for row in rows:
        orders[f"demo-{row['order']}"].append(row)
    users = _users(dict.fromkeys(lines[0]["buyer"] for lines in orders.values()))
    stored = {each.reference: each for each in Order.objects.filter(reference__startswith="demo-")}
    added, moved = [], []
    for reference, lines in orders.items():
        wanted = _order(reference, lines[0], users, day)
        old = stored.get(reference)
        if old is None:
            added.append(wanted)
        elif old.placed_at != wanted.placed_at:
            old.placed_at = wanted.placed_at
            # What was cancelled by hand stays cancelled.
            old.status = wanted.status if old.status != Order.Status.CANCELLED else old.status
            moved.append(old)
    Order.objects.bulk_create(added, batch_size=CHUNK)
    Order.objects.bulk_update(moved, ["placed_at", "status"], batch_size=CHUNK)
    _lines(added, orders)
    return len(added)


def _users(names: Iterable[str]) -> dict[str, int]:
    stored = dict(User.objects.values_list("username", "pk"))
    made = [
        User(username=name, first_name=FOLLOWED.get(name, ""), password=make_password(None))
        for name in names
        if name not in stored
    ]
    User.objects.bulk_create(made, batch_size=CHUNK)
    for user in made:
        if user.username in FOLLOWED:
            record(f"user:{user.pk}", PERSONALISATION, True)
    return stored | {user.username: user.pk for user in made}


def _order(
    reference: str, row: Mapping[str, str], users: Mapping[str, int], day: datetime
) -> Order:
    days, hours = int(row["days"]), 1 + crc32(reference.encode()) % 9
    status = Order.Status.DELIVERED if days > 6 else Order.Status.SENT
    return Order(
        user_id=users[row["buyer"]],
        placed_at=day - timedelta(days=days, hours=hours),
        status=Order.Status.PAID if days < 2 else status,
        reference=reference,
    )


def _lines(added: Iterable[Order], rows: Mapping[str, list[Mapping[str, str]]]) -> None:
    products = {each.sku: each for each in Product.objects.only("sku", "name", "price")}
    lines = [
        Line(
            order=order,
            product=product,
            title=product.name,
            quantity=int(row["quantity"]),
            price=product.price,
        )
        for order in added
        for row in rows[order.reference or ""]
        if (product := products.get(row["sku"])) is not None
    ]
    Line.objects.bulk_create(lines, batch_size=CHUNK)


def review(rows: Iterable[Mapping[str, Any]], day: datetime = DAY) -> None:
    """What the shoppers to follow wrote of things that they bought; dated anew, added once."""
    users = {each.username: each for each in User.objects.filter(username__in=FOLLOWED)}
    products = dict(Product.objects.values_list("sku", "pk"))
    stored = {each.body: each for each in Review.objects.filter(source="followed")}
    for row in rows:
        user, created = users[row["shopper"]], day - timedelta(days=row["days"])
        old = stored.get(row["body"])
        if old is not None and old.created == created:
            continue
        Review(
            pk=old.pk if old else None,
            product_id=products[row["sku"]],
            author=user,
            author_name=user.first_name,
            title=row["title"],
            body=row["body"],
            score=row["score"],
            language=row["language"],
            source="followed",
            is_verified=True,
            created=created,
        ).save()


def shopper(password: str, day: datetime = DAY) -> bool:
    """Make a shopper with two orders, once, so that questions on orders can be tried, and let those
    to follow sign in with the same password. Returns whether one was made."""
    for followed in User.objects.filter(username__in=FOLLOWED):
        if not followed.has_usable_password():
            followed.set_password(password)
            followed.save()
    user, made = User.objects.get_or_create(username="shopper")
    if not made:
        return False
    user.set_password(password)
    user.save()
    for ago, (status, skus) in BOUGHT.items():
        order = Order.objects.create(user=user, placed_at=day - timedelta(days=ago), status=status)
        Line.objects.bulk_create(
            Line(order=order, product=p, title=p.name, price=p.price)
            for p in Product.objects.filter(sku__in=skus)
        )
    return True
