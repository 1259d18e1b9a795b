"""How soon a profile knows of an event, through a real broker and a real worker.

A scratch shop of the demo's real products; each event is of another shopper, who agreed. It is
recorded as the API does, which wakes the worker, and the profile is asked for until it has it.
Measures:

median s, max s  from the call that records an event until it is in the profile, as others read it
lost, twice      events that the profiles do not have in the end, or have more than once
events/s         how fast one process folds a backlog of --backlog events, a tenth as many shoppers
"""

import random
import statistics
import sys
import time
import uuid
from pathlib import Path
from typing import Any

from catalogue import real_rows
from scratch import DEMO, parser, say, scratch_database, tell
from workers import broker, save, worker

PATIENCE = 120.0


def main() -> int:
    options = parser(__doc__)
    options.add_argument("--events", type=int, default=40)
    options.add_argument("--backlog", type=int, default=20_000)
    options.add_argument("--products", type=int, default=500)
    options.add_argument("--data", type=Path, default=DEMO / "products.jsonl.gz")
    options.add_argument("--seed", type=int, default=11)
    asked = options.parse_args()
    if asked.events < 1 or asked.backlog < 10 or asked.products < 1:
        options.error("--events and --products must be at least 1, --backlog at least 10")
    if not asked.data.is_file():
        options.error(f"--data: {asked.data} is no file")
    with broker("events") as folder, scratch_database("events"):
        row = _measure(asked, folder)
    tell("events", asked.events, [row], asked.format)
    return 1 if row["lost"] or row["twice"] else 0


def _measure(asked: Any, folder: Path) -> dict[str, Any]:
    import storefront.celery  # noqa: F401  (recording publishes to its broker)
    from shopguide.models import Job
    from storefront.models import Product

    chance = random.Random(asked.seed)
    rows = real_rows(asked.data)
    save(chance.sample(rows, min(asked.products, len(rows))))
    # Encoding is another benchmark's.
    Job.objects.all().delete()
    products = list(Product.objects.filter(is_public=True).values_list("pk", flat=True))
    shoppers = [_agreed(number) for number in range(asked.events)]
    with worker(folder):
        _told_of(_agreed(asked.events), products[0])
        seconds = []
        for number, shopper in enumerate(shoppers):
            time.sleep(chance.uniform(0.2, 1.2))
            seconds.append(_told_of(shopper, chance.choice(products)))
            say(f"{number + 1} of {asked.events}: {seconds[-1]:.2f} s")
    row = {
        "system": "shopguide",
        "median s": round(statistics.median(seconds), 2),
        "max s": round(max(seconds), 2),
        **_counted(shoppers),
    }
    return {**row, "events/s": round(_backlog(asked.backlog, products, chance))}


def _agreed(number: int) -> Any:
    from shopguide.events.consent import PERSONALISATION, record
    from shopguide.events.shopper import Shopper

    shopper = Shopper(user_pk=str(number + 1), personal=True)
    record(shopper.key, PERSONALISATION, True)
    return shopper


def _told_of(shopper: Any, product: Any) -> float:
    """Seconds until the profile knows of a new view. Raises TimeoutError where it never does."""
    from shopguide.events.record import Reported, record_events
    from shopguide.models import Profile

    known = Profile.objects.filter(shopper=shopper.key, events__gt=0)
    began = time.monotonic()
    view = Reported(uuid.uuid4().hex, "view", "products", str(product))
    outcome = record_events(shopper, [view])
    if outcome.recorded != 1:
        raise RuntimeError(f"The event was not recorded: {outcome}")
    while not known.exists():
        if time.monotonic() > began + PATIENCE:
            raise TimeoutError(f"No profile knows of an event after {PATIENCE:.0f} s.")
        time.sleep(0.01)
    return time.monotonic() - began


def _counted(shoppers: list[Any]) -> dict[str, int]:
    from shopguide.models import Profile

    keys = [shopper.key for shopper in shoppers]
    counts = dict(Profile.objects.filter(shopper__in=keys).values_list("shopper", "events"))
    found = [counts.get(key, 0) for key in keys]
    return {
        "lost": sum(count < 1 for count in found),
        "twice": sum(count > 1 for count in found),
    }


def _backlog(size: int, products: list[Any], chance: random.Random) -> float:
    from datetime import timedelta

    from django.utils import timezone

    from shopguide.models import Event
    from shopguide.recommend.fold import fold_events

    keys = [_agreed(number + 10_000).key for number in range(size // 10)]
    now = timezone.now()
    Event.objects.bulk_create(
        [
            Event(
                shopper=chance.choice(keys),
                client_id=uuid.UUID(int=chance.getrandbits(128)).hex,
                kind=chance.choice(["view", "view", "view", "click", "cart"]),
                guide="products",
                object_id=str(chance.choice(products)),
                happened=now - timedelta(days=chance.uniform(0, 300)),
            )
            for _ in range(size)
        ],
        batch_size=2000,
    )
    began = time.monotonic()
    folded = fold_events()
    if folded != size:
        raise RuntimeError(f"{folded} of {size} events were folded")
    return folded / (time.monotonic() - began)


if __name__ == "__main__":
    sys.exit(main())
