import pytest
from django.contrib.auth.models import User

from shopguide.events.shopper import Shopper


@pytest.fixture
def anna(db):
    return User.objects.create_user("anna")


@pytest.fixture
def ben(db):
    return User.objects.create_user("ben")


@pytest.fixture
def as_shopper():
    return lambda user: Shopper(user_pk=str(user.pk))
