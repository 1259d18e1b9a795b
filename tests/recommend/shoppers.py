"""Shoppers of the tests: what they agreed to and what they did."""

import itertools
from datetime import timedelta

from django.utils import timezone

from shopguide.events.consent import PERSONALISATION, record
from shopguide.events.shopper import Shopper
from shopguide.models import Event

NOW = timezone.now()
_number = itertools.count()


def agreed_shopper(pk="1"):
    shopper = Shopper(user_pk=str(pk), personal=True)
    record(shopper.key, PERSONALISATION, True)
    return shopper


def did(shopper, kind, product=None, *, days_ago=0.0, now=NOW, **given):
    """One event as the room of events stores it."""
    key = shopper if isinstance(shopper, str) else shopper.key
    given.setdefault("client_id", f"test:{next(_number)}")
    return Event.objects.create(
        shopper=key,
        kind=kind,
        guide="phone" if product is not None else "",
        object_id="" if product is None else str(product.pk),
        title="" if product is None else str(product),
        happened=now - timedelta(days=days_ago),
        **given,
    )
