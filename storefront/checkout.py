"""A cart becomes an order: once, of what is there, for the price that was shown."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .cart import Row
from .models import Line, Order, Product


class Refused(Exception):
    """The order was not placed; the text is for the shopper."""


@dataclass(frozen=True)
class Delivery:
    recipient: str
    address: str


def placed(user: User, reference: UUID | str) -> Order | None:
    """The order that this checkout has made already."""
    return Order.objects.filter(user=user, reference=str(reference)).first()


def place(
    user: User, rows: Sequence[Row], seen: Decimal, reference: UUID | str, delivery: Delivery
) -> Order:
    """Make the order and take its pieces from stock, or neither. A second call with the same
    ``reference`` returns the order of the first. Raises Refused where the shop has fewer pieces or
    another total than the ``seen`` one."""
    try:
        with transaction.atomic():
            # First: whoever comes second with this reference waits here for the first.
            order = Order.objects.create(
                user=user,
                placed_at=timezone.now(),
                reference=str(reference),
                recipient=delivery.recipient,
                address=delivery.address,
            )
            _take(order, rows, seen)
    except IntegrityError as error:
        if existing := placed(user, reference):
            return existing
        raise Refused(_("This page is out of date. Please check your cart.")) from error
    return order


def _take(order: Order, rows: Sequence[Row], seen: Decimal) -> None:
    wanted = {row.product.pk: row.quantity for row in rows}
    # In one order, so that two checkouts never wait for each other.
    locked = Product.objects.select_for_update().filter(pk__in=wanted, is_public=True)
    products = {each.pk: each for each in locked.order_by("pk")}
    for row in rows:
        product = products.get(row.product.pk)
        left = product.stock if product else 0
        if left < row.quantity:
            raise Refused(_too_few(row.product.name, left))
    total = sum((products[pk].price * number for pk, number in wanted.items()), Decimal(0))
    if total != seen:
        raise Refused(_("Prices have changed since you opened this page. Please look again."))
    for pk, number in wanted.items():
        product = products[pk]
        product.stock -= number
        product.save(update_fields=["stock"])
        # One by one: the guide is told of each.
        Line.objects.create(
            order=order, product=product, title=product.name, quantity=number, price=product.price
        )


def _too_few(title: str, left: int) -> str:
    if not left:
        return _("“%(title)s” is out of stock.") % {"title": title}
    told = ngettext(
        "Only %(left)d of “%(title)s” is left.", "Only %(left)d of “%(title)s” are left.", left
    )
    return told % {"title": title, "left": left}


def cancel(user: User, number: int) -> bool:
    """Call off an order that has not been sent, and put its pieces back. Returns whether it was."""
    with transaction.atomic():
        order = Order.objects.select_for_update().filter(user=user, pk=number).first()
        if order is None or not order.can_be_cancelled:
            return False
        order.status = Order.Status.CANCELLED
        order.save(update_fields=["status"])
        lines = list(order.lines.all())
        pieces = Counter[int]()
        for line in lines:
            if line.product_id is not None:
                pieces[line.product_id] += line.quantity
        for product in Product.objects.select_for_update().filter(pk__in=pieces).order_by("pk"):
            product.stock += pieces[product.pk]
            product.save(update_fields=["stock"])
        for line in lines:
            # Nothing of the line has changed but what its order says: the guide looks again.
            line.save(update_fields=["quantity"])
    return True
