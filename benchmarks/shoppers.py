"""Do experiments count what shoppers did? Simulated shoppers buy at the demo over real HTTP.

    python benchmarks/shoppers.py --shoppers 200

The demo's shop with a few hundred products runs under gunicorn with two workers on a scratch database,
and a test of two variants runs in it. Shoppers are drawn by a seed from the months of real ones, with
a known effect: with the variant, some buy who would not have. They agree or not, look, click, put into
the cart and order; every third sends everything twice at once. Some join only later, some never meet
the test, some are programs. Each row is a figure that the test reads (``read``) beside what the shoppers
remember (``told``); exit code 1 where one differs.
"""

import csv
import gzip
import json
import os
import socket
import subprocess
import sys
import time
from argparse import ArgumentTypeError
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from urllib.error import URLError
from urllib.request import urlopen

import numpy as np
from scratch import DEMO, REPOSITORY, parser, scratch_database, tell
from shoppers_browser import Goods, Memory, Plan, live

if TYPE_CHECKING:
    from shopguide.experiments.simulate import Patterns
    from shopguide.models import Experiment

PRODUCTS, TABS = 300, 4
METRICS = ("conversion", "add_to_cart", "revenue", "lines", "views", "click_through")
#: In a minute more is no person's, and is not counted.
MOST_SHOWN, MOST_CLICKS = 20, 5


def main() -> int:
    made = parser(__doc__)
    made.add_argument("--shoppers", type=_positive, default=200)
    made.add_argument("--effect", type=float, default=0.4, help="how many more buy, as a share")
    made.add_argument("--orders", type=Path, help="lines in the form of Online Retail")
    made.add_argument("--seed", type=int, default=8)
    given = made.parse_args()
    # No worker takes part: nothing that is counted here needs one.
    os.environ |= {"DJANGO_SETTINGS_MODULE": "shoppers_settings", "CELERY_BROKER_URL": "memory://"}
    began = time.monotonic()
    with scratch_database("shoppers") as url:
        goods = _stocked()
        plans = list(_plans(goods, _patterns(given.orders), given))
        experiment = _declared()
        with _served(url) as address:
            memories = _lived(plans, address)
        rows = [*_counts(experiment, memories), *_effect(experiment, memories, given.effect)]
    wrong = [row for row in rows if row.get("equal") is False]
    n = {"shoppers": len(plans), "seconds": round(time.monotonic() - began)}
    tell("shoppers", n, rows, given.format)
    return 1 if wrong else 0


def _stocked() -> list[Goods]:
    """Products of the demo, of which there are enough for everybody."""
    from storefront.models import Brand, Category, Product

    with gzip.open(DEMO / "products.jsonl.gz", "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in islice(file, PRODUCTS)]
    names = dict.fromkeys(row["category"] for row in rows)
    Category.objects.bulk_create([Category(slug=name, name=name, name_zh=name) for name in names])
    Brand.objects.bulk_create([Brand(name=n) for n in dict.fromkeys(r["brand"] for r in rows) if n])
    categories = dict(Category.objects.values_list("slug", "pk"))
    brands = dict(Brand.objects.values_list("name", "pk"))
    made = Product.objects.bulk_create(
        [
            Product(
                sku=row["sku"],
                source=row["source"],
                name=row["name"],
                brand_id=brands.get(row["brand"]),
                category_id=categories[row["category"]],
                price=Decimal(row["price"]),
                stock=1_000_000,
                released=date.fromisoformat(row["released"]) if row["released"] else None,
                language=row["language"],
            )
            for row in rows
        ]
    )
    return [Goods(each.pk, each.sku, each.price) for each in made]


def _patterns(lines: Path | None) -> "Patterns":
    """Months of real shoppers; without a file those whose orders the demo follows."""
    from shopguide.experiments.simulate import patterns

    if lines is not None:
        return patterns(lines)
    with gzip.open(DEMO / "products.jsonl.gz", "rt", encoding="utf-8") as file:
        prices = {row["sku"]: row["price"] for row in map(json.loads, file)}
    with (
        TemporaryDirectory() as folder,
        gzip.open(DEMO / "orders.csv.gz", "rt", newline="") as file,
    ):
        path = Path(folder) / "lines.csv"
        rows = sorted(csv.DictReader(file), key=lambda row: -int(row["days"]))
        first = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=int(rows[0]["days"]))
        with path.open("w", newline="") as out:
            table = csv.writer(out)
            table.writerow(["CustomerID", "InvoiceDate", "Quantity", "UnitPrice"])
            for row in rows:
                when = first - timedelta(days=int(row["days"]))
                price = prices.get(row["sku"], "10")
                table.writerow([row["buyer"], when.isoformat(), row["quantity"], price])
        return patterns(path)


