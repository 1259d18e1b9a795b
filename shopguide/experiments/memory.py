"""Who takes part in what, remembered by each process for a minute: a page of a test need not ask the
database at each visit. Nobody is enrolled by memory alone: before a row is written the shopper's word
is read again, so whoever was erased or took it back stays away, whichever process was told of it."""

import time
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from django.db.models.signals import post_save

from shopguide.events.shopper import Shopper
from shopguide.models import Consent

SECONDS = 60.0
#: Shoppers that a process remembers.
MOST = 10_000


@dataclass(frozen=True)
class Remembered:
    """What was known of a shopper: variants by test, and whether they may be remembered at all."""

    shopper: Shopper
    enrolled: Mapping[int, int] = field(default_factory=dict)


class _Memory:
    def __init__(self) -> None:
        self._lock = Lock()
        self._found: OrderedDict[str, tuple[float, Remembered]] = OrderedDict()

    def get(self, key: str) -> Remembered | None:
        until, found = self._found.get(key, (0.0, None))
        return found if time.monotonic() < until else None

    def put(self, key: str, found: Remembered) -> None:
        with self._lock:
            self._found.pop(key, None)
            self._found[key] = (time.monotonic() + SECONDS, found)
            while len(self._found) > MOST:
                self._found.popitem(last=False)

    def forget(self, key: str) -> None:
        with self._lock:
            self._found.pop(key, None)

    def clear(self) -> None:
        with self._lock:
            self._found.clear()


remembered = _Memory()


def _changed(instance: Any, **kwargs: Any) -> None:
    remembered.forget(instance.shopper)


post_save.connect(_changed, sender=Consent, dispatch_uid="shopguide.Consent.remembered")
