"""Shoppers who agreed and who did not, and products that they look at."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from shopguide.events.consent import PERSONALISATION, record
from shopguide.events.record import Reported
from shopguide.events.shopper import Shopper
from tests.shop.factories import products


@pytest.fixture
def phones():
    return products(3)


def agreeing_user(name="ann"):
    user = User.objects.create_user(name)
    record(f"user:{user.pk}", PERSONALISATION, given=True)
    return user


@pytest.fixture
def ann(db):
    """A user who agreed to be known, as the room sees her."""
    return Shopper(user_pk=str(agreeing_user().pk), personal=True)


def view(product, **given):
    return Reported(
        **{
            "client_id": str(uuid4()),
            "kind": "view",
            "guide": "phone",
            "object_id": str(product.pk),
            **given,
        }
    )


def ago(**delta):
    return timezone.now() - timedelta(**delta)
