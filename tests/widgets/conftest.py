"""Reviews of one phone, read as they would be by a worker."""

from datetime import UTC, datetime, timedelta

import pytest

from shopguide.delivery import drain
from shopguide.models import Job
from tests.shop.factories import products
from tests.shop.models import Review

DAY = datetime(2026, 10, 1, tzinfo=UTC)


def read():
    return drain(kinds=[Job.Kind.REVIEW])


@pytest.fixture
def product(db):
    (made,) = products(1)
    return made


@pytest.fixture
def write(product):
    """Makes saved reviews, each a day older than the one before: ``write("The camera is good.")``."""
    written = 0

    def make(*bodies, **given):
        nonlocal written
        made = []
        for body in bodies:
            review = Review.objects.create(**{"product": product, "body": body, **given})
            review.created = DAY - timedelta(days=written)
            review.save()
            written += 1
            made.append(review)
        return made

    return make


@pytest.fixture
def reviewed(product, write):
    """Twelve reviews: 5 praise the camera, 3 blame the battery, 2 do both, 2 say nothing of either."""
    write(*(f"The camera is good on day {n}." for n in range(3)), rating=5)
    write("拍照很好，早晚都清楚。", "The camera is great. The battery is bad.", rating=4)
    write("Good camera. Awful battery.", "The battery is poor.", "电池很差。", rating=2)
    write("The battery is bad.", "It arrived on Monday.", "Blue, as ordered.", rating=3)
    write("The camera is good.", approved=False)
    read()
    return product
