"""How the shop's order lines are read, by the paths that it declares."""

from datetime import UTC, date, datetime, time

from shopguide.catalogue.guide import Orders
from shopguide.catalogue.paths import resolve

#: In seconds.
DAY = 86400.0


def key_path(orders: Orders, path: str) -> str:
    """``path`` to the key of what it names."""
    return f"{path}__pk" if resolve(orders.model, path).is_relation else path


def seconds_of(when: date) -> float:
    """A day or a moment in seconds."""
    if isinstance(when, datetime):
        return when.timestamp()
    return datetime.combine(when, time(), UTC).timestamp()
