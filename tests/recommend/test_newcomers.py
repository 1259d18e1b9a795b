"""Who is new: unknown products, by taste, each in its turn, and none that is hidden or sold out."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.cache import cache
from django.utils import timezone

from shopguide.models import Popularity
from shopguide.recommend.newcomers import BUYER, KNOWN, _is_new, newcomers
from shopguide.recommend.weights import TasteWeights
from tests.shop.factories import phone_guide, products
from tests.shop.models import Brand, Category, Product

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh():
    cache.clear()


def seen(product, views=0, buyers=0):
    Popularity.objects.create(
        guide="phone", object_id=str(product.pk), views=views, buyers=buyers, recent=1
    )


def test_what_many_have_seen_is_no_newcomer():
    new, viewed, bought = products(3)
    seen(viewed, views=KNOWN)
    seen(bought, views=1, buyers=KNOWN // BUYER)
    assert [each.pk for each in newcomers(phone_guide())] == [new.pk]


def test_the_less_it_was_seen_the_sooner_it_comes():
    made = products(5)
    for number, product in enumerate(made):
        seen(product, views=4 * number)
    orders = [[each.pk for each in newcomers(phone_guide(), seed=seed)] for seed in range(60)]
    first = [order[0] for order in orders]
    assert first.count(made[0].pk) > 40
    last = [order[-1] for order in orders]
    assert last.count(made[0].pk) == 0
    assert newcomers(phone_guide(), seed=1) == newcomers(phone_guide(), seed=1)


def test_each_has_its_turn():
    made = products(10)
    found = {newcomers(phone_guide(), limit=1, seed=seed)[0].pk for seed in range(100)}
    assert found == {product.pk for product in made}


def test_taste_comes_before_chance():
    products(20)
    liked = products(2, brand=Brand.objects.create(name="Orion"))
    (best,) = products(1, category=Category.objects.create(name="Tablets"))
    taste = TasteWeights(category={"Tablets": 1.0}, brand={"Orion": 1.0})
    order = [each.pk for each in newcomers(phone_guide(), taste, seed=3)]
    assert order[0] == best.pk
    ranks = [order.index(product.pk) for product in liked]
    assert max(ranks) < 15


def test_none_that_is_hidden_sold_out_or_told_to_leave_out():
    hidden, sold, own, new = products(4)
    newcomers(phone_guide())
    # What stands in the cache passes the gate again.
    Product.objects.filter(pk=hidden.pk).update(is_public=False)
    Product.objects.filter(pk=sold.pk).update(stock=0)
    assert [each.pk for each in newcomers(phone_guide(), apart_from=[own.pk])] == [new.pk]


def test_new_is_said_of_what_came_of_late(monkeypatch):
    monkeypatch.setattr(type(phone_guide()), "date_field", "name")
    now = timezone.now()
    assert _is_new(now - timedelta(days=3))
    assert _is_new((now - timedelta(days=59)).date())
    assert not _is_new(now - timedelta(days=90))
    assert not _is_new(None)


def test_a_cache_that_is_down_costs_no_page(monkeypatch):
    (new,) = products(1)

    def fail(*args):
        raise ConnectionError("cache down")

    monkeypatch.setattr("shopguide.recommend.kept.cache", SimpleNamespace(get=fail, set=fail))
    assert [each.pk for each in newcomers(phone_guide())] == [new.pk]


def test_an_empty_shop_has_none():
    assert newcomers(phone_guide()) == []
