"""What costs a look at the whole shop, kept for a while: what may be shown is asked each time."""

import logging
from collections.abc import Callable
from typing import TypeVar

from django.core.cache import cache
from django.db import DatabaseError

logger = logging.getLogger("shopguide")

#: Seconds.
STANDS = 300
T = TypeVar("T")


def kept(name: str, find: Callable[[], T]) -> T:
    """What ``find`` gave lately. A cache that is down costs time, never a page."""
    key = f"shopguide.{name}"
    try:
        found: T | None = cache.get(key)
        if found is None:
            found = find()
            cache.set(key, found, STANDS)
    except DatabaseError:
        raise
    except Exception as error:
        # Whatever the cache's client raises.
        logger.warning("shopguide: %s is not kept: %s", name, error)
        return find()
    return found
