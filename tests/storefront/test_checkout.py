"""Orders are real rows: placed once, of what is there, for the price that was shown."""

import re
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.db import connections
from django.test import Client

from storefront.models import Category, Line, Order, Product

WHERE = {"recipient": "Ada", "address": "1 Harbour Street, 20457 Hamburg"}


@pytest.fixture
def product(db):
    category = Category.objects.create(slug="smartphones", name="Smartphones", name_zh="手机")
    return Product.objects.create(
        sku="one", name="Phone One", category=category, price="99.50", stock=5
    )


@pytest.fixture
def ada(product, client):
    user = User.objects.create_user("ada")
    client.force_login(user)
    return user


def form_of(client, quantity=2):
    """What the page of the checkout would send."""
    client.post("/cart/add/", {"sku": "one", "quantity": quantity})
    page = client.get("/checkout/").text
    found = dict(re.findall(r'name="(reference|seen)" value="([^"]*)"', page))
    return {**WHERE, **found}


def test_an_order_is_placed_and_stock_goes_down(ada, product, client):
    answer = client.post("/checkout/", form_of(client))
    (order,) = Order.objects.all()
    assert answer.headers["Location"] == f"/orders/{order.pk}/"
    assert (order.user, order.status, order.recipient) == (ada, "paid", "Ada")
    (line,) = Line.objects.all()
    assert (line.product, line.title, line.quantity, line.price) == (product, "Phone One", 2, 99.5)
    assert Product.objects.get().stock == 3
    assert "cart" not in client.session
    page = client.get(f"/orders/{order.pk}/").text
    assert "Thank you. Your order is placed." in page
    assert "$199.00" in page


def test_a_visitor_signs_in_first_and_keeps_the_cart(product, client):
    client.post("/cart/add/", {"sku": "one", "quantity": 2})
    assert client.get("/checkout/").headers["Location"] == "/sign-in/?next=/checkout/"
    assert "/join/?next=/checkout/" in client.get("/sign-in/?next=/checkout/").text
    given = {"username": "mo", "password1": "a-long-secret", "password2": "a-long-secret"}
    answer = client.post("/join/", {**given, "next": "/checkout/"})
    assert answer.headers["Location"] == "/checkout/"
    page = client.get("/checkout/")
    assert page.status_code == 200
    assert "2 × " in page.text
    assert client.get("/join/").status_code == 404


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example", "javascript:x"])
def test_nobody_is_sent_elsewhere(product, client, wanted):
    given = {"username": "mo", "password1": "a-long-secret", "password2": "a-long-secret"}
    assert client.post("/join/", {**given, "next": wanted}).headers["Location"] == "/"


def test_the_same_form_twice_is_one_order(ada, client):
    form = form_of(client)
    first = client.post("/checkout/", form)
    again = client.post("/checkout/", form)
    assert again.headers["Location"] == first.headers["Location"]
    assert Order.objects.count() == 1
    assert Product.objects.get().stock == 3


def test_two_tabs_are_one_checkout_until_the_cart_changes(ada, client):
    first = form_of(client)
    assert form_of(client, 1)["reference"] != first["reference"]
    one, other = (client.get("/checkout/").context["reference"] for _ in range(2))
    assert one == other


@pytest.mark.django_db(transaction=True)
def test_a_double_click_is_one_order(ada, client):
    form = form_of(client)
    cookies = client.cookies

    def send(_):
        try:
            each = Client()
            each.cookies = cookies
            return each.post("/checkout/", form).headers["Location"]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(6) as pool:
        places = set(pool.map(send, range(6)))
    (order,) = Order.objects.all()
    # Whoever comes when the cart is empty already gets the same order too.
    assert places == {f"/orders/{order.pk}/"}
    assert Product.objects.get().stock == 3
    assert Line.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_last_pieces_are_sold_once(product):
    Product.objects.update(stock=3)
    forms = []
    for number in range(6):
        client = Client()
        client.force_login(User.objects.create_user(f"user{number}"))
        forms.append((client, form_of(client, 1)))

    def send(pair):
        try:
            return pair[0].post("/checkout/", pair[1]).headers["Location"]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(6) as pool:
        places = list(pool.map(send, forms))
    assert places.count("/cart/") == 3
    assert Order.objects.count() == Line.objects.count() == 3
    assert Product.objects.get().stock == 0


def test_a_price_that_rose_is_not_taken_silently(ada, client):
    form = form_of(client)
    Product.objects.update(price=120)
    page = client.post("/checkout/", form, follow=True).text
    assert "Prices have changed since you opened this page." in page
    assert Order.objects.count() == 0
    assert Product.objects.get().stock == 5
    assert client.post("/checkout/", form_of(client, 1)).headers["Location"] != "/cart/"


def test_what_another_bought_meanwhile_is_told(ada, client):
    form = form_of(client, 3)
    Product.objects.update(stock=2)
    page = client.post("/checkout/", form, follow=True).text
    assert "Only 2 are left." in page
    assert Order.objects.count() == 0
    assert Product.objects.get().stock == 2


