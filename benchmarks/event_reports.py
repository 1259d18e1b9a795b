"""What it costs to record what shoppers do, in a shop that has many events already.

A scratch shop of the demo's real products gets --events synthetic views and clicks of 10,000 shoppers.
Then are timed: one view of a shopper who agreed and of one who did not, a batch of 100, the saving of an
order line with and without its event ("floor"), and the backfill of --lines order lines. "batches at
once" is what --workers threads store together.
"""

import sys
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np
from catalogue import real_rows
from scratch import DEMO, parser, say, scratch_database, tell

SHOPPERS = 10_000
PRODUCTS = 500


def main() -> int:
    options = parser(__doc__)
    options.add_argument("--events", type=int, default=1_000_000)
    options.add_argument("--lines", type=int, default=20_000)
    options.add_argument("--rounds", type=int, default=300)
    options.add_argument("--workers", type=int, default=2)
    options.add_argument("--data", type=Path, default=DEMO / "products.jsonl.gz")
    asked = options.parse_args()
    if min(asked.events, asked.lines, asked.rounds, asked.workers) < 1:
        options.error("--events, --lines, --rounds and --workers must be at least 1")
    with scratch_database():
        shop = Shop(asked)
        rows = [*shop.recording(), *shop.at_once(), *shop.saving(), *shop.backfill()]
    tell("event reports", asked.events, rows, asked.format)
    return 0


class Shop:
    """Products, shoppers who agreed, and what they did before."""

    def __init__(self, asked: Any) -> None:
        from django.contrib.auth.models import User

        from shopguide.conf import settings
        from shopguide.models import Consent
        from storefront.load import _brands, _categories, _product
        from storefront.models import Product

        self.asked = asked
        # What is timed is recording, not refusing.
        settings._load()["EVENTS_PER_MINUTE"] = {}
        rows = real_rows(asked.data)[:PRODUCTS]
        brands, categories = _brands(row["brand"] for row in rows if row["brand"]), _categories()
        Product.objects.bulk_create(_product(row, categories, brands) for row in rows)
        self.keys = [str(pk) for pk in Product.objects.values_list("pk", flat=True)]
        users = [User(username=f"shopper{number}") for number in range(asked.rounds)]
        self.users = User.objects.bulk_create(users)
        Consent.objects.bulk_create(
            Consent(shopper=f"user:{user.pk}", purpose="personalisation", given=True, version="1")
            for user in self.users
        )
        say(f"{asked.events} events")
        _fill(asked.events, self.keys)

    def shoppers(self, personal: bool) -> list[Any]:
        from shopguide.events.shopper import Shopper

        return [Shopper(user_pk=str(user.pk), personal=personal) for user in self.users]

    def reports(self, count: int) -> list[Any]:
        from shopguide.events.record import Reported

        chosen = np.random.default_rng(5).choice(self.keys, count)
        return [
            Reported(str(uuid4()), "view", guide="products", object_id=str(key)) for key in chosen
        ]

    def recording(self) -> list[dict[str, Any]]:
        from shopguide.events.record import record_events

        def times(shoppers: list[Any], size: int) -> list[float]:
            return [_timed(partial(record_events, each, self.reports(size))) for each in shoppers]

        known, unknown = self.shoppers(True), self.shoppers(False)
        times(known[:1], 1)
        return [
            _row("view of a known shopper", times(known, 1)),
            _row("view of nobody", times(unknown, 1)),
            _row("batch of 100", times(known[:50], 100)),
        ]

    def at_once(self) -> list[dict[str, Any]]:
        from django.db import connections

        from shopguide.events.record import record_events

        batches = [self.reports(100) for _ in range(20)]

        def run(number: int) -> None:
            for batch in batches:
                record_events(self.shoppers(True)[number], batch)
            connections.close_all()

        threads = [
            threading.Thread(target=run, args=[number]) for number in range(self.asked.workers)
        ]
        began = time.perf_counter()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        done = 100 * len(batches) * self.asked.workers
        rate = done / (time.perf_counter() - began)
        return [{"system": "batches at once", "events/s": round(rate)}]

    def saving(self) -> list[dict[str, Any]]:
        from django.db.models.signals import post_save

        from shopguide import event_signals
        from storefront.models import Line

        lines = self.lines(2 * self.asked.rounds)
        half = self.asked.rounds
        ours = [_timed(line.save) for line in lines[:half]]
        post_save.disconnect(sender=None, dispatch_uid="shopguide.row_saved")
        floor = [_timed(line.save) for line in lines[half:]]
        post_save.connect(event_signals.row_saved, dispatch_uid="shopguide.row_saved")
        Line.objects.all().delete()
        return [_row("floor: saving a line", floor), _row("saving a line with its event", ours)]

    def lines(self, count: int) -> list[Any]:
        """Lines that are not saved yet, ten to an order."""
        from django.utils import timezone

        from storefront.models import Line, Order

        now, chance = timezone.now(), np.random.default_rng(7)
        orders = Order.objects.bulk_create(
            Order(
                user=self.users[number % len(self.users)],
                placed_at=now - timedelta(days=int(chance.integers(300))),
            )
            for number in range(-(-count // 10))
        )
        products = chance.choice(self.keys, count)
        return [
            Line(order=orders[n // 10], product_id=int(key), title=f"Line {n}", price=9)
            for n, key in enumerate(products)
        ]

    def backfill(self) -> list[dict[str, Any]]:
        from shopguide.catalogue.registry import registry
        from shopguide.events.collect import collect_all
        from shopguide.events.sources import sources_of
        from storefront.models import Line

        Line.objects.bulk_create(self.lines(self.asked.lines))
        source = sources_of(registry.get("products"))[0]
        found = []
        for system in ("backfill", "backfill again"):
            say(system)
            began = time.perf_counter()
            done = collect_all(source)
            rate = done.seen / (time.perf_counter() - began)
            found.append({"system": system, "rows/s": round(rate), "made": done.made})
        return found


def _fill(count: int, keys: list[str]) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO shopguide_event (shopper, client_id, kind, guide, object_id, title, surface,"
            " quantity, language, data, happened, received, folded)"
            " SELECT 'user:x' || n %% %s, 'synthetic-' || n, (ARRAY['view','click','exposure'])[1 + n %% 3],"
            " 'products', (%s::text[])[1 + (n::bigint * 7919) %% %s], '', 'search', 1, 'en', '{}',"
            " now() - n * interval '20 seconds', now() - n * interval '20 seconds', true"
            " FROM generate_series(1, %s) AS n",
            [SHOPPERS, keys, len(keys), count],
        )
        cursor.execute("ANALYZE shopguide_event")


def _timed(what: Callable[[], Any]) -> float:
    began = time.perf_counter()
    what()
    return (time.perf_counter() - began) * 1000


def _row(system: str, times: list[float]) -> dict[str, Any]:
    return {
        "system": system,
        "n": len(times),
        "p50 ms": round(float(np.percentile(times, 50)), 1),
        "p95 ms": round(float(np.percentile(times, 95)), 1),
    }


if __name__ == "__main__":
    sys.exit(main())
