"""What browsers tell of shoppers: by batch, judged one by one, never for another."""

import json
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client

from shopguide.events.consent import PERSONALISATION, record
from shopguide.events.shopper import Shopper
from shopguide.models import Event
from tests.shop.factories import products

ADDRESS = "/guide-api/v1/events/"
TOKEN = "shopguide"

pytestmark = pytest.mark.django_db


@pytest.fixture
def phones(db):
    return products(3)


@pytest.fixture
def ann(db):
    return user("ann")


def user(name, **given):
    made = User.objects.create_user(name, **given)
    record(f"user:{made.pk}", PERSONALISATION, given=True)
    return made


def visitor(client, token="a token of twenty-four bytes"):
    """A visitor with a session who agreed; the key of their shopper."""
    session = client.session
    session[TOKEN] = token
    session.save()
    key = Shopper(session=token).key
    record(key, PERSONALISATION, given=True)
    return key


def view(phone, **given):
    return {"id": str(uuid4()), "kind": "view", "guide": "phone", "product": phone.pk} | given


def post(client, *events, **headers):
    return client.post(
        ADDRESS, json.dumps({"events": events}), content_type="application/json", headers=headers
    )


def test_a_batch_of_a_user(client, ann, phones):
    client.force_login(ann)
    answer = post(client, *(view(phone, details={"page": 2}) for phone in phones))
    assert answer.json() == {"recorded": 3, "duplicates": 0, "ignored": 0, "refused": []}
    assert answer["Content-Type"] == "application/json"
    assert set(Event.objects.values_list("shopper", flat=True)) == {f"user:{ann.pk}"}
    assert Event.objects.filter(data={"page": 2}).count() == 3


def test_told_twice_it_counts_once(client, ann, phones):
    client.force_login(ann)
    told = view(phones[0])
    post(client, told)
    assert post(client, told).json()["duplicates"] == 1
    assert Event.objects.count() == 1


def test_each_event_is_judged_by_itself(client, phones):
    answer = post(
        client,
        view(phones[0]),
        {"kind": "view"},
        view(phones[1], kind="order"),
        view(phones[1], exposure="no uuid"),
        view(phones[2], product="gone"),
        view(phones[2]),
    )
    told = answer.json()
    assert (answer.status_code, told["recorded"]) == (200, 2)
    codes = [(each["index"], each["code"]) for each in told["refused"]]
    assert codes == [
        (1, "invalid"), (2, "kind_of_the_shop"), (3, "invalid"), (4, "unknown_product"),
    ]  # fmt: skip
    assert "id: This field is required." in told["refused"][0]["message"]


@pytest.mark.parametrize(
    "body",
    ["", "[]", "{}", '{"events": []}', '{"events": 3}', '{"events": [3]}', '{"events": [null]}', "{"],
)  # fmt: skip
def test_what_is_no_batch(client, body):
    answer = client.post(ADDRESS, body, content_type="application/json")
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["detail"]


def test_more_than_a_hundred(client, phones):
    answer = post(client, *(view(phones[0]) for _ in range(101)))
    assert answer.status_code == 400
    assert not Event.objects.exists()


def test_nobody_reports_for_another(client, ann, phones):
    """Who it is stands in the session; a body that says otherwise says nothing."""
    told = view(phones[0], shopper=f"user:{ann.pk}", user=ann.pk)
    assert post(client, told).json()["recorded"] == 1
    assert Event.objects.get().shopper == ""


class TestVisitors:
    def test_looking_begins_no_session_and_sets_no_cookie(self, client, phones):
        answer = post(client, view(phones[0]), view(phones[0], kind="cart"))
        assert answer.json()["recorded"] == 2
        assert not answer.cookies
        assert not client.cookies

    def test_one_who_agreed(self, client, phones):
        key = visitor(client)
        post(client, view(phones[0]))
        assert Event.objects.get().shopper == key
        assert "twenty-four" not in key

    @pytest.mark.parametrize("signal", ["DNT", "Sec-GPC"])
    def test_one_whose_browser_forbids_it(self, client, phones, signal):
        visitor(client)
        assert post(client, view(phones[0]), **{signal: "1"}).json()["recorded"] == 1
        assert Event.objects.get().shopper == ""

    def test_where_the_shop_asks_nobody_a_deed_begins_a_session(self, client, phones, settings):
        settings.SHOPGUIDE = {**settings.SHOPGUIDE, "PERSONALISATION": "always"}
        assert not post(client, view(phones[0])).cookies
        assert post(client, view(phones[0], kind="cart")).cookies
        assert Event.objects.get(kind="cart").shopper.startswith("session:")


class TestForgery:
    def test_another_site_cannot_report_with_the_shoppers_cookie(self, ann, phones):
        client = Client(enforce_csrf_checks=True)
        client.force_login(ann)
        answer = post(client, view(phones[0]))
        assert answer.status_code == 403
        assert answer["Content-Type"] == "application/problem+json"
        assert not Event.objects.exists()

    def test_a_visitors_session_neither(self, phones):
        client = Client(enforce_csrf_checks=True)
        visitor(client)
        assert post(client, view(phones[0])).status_code == 403

    def test_without_a_cookie_there_is_nothing_to_forge(self, phones):
        assert post(Client(enforce_csrf_checks=True), view(phones[0])).status_code == 200


@pytest.mark.parametrize(
    ("given", "agent"),
    [({"is_staff": True}, "Mozilla/5.0"), ({}, "Mozilla/5.0 (compatible; Googlebot/2.1)")],
)
def test_staff_and_bots(client, phones, given, agent):
    client.force_login(user("eve", **given))
    answer = post(client, view(phones[0]), **{"User-Agent": agent})
    assert answer.json() == {"recorded": 0, "duplicates": 0, "ignored": 1, "refused": []}
    assert not Event.objects.exists()


def test_the_throttle(client, phones, settings):
    settings.SHOPGUIDE = {**settings.SHOPGUIDE, "THROTTLES": {"events": "2/min"}}
    codes = [post(client, view(phones[0])).status_code for _ in range(3)]
    assert codes == [200, 200, 429]


def test_a_flood_from_one_address_counts_as_one_person(client, phones, settings):
    settings.SHOPGUIDE = {
        **settings.SHOPGUIDE,
        "EVENTS_PER_MINUTE": {"exposure": 50, "other": 20},
    }
    told = [post(client, *(view(phones[0]) for _ in range(100))).json() for _ in range(10)]
    assert sum(each["recorded"] for each in told) == Event.objects.count() == 20
    assert sum(each["ignored"] for each in told) == 980


def test_a_database_that_cannot_be_written_to(client, phones):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL transaction_read_only = on")
    answer = post(client, view(phones[0]))
    assert answer.status_code == 503
    assert answer.json()["code"] == "unavailable"
