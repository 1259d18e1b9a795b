"""How the shop's order lines are read, by the paths that it declares: those that count as bought."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F

from shopguide.catalogue.guide import ProductGuide
from shopguide.catalogue.paths import key_path
from shopguide.catalogue.reading import moment

#: Lines of one shopper that are read, latest first.
LINES = 2000
#: Product and time of an order line.
Line = tuple[str, datetime | None]


def lines_of(guide: ProductGuide, user_pk: Any) -> list[Line]:
    """Product and time of every line of a shopper's orders in this guide, latest first.

    Read from the shop's own rows each time and kept nowhere: a shopper need not agree to anything
    for the shop to know what it sold to them.
    """
    if (orders := guide.orders) is None or user_pk in (None, ""):
        return []
    product, buyer = (key_path(orders.model, path) for path in (orders.product, orders.buyer))
    try:
        own = orders.bought().filter(**{buyer: user_pk, f"{product}__isnull": False})
        rows = own.order_by(F(orders.when).desc(nulls_last=True), "pk")
        found = list(rows.values_list(product, orders.when)[:LINES])
    except (ValueError, TypeError, ValidationError):
        # No user of this shop has such a key.
        return []
    return [(str(key), moment(when)) for key, when in found]


def seconds_of(when: date) -> float:
    """A day or a moment in seconds."""
    found = moment(when)
    return found.timestamp() if found else 0.0
