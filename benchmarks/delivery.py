"""What kill -9 of a working Celery worker costs: products lost, stored twice, time to make up.

A scratch shop of the demo's real products is saved product by product, as an import does, and a
real worker (prefork, with beat) starts to encode them. K times a random quarter of the products is
renamed, the whole worker is killed at a random moment while it holds a batch, and another started.
Then nothing is killed any more. Measures:

lost         products without a current vector or without current words in the end
twice        vectors or indexed texts beyond one per product
recovered s  seconds from the last start of a worker until no job is left; a dead worker's batch is
             free again when its lease ends, and beat looks for it each minute
"""

import os
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from catalogue import real_rows
from scratch import DEMO, parser, say, scratch_database, tell
from workers import broker, save, worker

MOMENT = 10.0
PATIENCE = 900.0


def main() -> int:
    options = parser(__doc__)
    options.add_argument("--products", type=int, default=500)
    options.add_argument("--data", type=Path, default=DEMO / "products.jsonl.gz")
    options.add_argument("--kills", type=int, default=5)
    options.add_argument("--lease", type=int, default=120, help="seconds; shopguide's default: 120")
    options.add_argument("--seed", type=int, default=11)
    asked = options.parse_args()
    if asked.products < 4 or asked.kills < 0 or asked.lease < 1:
        options.error("--products must be at least 4, --kills at least 0 and --lease at least 1")
    if not asked.data.is_file():
        options.error(f"--data: {asked.data} is no file")
    os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.delivery_settings"
    os.environ["BENCHMARK_LEASE"] = str(asked.lease)
    with broker("delivery") as folder, scratch_database("delivery"):
        row = _measure(asked, folder)
    tell("delivery", asked.products, [row], asked.format)
    return 1 if row["lost"] or row["twice"] else 0


def _measure(asked: Any, folder: Path) -> dict[str, Any]:
    import storefront.celery  # noqa: F401  (saves publish to its broker)
    from shopguide.models import Job

    chance = random.Random(asked.seed)
    rows = real_rows(asked.data)
    save(chance.sample(rows, min(asked.products, len(rows))))
    say(f"{Job.objects.count():,} jobs")
    for number in range(asked.kills):
        with worker(folder):
            _rename(chance, number)
            _until(_working, "a worker takes a batch")
            time.sleep(chance.uniform(0, MOMENT))
        say(f"killed {number + 1} of {asked.kills}, {Job.objects.count():,} jobs left")
    began = time.monotonic()
    with worker(folder):
        _until(lambda: not Job.objects.filter(dead=False).exists(), "no job is left")
        recovered = time.monotonic() - began
    return {
        "system": "shopguide",
        "kills": asked.kills,
        "lease s": asked.lease,
        "lost": _lost(),
        "twice": _twice(),
        "recovered s": round(recovered, 1),
    }


def _rename(chance: random.Random, number: int) -> None:
    from storefront.models import Product

    products = list(Product.objects.order_by("pk"))
    for product in chance.sample(products, len(products) // 4):
        product.name = f"{product.name.partition(' (')[0]} ({number})"
        product.save()


def _working() -> bool:
    """Whether a lease was given out in the last second: those of the dead are older."""
    from datetime import timedelta

    from django.utils import timezone

    from shopguide.conf import settings
    from shopguide.models import Job

    ends = timezone.now() + timedelta(seconds=settings["LEASE_SECONDS"] - 1)
    return Job.objects.filter(leased_until__gt=ends).exists()


def _until(what: Callable[[], bool], name: str) -> None:
    from shopguide.models import Job

    end, said = time.monotonic() + PATIENCE, time.monotonic()
    while not what():
        if time.monotonic() > end:
            raise TimeoutError(f"Waited {PATIENCE:.0f} s in vain until {name}.")
        if time.monotonic() > said + 10:
            said = time.monotonic()
            say(f"  until {name}: {Job.objects.count():,} jobs left")
        time.sleep(0.05)


def _lost() -> int:
    from shopguide.catalogue.registry import registry
    from shopguide.search import index
    from shopguide.text.product import texts_of
    from shopguide.vectors import work
    from storefront.models import Product

    guide = registry.get("products")
    texts = texts_of(guide, list(guide.products().values_list("pk", flat=True)))
    bare = set(Product.objects.filter(embedding=None).values_list("pk", flat=True))
    differing = (work.stale(guide, texts, alias) for alias in guide.encoders())
    return len(bare.union(index.stale(guide, texts), *differing))


def _twice() -> int:
    from shopguide.models import Document, Vector

    twice = 0
    for keys in (
        Vector.objects.values_list("guide", "object_id", "encoder"),
        Document.objects.values_list("guide", "object_id"),
    ):
        rows = list(keys)
        twice += len(rows) - len(set(rows))
    return twice


if __name__ == "__main__":
    sys.exit(main())
