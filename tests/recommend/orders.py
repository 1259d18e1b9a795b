"""Orders of the test shop, many at once."""

from datetime import UTC, datetime, timedelta

from django.contrib.auth.models import User

from tests.shop.models import Line, Order

DAY = datetime(2026, 6, 30, 12, tzinfo=UTC)


def buyer(name):
    return User.objects.get_or_create(username=name)[0]


def order(name, products, days=0):
    """An order of one buyer, so many days before ``DAY``."""
    made = Order.objects.create(user=buyer(name))
    Order.objects.filter(pk=made.pk).update(placed_at=DAY - timedelta(days=days))
    Line.objects.bulk_create(
        [Line(order=made, product=each, title=each.name if each else "gone") for each in products]
    )
    return made
