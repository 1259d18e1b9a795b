import pytest

from shopguide.events.shopper import Shopper


@pytest.fixture
def as_shopper():
    return lambda user: Shopper(user_pk=str(user.pk))
