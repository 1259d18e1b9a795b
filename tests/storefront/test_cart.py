"""The cart: what is put in, how many, and what becomes of it when the shop changes."""

import pytest
from django.test import Client

from storefront.cart import LONGEST, MOST
from storefront.models import Category, Product


@pytest.fixture
def category(db):
    return Category.objects.create(slug="smartphones", name="Smartphones", name_zh="手机")


@pytest.fixture
def product(category):
    return Product.objects.create(
        sku="one", name="Phone One", category=category, price="99.50", stock=5
    )


def add(client, quantity=1, sku="one"):
    return client.post("/cart/add/", {"sku": sku, "quantity": quantity}, follow=True)


def change(client, quantity, sku="one"):
    return client.post("/cart/change/", {"sku": sku, "quantity": quantity}, follow=True)


def held(client):
    return client.session.get("cart", {})


def test_looking_sets_no_cookie_and_keeps_nothing(product, client):
    for path in ("/", "/p/one/", "/cart/", "/c/smartphones/"):
        assert client.get(path).status_code == 200
    assert "sessionid" not in client.cookies
    assert "Nothing is in your cart yet." in client.get("/cart/").text


def test_a_product_is_put_in_and_counted_in_the_header(product, client):
    page = add(client, 2).text
    assert "“Phone One” is in your cart." in page
    assert "$199.00" in page
    assert held(client) == {str(product.pk): 2}
    add(client)
    assert held(client) == {str(product.pk): 3}
    assert '<span class="badge">3' in client.get("/").text


def test_no_more_than_there_are(product, client):
    add(client, 3)
    page = add(client, 4).text
    assert "You can have 5 of “Phone One” at most." in page
    assert held(client) == {str(product.pk): 5}
    Product.objects.update(stock=500)
    change(client, MOST)
    add(client, MOST)
    assert held(client) == {str(product.pk): MOST}


def test_out_of_stock_or_hidden_is_not_sold(product, client):
    Product.objects.update(stock=0)
    assert "cart-add" not in client.get("/p/one/").text
    assert "“Phone One” is out of stock." in add(client).text
    Product.objects.update(stock=5, is_public=False)
    assert client.post("/cart/add/", {"sku": "one", "quantity": 1}).status_code == 404
    assert client.post("/cart/add/", {"sku": "nothing", "quantity": 1}).status_code == 404
    assert held(client) == {}


@pytest.mark.parametrize("quantity", ["", "0", "-1", "1.5", "x", str(MOST + 1), "9" * 400, "٣\0"])
def test_odd_quantities_change_nothing(product, client, quantity):
    page = add(client, quantity)
    assert page.status_code == 200
    assert "Please choose how many" in page.text
    assert held(client) == {}
    add(client, 2)
    if quantity != "0":
        change(client, quantity)
        assert held(client) == {str(product.pk): 2}


def test_a_number_is_changed_and_taken_out(product, client):
    add(client, 2)
    change(client, 4)
    assert held(client) == {str(product.pk): 4}
    assert "Nothing is in your cart yet." in change(client, 0).text
    assert held(client) == {}
    # What is not in the cart is not put in by this door.
    change(client, 3)
    assert held(client) == {}


def test_what_is_hidden_later_leaves_the_cart_and_says_so(product, client):
    add(client)
    Product.objects.update(is_public=False)
    page = client.get("/cart/").text
    assert "is no longer sold and was taken out" in page
    assert held(client) == {}
    assert "taken out" not in client.get("/cart/").text


def test_what_is_short_is_told_and_stops_the_checkout(product, client):
    add(client, 4)
    Product.objects.update(stock=1)
    page = client.get("/cart/").text
    assert "Only 1 is left." in page
    assert "/checkout/" not in page
    assert "/checkout/" in change(client, 1).text


def test_a_cart_has_an_end(category, client):
    for number in range(LONGEST + 1):
        Product.objects.create(
            sku=f"p{number}", name=f"P{number}", category=category, price=1, stock=9
        )
        page = add(client, sku=f"p{number}").text
    assert "Your cart is full." in page
    assert len(held(client)) == LONGEST


def test_without_a_token_nothing_is_put_in(product):
    client = Client(enforce_csrf_checks=True)
    assert client.post("/cart/add/", {"sku": "one", "quantity": 1}).status_code == 403
    assert client.get("/cart/add/").status_code == 405


def test_recently_viewed_needs_a_session(product, category, client):
    other = Product.objects.create(sku="two", name="Phone Two", category=category, price=5, stock=5)
    client.get("/p/two/")
    assert "Recently viewed" not in client.get("/").text
    add(client)
    for sku in ("one", "two", "one"):
        client.get(f"/p/{sku}/")
    assert client.session["recent"] == [product.pk, other.pk]
    page = client.get("/").text
    assert page.index("Phone One") < page.index("Phone Two")
    Product.objects.filter(sku="one").update(is_public=False)
    assert "Phone One" not in client.get("/").text


def test_the_guide_hears_of_it_once_it_keeps_events(product, client, settings):
    pytest.importorskip("shopguide.events.record")
    from django.contrib.auth.models import User

    from shopguide.events.consent import PERSONALISATION, record
    from shopguide.models import Event

    user = User.objects.create_user("ada")
    client.force_login(user)
    record(f"user:{user.pk}", PERSONALISATION, True)
    add(client, 3)
    change(client, 1)
    change(client, 1)
    told = Event.objects.order_by("pk").values_list("kind", "object_id", "quantity", "shopper")
    key = f"user:{user.pk}"
    assert list(told) == [("cart", str(product.pk), 3, key), ("uncart", str(product.pk), 2, key)]