def _plans(goods: Sequence[Goods], found: "Patterns", given: Any) -> Iterator[Plan]:
    from shopguide.experiments.simulate import crowd, with_buyers

    draw = np.random.default_rng(given.seed)
    people = crowd(found, given.shoppers, draw)
    base = (people.now > 0).astype(float)
    more = with_buyers(base, given.effect, draw)
    for place in range(given.shoppers):
        seen = draw.choice(len(goods), 3, replace=False)[: draw.integers(1, 4)]
        basket = draw.choice(len(goods), draw.integers(1, 4), replace=False)
        yield Plan(
            name=f"simulated-{given.seed}-{place}",
            seen=[goods[n] for n in seen],
            shown=min(MOST_SHOWN, int(people.shown[place])),
            clicks=min(MOST_CLICKS, int(people.clicks[place])),
            basket=[goods[n] for n in basket],
            carts=bool(draw.random() < 0.3),
            buys={"control": bool(base[place]), "better": bool(more[place])},
            agrees=bool(draw.random() < 0.9),
            meets=bool(draw.random() < 0.95),
            program=bool(draw.random() < 0.04),
            late=place % 4 == 1,
            twice=place % 3 == 0,
        )


def _declared() -> "Experiment":
    from shopguide.experiments.lifecycle import declare, start

    row = declare("button", {"control": {}, "better": {}}, goal="conversion")
    start(row)
    return row


