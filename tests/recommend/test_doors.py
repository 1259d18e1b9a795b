"""Tags, the API and the button "not for me", as a browser meets them."""

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.template import RequestContext, Template
from django.test import Client, RequestFactory, override_settings
from django.urls import reverse

from shopguide.events.consent import PERSONALISATION, record
from shopguide.events.shopper import Shopper
from shopguide.models import Event, Exposure, Neighbour
from shopguide.widgets.seen import dismissed_in, remember_seen, seen_in
from tests.shop.models import Line, Order, Product

API = "/guide-api/v1/recommendations/"


def page(tag, *, user=None, session=None, headers=None, **context):
    """The text of a page with one tag, for a user or a visitor."""
    from django.contrib.auth.models import AnonymousUser

    request = RequestFactory().get("/p/1/", headers=headers or {})
    request.user = user or AnonymousUser()
    request.session = session if session is not None else SessionStore()
    template = Template("{% load shopguide %}" + tag)
    return template.render(RequestContext(request, {"request": request, **context}))


def sellable():
    return Product.objects.filter(is_public=True, stock__gt=0, parent=None).order_by("pk")


def test_each_card_says_why_and_can_be_sent_away(shop):
    text = page('{% recommended_products guide="phone" limit=4 %}')
    assert text.count("data-sg-item") == 4
    assert text.count("Popular lately.") + text.count("Few shoppers have seen it yet.") == 4
    assert text.count("Why this?") == 4
    assert text.count(f'action="{reverse("shopguide:dismiss")}"') == 4
    exposure = Exposure.objects.get()
    assert f'data-sg-exposure="{exposure.pk}"' in text
    assert [each["rank"] for each in exposure.shown] == [1, 2, 3, 4]


def test_nothing_to_show_is_nothing_at_all(shop):
    assert page('{% buy_again guide="phone" %}').strip() == ""
    assert page('{% because_you_viewed guide="phone" %}').strip() == ""
    hidden = Product.objects.filter(is_public=False).first()
    assert page("{% bought_together product %}", product=hidden).strip() == ""


def test_the_cart_is_given_as_products_or_keys(shop):
    first = sellable()[0]
    for cart in ([first], [first.pk], [str(first.pk)], sellable().filter(pk=first.pk)):
        text = page('{% recommended_products guide="phone" limit=50 cart=cart %}', cart=cart)
        assert f'data-sg-product="{first.pk}"' not in text
        assert text.count("data-sg-item") > 10


def test_a_strip_beside_a_product_and_of_orders(shop, django_user_model):
    user = django_user_model.objects.create_user("bob")
    first, second = [each for each in sellable() if each.parent_id is None][:2]
    Line.objects.create(order=Order.objects.create(user=user), product=first, title="x")
    Neighbour.objects.update_or_create(
        guide="phone", kind="together", object_id=str(second.pk), other_id=str(first.pk),
        defaults={"weight": 99, "count": 5},
    )  # fmt: skip
    again = page('{% buy_again guide="phone" %}', user=user)
    assert "Buy again" in again
    assert "You have bought it 1 time." in again
    # What is owned is sold no second time beside another product.
    assert f'data-sg-product="{first.pk}"' not in page(
        "{% bought_together product %}", user=user, product=second
    )
    assert f'data-sg-product="{first.pk}"' in page("{% bought_together product %}", product=second)


def test_titles_are_text(shop):
    Product.objects.update(name="<script>alert(1)</script>")
    text = page('{% recommended_products guide="phone" %}')
    assert "alert" in text
    assert "<script>alert" not in text


@pytest.mark.parametrize("headers", [{}, {"Accept": "application/json"}])
def test_not_for_me_of_a_visitor_is_kept_by_the_session_alone(shop, client, headers):
    first = sellable()[0]
    told = {"guide": "phone", "product": first.pk, "surface": "recommended", "next": "/help/"}
    answer = client.post(reverse("shopguide:dismiss"), told, headers=headers)
    assert answer.status_code == (204 if headers else 302)
    if not headers:
        assert answer["Location"] == "/help/"
    assert not Event.objects.exists()
    shown = client.get(API, {"guide": "phone", "limit": 50}).json()["results"]
    assert len(shown) > 10
    assert str(first.pk) not in [each["product"]["id"] for each in shown]


def test_not_for_me_of_one_who_agreed_is_an_event_once(shop, client, django_user_model):
    user = django_user_model.objects.create_user("ann")
    record(f"user:{user.pk}", PERSONALISATION, True)
    client.force_login(user)
    first = sellable()[0]
    told = {"guide": "phone", "product": first.pk, "surface": "recommended"}
    for _ in range(3):
        client.post(reverse("shopguide:dismiss"), told)
    event = Event.objects.get()
    assert (event.kind, event.shopper, event.title) == ("dismissal", f"user:{user.pk}", first.name)
    elsewhere = Client()
    elsewhere.force_login(user)
    shown = elsewhere.get(API, {"guide": "phone", "limit": 50}).json()["results"]
    assert str(first.pk) not in [each["product"]["id"] for each in shown]


