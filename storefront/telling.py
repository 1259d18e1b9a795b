"""Tells the guide what only the shop's server sees: that something was put into the cart."""

from uuid import uuid4

from django.http import HttpRequest
from django.utils.module_loading import import_string

from shopguide.api.visitors import shopper_of

from .models import Product


def tell_cart(request: HttpRequest, product: Product, quantity: int) -> None:
    """A negative quantity was taken out."""
    try:
        record_events = import_string("shopguide.events.record.record_events")
        reported = import_string("shopguide.events.record.Reported")
    except ImportError:
        return
    event = reported(
        client_id=str(uuid4()),
        kind="cart" if quantity > 0 else "uncart",
        guide="products",
        object_id=str(product.pk),
        quantity=abs(quantity),
    )
    record_events(shopper_of(request), [event])
