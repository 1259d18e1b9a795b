import pytest
from hypothesis import HealthCheck, settings

from tests.shop.factories import phone_guide, products

# Rows of one example are deleted by the next, and a busy machine is no fault.
settings.register_profile(
    "insight", deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
settings.load_profile("insight")


@pytest.fixture
def guide(db):
    return phone_guide()


@pytest.fixture
def product(db):
    (made,) = products(1)
    return made
