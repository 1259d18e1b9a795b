"""Help pages show what is published in the reader's language, and a shopper can sign in."""

from django.contrib.auth.models import User

from storefront.load import DATA, _lines, _policies
from storefront.models import Category, Order, Policy, Product
from storefront.shoppers import BOUGHT, shopper


def test_policies_come_in_both_languages(db):
    rows = list(_lines(DATA / "policies_written_by_us.jsonl"))
    english = {row["slug"] for row in rows if row["language"] == "en"}
    assert english == {row["slug"] for row in rows if row["language"] == "zh-hans"}
    assert len(english) >= 14
    _policies(rows)
    assert Policy.objects.count() == len(rows)


def test_loading_again_keeps_what_was_hidden(db):
    rows = list(_lines(DATA / "policies_written_by_us.jsonl"))
    _policies(rows)
    Policy.objects.filter(slug="store").update(is_public=False, title="Old")
    _policies(rows)
    hidden = Policy.objects.get(slug="store", language="en")
    assert (hidden.is_public, hidden.title) == (False, "Our store and opening hours")


def test_help_pages_are_in_the_readers_language(client, db):
    _policies(_lines(DATA / "policies_written_by_us.jsonl"))
    page = client.get("/help/").content.decode()
    assert "Returns and refunds" in page
    assert "退货与退款" not in page
    assert "退货与退款" in client.get("/help/", headers={"accept-language": "zh-hans"}).text
    one = client.get("/help/returns/").content.decode()
    assert "within 30 days of delivery" in one
    Policy.objects.filter(slug="returns").update(is_public=False)
    assert client.get("/help/returns/").status_code == 404
    assert "Returns and refunds" not in client.get("/help/").content.decode()


def test_the_shopper_has_two_orders_and_signs_in(client, db):
    category = Category.objects.create(slug="all", name="All", name_zh="全部", icon="bag")
    for _status, skus in BOUGHT.values():
        for sku in skus:
            Product.objects.create(sku=sku, name=sku, category=category, price=5)
    assert shopper("a secret")
    assert not shopper("another")
    user = User.objects.get(username="shopper")
    assert sorted(Order.objects.values_list("user", "status")) == [
        (user.pk, "delivered"),
        (user.pk, "sent"),
    ]
    given = {"username": "shopper", "password": "a secret"}
    assert client.post("/sign-in/?next=/help/", given).url == "/help/"
    assert "Sign out" in client.get("/help/").content.decode()
    assert client.post("/sign-out/").url == "/"
    refused = client.post("/sign-in/", {**given, "password": "no"})
    assert 'role="alert"' in refused.content.decode()