def test_a_reference_of_another_is_no_door(ada, client):
    form = form_of(client)
    client.post("/checkout/", form)
    other = Client()
    other.force_login(User.objects.create_user("mo"))
    theirs = {**form_of(other, 1), "reference": form["reference"]}
    page = other.post("/checkout/", theirs, follow=True).text
    assert "This page is out of date. Please check your cart." in page
    assert Order.objects.count() == 1
    assert Product.objects.get().stock == 3


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"recipient": ""}, "Say who gets it."),
        ({"recipient": "x" * 81}, "at most 80 characters"),
        ({"address": ""}, "Say where it goes."),
        ({"address": "Here"}, "Please write the whole address."),
        ({"address": "x" * 301}, "at most 300 characters"),
        ({"address": "1 Harbour\0 Street"}, "Null characters are not allowed."),
        ({"seen": "much"}, "This page is out of date."),
        ({"seen": "NaN"}, "This page is out of date."),
        ({"reference": "x"}, "This page is out of date."),
    ],
)
def test_a_fault_is_told_and_what_was_typed_is_kept(ada, client, changes, fault):
    answer = client.post("/checkout/", {**form_of(client), **changes})
    assert answer.status_code == 200
    assert fault in answer.text
    assert Order.objects.count() == 0
    if "recipient" not in changes:
        assert 'value="Ada"' in answer.text


def test_each_fault_is_tied_to_its_field(ada, client):
    page = client.post("/checkout/", {**form_of(client), "address": ""}).text
    field = re.search(r'<textarea[^>]*name="address"[^>]*>', page).group()
    assert 'aria-invalid="true"' in field
    for described in re.search(r'aria-describedby="([^"]+)"', field).group(1).split():
        assert f'id="{described}"' in page


def test_an_empty_cart_has_no_checkout(ada, client):
    assert client.get("/checkout/").headers["Location"] == "/cart/"
    sent = client.post("/checkout/", {**WHERE, "seen": "0", "reference": str(uuid4())})
    assert sent.headers["Location"] == "/cart/"


def test_orders_are_only_the_buyers_own(ada, client):
    client.post("/checkout/", form_of(client))
    (order,) = Order.objects.all()
    assert f"/orders/{order.pk}/" in client.get("/orders/").text
    other = Client()
    assert other.get("/orders/").headers["Location"] == "/sign-in/?next=/orders/"
    other.force_login(User.objects.create_superuser("root"))
    assert other.get(f"/orders/{order.pk}/").status_code == 404
    assert other.post(f"/orders/{order.pk}/").status_code == 404
    assert "You have not ordered anything yet." in other.get("/orders/").text
    assert Order.objects.get().status == "paid"


def test_an_order_is_cancelled_once_and_its_pieces_come_back(ada, client):
    client.post("/checkout/", form_of(client))
    (order,) = Order.objects.all()
    for _ in range(2):
        client.post(f"/orders/{order.pk}/")
    assert Order.objects.get().status == "cancelled"
    assert Product.objects.get().stock == 5
    page = client.get(f"/orders/{order.pk}/").text
    assert "cannot be cancelled here" in page
    assert "Cancel this order" not in page


def test_what_is_on_its_way_is_not_cancelled(ada, client):
    client.post("/checkout/", form_of(client))
    Order.objects.update(status=Order.Status.SENT)
    page = client.post(f"/orders/{Order.objects.get().pk}/", follow=True).text
    assert "This order is on its way and cannot be cancelled here." in page
    assert Product.objects.get().stock == 3


def test_a_line_outlives_its_product(ada, client):
    client.post("/checkout/", form_of(client))
    (order,) = Order.objects.all()
    Product.objects.all().delete()
    page = client.get(f"/orders/{order.pk}/").text
    assert "Phone One" in page
    assert client.post(f"/orders/{order.pk}/").status_code == 302
    assert Order.objects.get().status == "cancelled"


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_question_on_an_order_is_answered_with_its_status(ada, client, language):
    client.cookies["django_language"] = language
    client.post("/checkout/", form_of(client))
    (order,) = Order.objects.all()
    page = client.get(f"/orders/{order.pk}/").text
    link = re.search(r'href="(/ask/\?question=[^"]+)"', page).group(1)
    asked = re.search(r'name="question"[^>]*value="([^"]+)"', client.get(link).text).group(1)
    assert str(order.pk) in asked
    answer = client.post("/ask/", {"question": asked}, follow=True).text
    assert "Phone One" in answer
    assert re.search(rf"\b{order.pk}\b", answer)


@pytest.mark.django_db(transaction=True)
def test_the_guide_hears_of_orders_and_of_their_end(ada, product, client):
    pytest.importorskip("shopguide.events.record")
    from shopguide.events.consent import PERSONALISATION, record
    from shopguide.models import Event

    record(f"user:{ada.pk}", PERSONALISATION, True)
    client.post("/checkout/", form_of(client))
    ordered = Event.objects.filter(kind=Event.Kind.ORDER)
    assert list(ordered.values_list("shopper", "object_id", "quantity")) == [
        (f"user:{ada.pk}", str(product.pk), 2)
    ]
    client.post(f"/orders/{Order.objects.get().pk}/")
    assert not ordered.exists()
