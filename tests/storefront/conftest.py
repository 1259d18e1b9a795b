import pytest
from django.db import transaction
from django.db.models import TextField
from django.db.models.functions import Cast

from shopguide.catalogue.registry import registry
from shopguide.delivery import drain, reconcile
from shopguide.models import Job
from storefront.load import load
from storefront.models import Product, Review

from .snapshot import Snapshot

_loaded = []


@pytest.fixture
def shop(db):
    """The whole demo, of which the phones and the Chinese products are read, with their reviews."""
    load_shop()


def load_shop():
    """Loaded and read once in a session; put back as it was then for every test after the first."""
    if _loaded:
        with transaction.atomic():
            _loaded[0].restore()
        return
    load()
    keep = Product.objects.filter(source="shopguide") | Product.objects.filter(
        category__slug="smartphones"
    )
    Product.objects.exclude(pk__in=keep.values("pk")).update(is_public=False)
    reconcile(registry.get("products"))
    read = Review.objects.filter(product__in=keep).annotate(key=Cast("pk", TextField()))
    reviews = Job.objects.filter(kind=Job.Kind.REVIEW)
    reviews.exclude(object_id__in=read.values("key")).delete()
    drain()
    _loaded.append(Snapshot())
