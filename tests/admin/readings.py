"""Reviews of the test shop, read as a worker reads them, by FakeReader."""

from datetime import timedelta

from django.contrib.auth.models import User
from django.utils import timezone

from shopguide.delivery import drain
from shopguide.jobs import enqueue
from shopguide.models import Job
from tests.shop.models import Line, Order, Review

GOOD, BAD = "The battery is good.", "The battery is bad."


def reviews(product, count, body, *, days=100, **given):
    """``count`` reviews with the same words, a day apart, the last one ``days`` ago."""
    made = Review.objects.bulk_create(
        Review(**{"product": product, "body": body, "rating": 4, **given}) for _ in range(count)
    )
    now = timezone.now()
    for n, review in enumerate(made):
        # The column fills itself on creation.
        review.created = now - timedelta(days=days + n, hours=1)
    Review.objects.bulk_update(made, ["created"])
    return made


def buyer(product, name="buyer"):
    """A shopper who has bought the product."""
    user, _ = User.objects.get_or_create(username=name)
    order = Order.objects.create(user=user)
    Line.objects.create(order=order, product=product, title=product.name)
    return user


def read(guide):
    """Read every review of a guide."""
    rows = guide.reviews.model._base_manager.values_list("pk", flat=True)
    enqueue(guide, rows, [Job.Kind.REVIEW])
    drain(kinds=[Job.Kind.REVIEW])
