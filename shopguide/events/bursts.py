"""How much of what is reported a person can have done: the rest is not counted."""

import logging
from collections.abc import Iterable
from datetime import timedelta
from hashlib import sha256

from django.core.cache import cache
from django.db.models import Count, Q
from django.utils import timezone

from shopguide.conf import settings
from shopguide.models import Event

logger = logging.getLogger("shopguide")

MINUTE = 60
#: Names of the limits in SHOPGUIDE["EVENTS_PER_MINUTE"].
EXPOSURE, OTHER = "exposure", "other"


def limit_of(kind: str) -> str:
    return EXPOSURE if kind == Event.Kind.EXPOSURE else OTHER


def allowance(known: str, source: str, kinds: Iterable[str]) -> dict[str, float]:
    """How many events more, by limit. What a known shopper did stands in the table and is counted
    exactly, by whoever holds the shopper's lock; of others ``source``, an address, is counted for a
    minute in the cache, where it is stored as a digest."""
    asked = {EXPOSURE: 0, OTHER: 0}
    for kind in kinds:
        asked[limit_of(kind)] += 1
    limits = settings["EVENTS_PER_MINUTE"]
    done = _of_shopper(known) if known else _of_source(source, asked)
    return {
        name: float("inf") if limits.get(name) is None else max(limits[name] - done[name], 0)
        for name in asked
    }


def _of_shopper(known: str) -> dict[str, int]:
    since = timezone.now() - timedelta(seconds=MINUTE)
    lately = Event.objects.filter(shopper=known, received__gt=since).exclude(
        kind__in=[Event.Kind.ORDER, Event.Kind.REVIEW]
    )
    shown = Q(kind=Event.Kind.EXPOSURE)
    return lately.aggregate(
        **{EXPOSURE: Count("pk", filter=shown), OTHER: Count("pk", filter=~shown)}
    )


def _of_source(source: str, asked: dict[str, int]) -> dict[str, int]:
    """What was asked for before in this minute; it is counted as if all of it had been allowed."""
    if not source:
        return dict.fromkeys(asked, 0)
    minute = int(timezone.now().timestamp()) // MINUTE
    key = sha256(f"{source}.{minute}".encode()).hexdigest()
    try:
        return {name: _added(f"shopguide.events.{name}.{key}", n) for name, n in asked.items()}
    except Exception as error:
        # Whatever a cache raises: without it, the throttle of the API is what is left.
        logger.warning("shopguide: bursts are not counted, the cache failed: %s", error)
        return dict.fromkeys(asked, 0)


def _added(key: str, count: int) -> int:
    if not count or cache.add(key, count, timeout=2 * MINUTE):
        return 0
    try:
        return int(cache.incr(key, count)) - count
    except ValueError:
        # It ran out just now.
        return 0
