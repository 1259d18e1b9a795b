import pytest

from shopguide.catalogue.registry import registry
from shopguide.delivery import drain, reconcile
from storefront.load import load
from storefront.models import Product


@pytest.fixture
def shop(db):
    """The whole demo, of which the phones and the Chinese products are read."""
    load()
    keep = Product.objects.filter(source="shopguide") | Product.objects.filter(
        category__slug="smartphones"
    )
    Product.objects.exclude(pk__in=keep.values("pk")).update(is_public=False)
    reconcile(registry.get("products"))
    drain()