@pytest.mark.parametrize("away", ["https://evil.example/", "//evil.example", "javascript:x"])
def test_the_button_leads_to_no_other_site(shop, client, away):
    told = {"guide": "phone", "product": sellable()[0].pk, "next": away}
    assert client.post(reverse("shopguide:dismiss"), told)["Location"] == "/"


def test_a_hidden_product_cannot_be_sent_away(shop, client):
    hidden = Product.objects.filter(is_public=False).first()
    told = {"guide": "phone", "product": hidden.pk}
    assert client.post(reverse("shopguide:dismiss"), told).status_code == 404
    assert client.get(reverse("shopguide:dismiss")).status_code == 405


def test_another_site_cannot_press_the_button(shop):
    client = Client(enforce_csrf_checks=True)
    told = {"guide": "phone", "product": sellable()[0].pk}
    assert client.post(reverse("shopguide:dismiss"), told).status_code == 403


def test_the_api_gives_reasons_parts_and_the_exposure(shop, client):
    answer = client.get(API, {"guide": "phone", "limit": 5}).json()
    assert len(answer["results"]) == 5
    assert Exposure.objects.filter(pk=answer["exposure"]).exists()
    # Of this client nothing is known.
    assert answer["exploration"] == 0
    for each in answer["results"]:
        assert each["reason"]
        assert sum(each["parts"].values()) == pytest.approx(each["product"]["score"])


def test_looking_at_a_strip_sets_no_session(shop, client):
    client.get(API, {"guide": "phone"})
    assert "sessionid" not in client.cookies


@pytest.mark.parametrize(
    ("asked", "status", "code"),
    [
        ({}, 400, "unknown_guide"),
        ({"guide": "none"}, 404, "unknown_guide"),
        ({"guide": "phone", "surface": "other"}, 400, "invalid"),
        ({"guide": "phone", "limit": 51}, 400, "invalid"),
        ({"guide": "phone", "surface": "bought_together"}, 400, "invalid"),
        ({"guide": "phone", "surface": "bought_together", "product": "x"}, 404, "unknown_product"),
        ({"guide": "phone", "surface": "bought_together", "product": 0}, 404, "unknown_product"),
    ],
)
def test_the_api_says_what_is_wrong(shop, client, asked, status, code):
    answer = client.get(API, asked)
    assert answer.status_code == status
    assert answer.json()["code"] == code


def request_with(session, **headers):
    made = RequestFactory().get("/", headers=headers)
    made.session = session
    return made


def test_the_session_holds_what_was_seen_where_there_is_one(shop):
    first, second = sellable()[:2]
    empty = request_with(SessionStore())
    remember_seen(empty, shop, first.pk)
    assert empty.session.is_empty()
    session = SessionStore()
    session["cart"] = []
    request = request_with(session)
    for pk in (first.pk, second.pk, first.pk, *range(900, 920)):
        remember_seen(request, shop, pk)
    assert len(seen_in(request, shop, Shopper())) == 10
    remember_seen(request, shop, second.pk)
    assert seen_in(request, shop, Shopper())[0] == str(second.pk)
    assert f"Because you viewed “{second.name}”" in page(
        '{% because_you_viewed guide="phone" %}', session=session
    )


@pytest.mark.parametrize("headers", [{"DNT": "1"}, {"Sec-GPC": "1"}])
def test_the_session_is_not_read_where_the_browser_forbids_it(shop, headers):
    session = SessionStore()
    session["shopguide_seen"] = [["phone", str(sellable()[0].pk)]]
    request = request_with(session, **headers)
    assert seen_in(request, shop, Shopper()) == []
    remember_seen(request, shop, 5)
    assert len(session["shopguide_seen"]) == 1
    assert dismissed_in(request, shop) == []
    text = page('{% because_you_viewed guide="phone" %}', session=session, headers=headers)
    assert text.strip() == ""


def test_the_session_is_not_read_for_one_who_refused(shop):
    session = SessionStore()
    session["shopguide_seen"] = [["phone", str(sellable()[0].pk)]]
    visitor = Shopper(session="token")
    assert seen_in(request_with(session), shop, visitor)
    record(visitor.key, PERSONALISATION, False)
    assert seen_in(request_with(session), shop, visitor) == []


def test_a_shop_that_never_personalises_reads_no_session(shop):
    from django.conf import settings

    session = SessionStore()
    session["shopguide_seen"] = [["phone", "1"]]
    with override_settings(SHOPGUIDE={**settings.SHOPGUIDE, "PERSONALISATION": "never"}):
        assert seen_in(request_with(session), shop, Shopper()) == []