@contextmanager
def _served(url: str) -> Iterator[str]:
    """The address of the shop under gunicorn, with two workers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    here = str(Path(__file__).resolve().parent)
    environment = {
        **os.environ,
        "DATABASE_URL": url,
        "PYTHONPATH": os.pathsep.join([here, str(REPOSITORY)]),
        "ALLOWED_HOSTS": "127.0.0.1",
        "PYTHONWARNINGS": "ignore:No directory at",
    }
    options = ["--workers", "2", "--threads", "4", "--timeout", "120", "--log-level", "warning"]
    command = [sys.executable, "-m", "gunicorn", "storefront.wsgi:application", *options]
    running = subprocess.Popen(
        [*command, "--bind", f"127.0.0.1:{port}"], cwd=REPOSITORY, env=environment
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(address, running)
        yield address
    finally:
        running.terminate()
        running.wait(30)


def _wait(address: str, running: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + 60
    while True:
        try:
            with urlopen(f"{address}/help/", timeout=30):
                return
        except (URLError, OSError) as error:
            if running.poll() is not None or time.monotonic() > until:
                raise SystemExit(f"The shop does not answer at {address}: {error}") from error
            time.sleep(0.2)


def _lived(plans: Sequence[Plan], address: str) -> list[Memory]:
    from tqdm import tqdm

    with ThreadPoolExecutor(TABS) as pool:
        places = [f"10.{n >> 16 & 255}.{n >> 8 & 255}.{n & 255}" for n in range(len(plans))]
        visits = pool.map(live, plans, [address] * len(plans), places)
        return list(tqdm(visits, total=len(plans), leave=False, disable=None))


def _counts(experiment: "Experiment", memories: Sequence[Memory]) -> Iterator[dict[str, Any]]:
    """What the test reads beside what shoppers remember."""
    from django.contrib.auth.models import User

    from shopguide.experiments.counts import count
    from shopguide.models import Enrolment
    from storefront.models import Order

    counted = count(experiment, METRICS)
    users = dict(User.objects.values_list("username", "pk"))
    told = {f"user:{users[each.plan.name]}": each.variant for each in memories if each.takes_part}
    rows = Enrolment.objects.filter(experiment=experiment)
    read = dict(rows.values_list("shopper", "variant__name"))
    yield _row("assignments", "", len(told), len(read), same=told == read)
    shown = sum(len(each.variants) > 1 for each in memories)
    yield _row("shoppers shown two variants", "", 0, shown)
    orders = sum(len(each.orders) for each in memories)
    buyers = sum(bool(each.orders) for each in memories)
    yield _row("orders, one a buyer", "", buyers, orders)
    yield _row("orders in the shop", "", orders, Order.objects.count())
    for variant in experiment.variants.all():
        own = [each for each in memories if each.variant == variant.name]
        yield _row("shoppers", variant.name, len(own), counted[variant.pk].shoppers)
        for name, value in _told(own).items():
            metric, _, part = name.partition(" ")
            sums = counted[variant.pk].sums[metric]
            yield _row(name, variant.name, value, sums.x if part else sums.y)


def _told(own: Sequence[Memory]) -> dict[str, float]:
    bought = [each for each in own if each.orders]
    return {
        "conversion": len(bought),
        "add_to_cart": sum(each.carted for each in own),
        "revenue": float(sum(each.revenue for each in bought)),
        "lines": sum(len(each.plan.basket) for each in bought),
        "views": sum(len(each.plan.seen) for each in own),
        "click_through": sum(each.plan.clicks for each in own),
        "click_through shown": sum(each.plan.shown for each in own),
    }


def _row(what: str, variant: str, told: float, read: float, *, same: bool = True) -> dict[str, Any]:
    equal = same and abs(told - read) < 0.005
    return {"system": "shopguide", "what": what, "variant": variant, "told": told, "read": read,
            "equal": equal}  # fmt: skip


def _effect(
    experiment: "Experiment", memories: Sequence[Memory], relative: float
) -> Iterator[dict[str, Any]]:
    """The effect that was planted, in these very shoppers, and what a look tells of it."""
    from shopguide.experiments.counts import compare, count
    from shopguide.experiments.look import look
    from shopguide.experiments.metrics import METRICS as KNOWN
    from shopguide.experiments.ratio import ratio_p

    control, better = experiment.variants.all()
    counted = count(experiment, ["conversion"])
    found = compare(KNOWN["conversion"], counted[control.pk], counted[better.pk])
    low, high = found.interval()
    part = [each.plan.buys for each in memories if each.takes_part]
    true = sum(each["better"] - each["control"] for each in part) / max(1, len(part))
    told = {"system": "shopguide", "what": f"effect of {relative:+.0%} planted"}
    yield {**told, "told": true, "read": found.difference, "low": low, "high": high}
    shares = [counted[each.pk].shoppers for each in (control, better)]
    yield {"system": "shopguide", "what": "p of the sample ratio", "read": ratio_p(shares, [1, 1])}
    with ThreadPoolExecutor(2) as pool:
        looks = list(pool.map(_looked, [look, look], [experiment] * 2))
    yield _row("looks of two workers at once", "", 1, len(set(looks)))


def _looked(look: Any, experiment: "Experiment") -> int:
    from django.db import connections

    try:
        return int(look(experiment).pk)
    finally:
        connections.close_all()


def _positive(text: str) -> int:
    if not text.isdigit() or not int(text):
        raise ArgumentTypeError(f"{text} is no number of shoppers; give 1 or more.")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
