"""The page of online metrics over many events, as a merchant opens it.

A scratch shop with --events events of --days days until now, made by SQL and stored in the order in which
they happened, as a shop's are: a tenth as many known shoppers, half of the events nobody's. Every whole
day is counted first, as the worker does, and today is counted while the page waits. Measures:

count s        the worker's turn that counts all days, and one that finds everything counted
p50 ms, p95 ms the whole page of the admin, through Django's client, for several periods and segments
"""

import statistics
import sys
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from scratch import parser, say, scratch_database, tell

PERIODS = [
    ("28 days", {"period": "28"}),
    ("28 days, search, zh", {"period": "28", "surface": "search", "language": "zh"}),
    ("90 days", {"period": "90"}),
    ("90 days, new", {"period": "90", "audience": "new"}),
]

EVENTS = """
INSERT INTO shopguide_event (shopper, client_id, kind, guide, object_id, title, surface, quantity, amount,
    language, data, happened, received, folded)
SELECT CASE WHEN n %% 2 = 0 THEN '' ELSE 'user:' || who END, 'bench' || n, kind,
    'products', CASE WHEN kind IN ('search', 'thumb_up', 'thumb_down') THEN '' ELSE what::text END, '',
    CASE WHEN kind IN ('view', 'cart', 'order') THEN ''
        ELSE (ARRAY['search', 'recommended', 'similar', 'suggestions', 'bought_together'])[1 + n %% 5] END,
    1, CASE WHEN kind = 'order' THEN 20 END,
    CASE WHEN kind = 'order' THEN '' ELSE (ARRAY['en', 'zh-hans'])[1 + who %% 2] END,
    CASE WHEN kind = 'search'
        THEN jsonb_build_object('results', n %% 11, 'seconds', 0.05) ELSE '{}'::jsonb END,
    happened, happened, true
FROM (
    SELECT n, happened, (random() * %(shoppers)s)::int AS who, (random() * 200)::int AS what,
        (ARRAY['exposure', 'exposure', 'exposure', 'exposure', 'exposure', 'exposure', 'click', 'click',
            'view', 'view', 'view', 'cart', 'order', 'search', 'search', 'thumb_up', 'thumb_down'])
            [1 + (random() * 16)::int] AS kind
    FROM (SELECT n, %(now)s::timestamptz - random() * %(days)s * interval '1 day' AS happened
        FROM generate_series(1, %(events)s) n ORDER BY happened) made
) told"""


def main() -> int:
    options = parser(__doc__)
    options.add_argument("--events", type=int, default=1_000_000)
    options.add_argument("--days", type=int, default=60)
    options.add_argument("--repeat", type=int, default=20)
    asked = options.parse_args()
    if asked.events < 1000 or asked.days < 2 or asked.repeat < 2:
        options.error("--events must be at least 1000, --days and --repeat at least 2")
    with scratch_database("metrics"):
        rows = _measure(asked)
    tell("metrics", asked.events, rows, asked.format)
    return 0


def _measure(asked: Any) -> list[dict[str, Any]]:
    from django.db import connection
    from django.utils import timezone

    from shopguide.experiments.days import count_days

    given = {
        "events": asked.events, "days": asked.days, "shoppers": asked.events // 10,
        "now": timezone.now(),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("SELECT setseed(0.5)")
        cursor.execute(EVENTS, given)
        cursor.execute("VACUUM ANALYZE shopguide_event")
    say("events are made")
    count = {"count s": _seconds(count_days), "again s": _seconds(count_days)}
    say(f"days are counted: {count}")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE shopguide_dailytally")
    open_page = _page()
    return [
        {"system": told, **_timed(partial(open_page, given), asked.repeat), **count}
        for told, given in PERIODS
    ]


def _page() -> Callable[[dict[str, str]], None]:
    from django.conf import settings
    from django.contrib.auth.models import User
    from django.test import Client
    from django.urls import reverse

    # No files have been collected for a scratch shop.
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.create_superuser("merchant", password="x"))
    address = reverse("admin:shopguide_dailytally_changelist")

    def opened(given: dict[str, str]) -> None:
        answer = client.get(address, given)
        if answer.status_code != 200:
            raise RuntimeError(f"The page answered {answer.status_code}.")

    return opened


def _timed(act: Callable[[], Any], times: int) -> dict[str, float]:
    act()
    took = sorted(_seconds(act) for _ in range(times))
    p95 = took[min(len(took) - 1, round(0.95 * len(took)))]
    return {"p50 ms": 1000 * statistics.median(took), "p95 ms": 1000 * p95}


def _seconds(act: Callable[[], Any]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


if __name__ == "__main__":
    sys.exit(main())
