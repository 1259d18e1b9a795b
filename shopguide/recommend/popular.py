"""What is bought and looked at, lately and ever: for shoppers of whom nothing is known."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Max, Q
from django.utils import timezone

from shopguide.catalogue.guide import ProductGuide
from shopguide.catalogue.paths import key_path
from shopguide.conf import settings
from shopguide.models import Event, Popularity

from .rows import replace

#: What a guest's order counts lately beside a buyer's (it may be the same guest again and again), and
#: what one who looked at a product, or put it in the cart.
GUEST = 0.3
VIEW = 0.02
CART = 0.2
LOOKED = (Event.Kind.VIEW, Event.Kind.CLICK)


@dataclass
class Counted:
    recent: float = 0.0
    buyers: int = 0
    views: int = 0


def recount(guide: ProductGuide) -> int:
    """Count every product of a guide again. Returns how many were ever bought or looked at.

    Lately is before the newest order, or the newest event, and not before today: a shop that rests
    for a month still knows what sold last.
    """
    counted: dict[str, Counted] = defaultdict(Counted)
    _count_orders(guide, counted)
    _count_events(guide, counted)
    now = timezone.now()
    rows = ((key, of.recent, of.buyers, of.views, now) for key, of in sorted(counted.items()))
    columns = ("object_id", "recent", "buyers", "views", "updated")
    return replace(Popularity, guide.name, columns, rows)


def popular(guide: ProductGuide, limit: int) -> dict[str, float]:
    """How much the products most bought lately are, by key, best first; whether they can be bought
    now is not looked at."""
    rows = Popularity.objects.filter(guide=guide.name, recent__gt=0)
    return dict(rows.order_by("-recent", "object_id").values_list("object_id", "recent")[:limit])


def _count_orders(guide: ProductGuide, counted: dict[str, Counted]) -> None:
    if (orders := guide.orders) is None:
        return
    product, buyer = (key_path(orders.model, path) for path in (orders.product, orders.buyer))
    lines = orders.bought().filter(**{f"{product}__isnull": False}).order_by()
    newest = lines.aggregate(newest=Max(orders.when))["newest"]
    if newest is None:
        return
    late = Q(**{f"{orders.when}__gt": _before(newest)})
    nobody = Q(**{f"{buyer}__isnull": True})
    # A guest is a buyer for each order, or each line where the shop names no order.
    guest = orders.number or "pk"
    rows = lines.values_list(product).annotate(
        ever=Count(buyer, distinct=True),
        guests=Count(guest, distinct=True, filter=nobody),
        lately=Count(buyer, distinct=True, filter=late),
        late_guests=Count(guest, distinct=True, filter=nobody & late),
    )
    for key, ever, guests, lately, late_guests in rows:
        of = counted[str(key)]
        of.buyers += ever + guests
        of.recent += lately + GUEST * late_guests


def _count_events(guide: ProductGuide, counted: dict[str, Counted]) -> None:
    for key, kind, ever, nobody, lately, late_nobody in _events(guide):
        of = counted[key]
        if kind in LOOKED:
            of.views += ever + nobody
        of.recent += (lately + late_nobody) * (VIEW if kind in LOOKED else CART)


def _events(guide: ProductGuide) -> Iterator[tuple[Any, ...]]:
    """Product, kind, shoppers and events of nobody, ever and lately."""
    kinds = [*LOOKED, Event.Kind.CART]
    events = Event.objects.filter(guide=guide.name, kind__in=kinds).exclude(object_id="")
    newest = events.aggregate(newest=Max("happened"))["newest"]
    if newest is None:
        return
    late, nobody = Q(happened__gt=_before(newest)), Q(shopper="")
    yield from (
        events.order_by()
        .values_list("object_id", "kind")
        .annotate(
            ever=Count("shopper", distinct=True, filter=~nobody),
            nobody=Count("pk", filter=nobody),
            lately=Count("shopper", distinct=True, filter=~nobody & late),
            late_nobody=Count("pk", filter=nobody & late),
        )
    )


def _before(newest: date | datetime) -> date | datetime:
    return newest - timedelta(days=settings["POPULAR_DAYS"])
