"""The demo's shoppers have the orders, reviews and consent that they were given, once."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User

from shopguide.events.consent import PERSONALISATION, agreed, record
from shopguide.models import Consent
from storefront import shoppers
from storefront.models import Category, Line, Order, Product, Review
from storefront.shoppers import DAY

ROWS = [
    {"buyer": "ming", "order": "1", "days": "40", "sku": "one", "quantity": "2"},
    {"buyer": "ming", "order": "1", "days": "40", "sku": "two", "quantity": "1"},
    {"buyer": "ming", "order": "2", "days": "3", "sku": "one", "quantity": "1"},
    {"buyer": "buyer-001", "order": "3", "days": "0", "sku": "two", "quantity": "1"},
    {"buyer": "buyer-001", "order": "4", "days": "9", "sku": "gone", "quantity": "1"},
]
OPINION = {
    "shopper": "ming", "sku": "one", "score": 2, "days": 30, "language": "en", "title": "",
    "body": "The battery is bad.",
}  # fmt: skip


@pytest.fixture
def products(db):
    category = Category.objects.create(slug="all", name="All", name_zh="全部", icon="bag")
    for sku, price in [("one", 5), ("two", 7)]:
        Product.objects.create(sku=sku, name=f"Thing {sku}", category=category, price=price)


def test_orders_are_rows_with_lines(products):
    assert shoppers.load(ROWS) == 4
    ming = User.objects.get(username="ming")
    assert not ming.has_usable_password()
    found = Order.objects.filter(user=ming).order_by("placed_at")
    assert [each.status for each in found] == ["delivered", "sent"]
    assert DAY - timedelta(days=41) < found[0].placed_at < DAY - timedelta(days=40)
    assert sorted(found[0].lines.values_list("title", "quantity", "price")) == [
        ("Thing one", 2, 5),
        ("Thing two", 1, 7),
    ]
    assert found[0].total == 17
    assert all(each.placed_at < DAY for each in Order.objects.all())
    # A thing that the shop does not have makes no line.
    assert Line.objects.count() == 4


def test_again_nothing_is_added_and_what_people_did_stays(products):
    shoppers.load(ROWS)
    ming = User.objects.get(username="ming")
    Order.objects.filter(reference="demo-2").update(status=Order.Status.CANCELLED)
    own = Order.objects.create(user=ming, placed_at=DAY, reference="own")
    before = dict(Order.objects.values_list("reference", "pk"))
    assert shoppers.load(ROWS) == 0
    assert shoppers.load(ROWS, DAY + timedelta(days=30)) == 0
    assert dict(Order.objects.values_list("reference", "pk")) == before
    assert Line.objects.count() == 4
    moved = Order.objects.get(reference="demo-2")
    assert moved.status == Order.Status.CANCELLED
    assert DAY + timedelta(days=26) < moved.placed_at < DAY + timedelta(days=27)
    assert Order.objects.get(pk=own.pk).placed_at == DAY


def test_those_to_follow_agreed_and_may_take_it_back(products):
    shoppers.load(ROWS)
    key = f"user:{User.objects.get(username='ming').pk}"
    assert agreed(key, PERSONALISATION)
    assert Consent.objects.count() == 1
    record(key, PERSONALISATION, False)
    shoppers.load(ROWS)
    assert not agreed(key, PERSONALISATION)


def test_reviews_have_their_author(products):
    shoppers.load(ROWS)
    shoppers.review([OPINION])
    (review,) = Review.objects.all()
    assert (review.author.username, review.author_name, review.is_verified) == (
        "ming",
        "小明",
        True,
    )
    shoppers.review([OPINION], DAY + timedelta(days=5))
    (again,) = Review.objects.all()
    assert again.pk == review.pk
    assert again.created - review.created == timedelta(days=5)


def test_those_to_follow_can_sign_in_once_a_password_is_given(products, client):
    shoppers.load(ROWS)
    assert shoppers.shopper("a secret")
    assert client.login(username="ming", password="a secret")
    User.objects.get(username="ming").set_password("changed")
    assert not shoppers.shopper("another")
    assert client.login(username="ming", password="a secret")


def test_the_whole_file_is_loaded(shop):
    assert Order.objects.filter(reference__startswith="demo-").count() > 1400
    assert User.objects.filter(username__startswith="buyer-").count() == 300
    for name in shoppers.FOLLOWED:
        user = User.objects.get(username=name)
        assert user.orders.count() >= 6
        assert Review.objects.filter(author=user).exists()
