"""Both stores under one contract, on two shops of different shape."""

import pytest
from django.utils import timezone

from shopguide.catalogue.registry import registry
from shopguide.vectors.indexes import ensure_index, index_state
from tests.contracts.store import StoreContract
from tests.oscarish.models import Artikel, Offer
from tests.shop.models import Product


class PhoneShop:
    """The vector lies on the product."""

    guide = registry.get("phone")

    def make(self, count):
        made = Product.objects.bulk_create(Product(name=f"Phone {n}") for n in range(count))
        return [product.pk for product in made]

    def hide(self, pk):
        Product.objects.filter(pk=pk).update(is_public=False)

    def delete(self, pk):
        Product.objects.get(pk=pk).delete()

    def index(self, store):
        assert index_state(self.guide).valid

    def index_name(self, store):
        return "shop_product_embedding"


class ArtikelShop:
    """The vector lies in shopguide's own table; keys are UUIDs."""

    guide = registry.get("artikel")

    def make(self, count):
        made = Artikel.objects.bulk_create(Artikel(headline=f"Thing {n}") for n in range(count))
        Offer.objects.bulk_create(Offer(item=each, amount=5) for each in made)
        return [each.pk for each in made]

    def hide(self, pk):
        Artikel.objects.filter(pk=pk).update(deleted_at=timezone.now())

    def delete(self, pk):
        Artikel.objects.get(pk=pk).delete()

    def index(self, store):
        assert index_state(self.guide) is None
        assert ensure_index(self.guide)
        assert not ensure_index(self.guide)
        assert index_state(self.guide).valid

    def index_name(self, store):
        return store.index_name


@pytest.mark.django_db
class TestFieldStore(StoreContract):
    @pytest.fixture
    def shop(self):
        return PhoneShop()


@pytest.mark.django_db
class TestTableStore(StoreContract):
    @pytest.fixture
    def shop(self):
        return ArtikelShop()
