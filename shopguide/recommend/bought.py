"""What a shopper has bought already, by the shop's own orders."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from shopguide.catalogue.guide import ProductGuide
from shopguide.catalogue.paths import resolve
from shopguide.events.shopper import Shopper

#: Order lines read of one shopper, latest first.
LINES = 2000


@dataclass(frozen=True)
class Purchase:
    """One line of an order; ``key`` is the product's."""

    key: str
    when: datetime | None


def purchases_of(shopper: Shopper, guide: ProductGuide) -> list[Purchase]:
    """Latest first. Read from the shop's own rows each time and kept nowhere: a shopper need not
    agree to anything for the shop to know what it sold to them."""
    orders = guide.orders
    if orders is None or not shopper.user_pk:
        return []
    product, buyer = (_key(orders.model, path) for path in (orders.product, orders.buyer))
    try:
        own = orders.model._default_manager.filter(
            **{buyer: shopper.user_pk, f"{product}__isnull": False}
        )
        rows = list(own.order_by(f"-{orders.when}", "pk").values_list(product, orders.when)[:LINES])
    except (ValueError, TypeError, ValidationError):
        # No user of this shop has such a key.
        return []
    return [Purchase(str(key), _moment(when)) for key, when in rows]


def times_bought(purchases: Sequence[Purchase]) -> dict[str, list[datetime | None]]:
    """When each product was bought, latest first; several lines of one moment are one purchase."""
    found: dict[str, list[datetime | None]] = {}
    for each in purchases:
        times = found.setdefault(each.key, [])
        if each.when not in times:
            times.append(each.when)
    return found


def _key(model: Any, path: str) -> str:
    return f"{path}__pk" if resolve(model, path).is_relation else path


def _moment(when: Any) -> datetime | None:
    if isinstance(when, date) and not isinstance(when, datetime):
        when = datetime.combine(when, time())
    if not isinstance(when, datetime):
        return None
    return timezone.make_aware(when) if timezone.is_naive(when) else when
