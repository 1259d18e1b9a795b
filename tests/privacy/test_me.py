"""``me/`` by the API: what is kept, consents, export and erasure, each of the asker alone."""

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import Client

from shopguide.api.throttles import counters
from shopguide.events.consent import PERSONALISATION, agreed, record
from shopguide.events.shopper import TOKEN, Shopper
from shopguide.models import Consent, Conversation, Event
from shopguide.personal import count_user

pytestmark = pytest.mark.django_db
ROOT = "/guide-api/v1/me/"
JSON = "application/json"
PEOPLE = ["visitor", "other visitor", "A", "B", "staff"]


def put(client, headers=None, **said):
    return client.put(f"{ROOT}consents/", said, JSON, headers=headers or {})


@pytest.fixture
def people():
    """Clients by name with their shopper, each of whom agreed, asked and did something."""
    made = {}
    for name in PEOPLE:
        client = Client()
        if "visitor" in name:
            put(client, personalisation=True)
            shopper = Shopper(session=client.session[TOKEN])
            Conversation.objects.create(session=shopper.digest, language="en", state={"of": name})
        else:
            user = User.objects.create_user(name, is_staff=name == "staff")
            client.force_login(user)
            put(client, personalisation=True)
            shopper = Shopper(user_pk=str(user.pk))
            Conversation.objects.create(user_id=user.pk, language="en", state={"of": name})
        Event.objects.create(shopper=shopper.key, client_id=f"the event of {name}", kind="view")
        made[name] = client, shopper
    made["nobody"] = Client(), Shopper()
    return made


@pytest.mark.parametrize("who", [*PEOPLE, "nobody"])
def test_everybody_sees_and_erases_only_their_own(people, who):
    client, _ = people[who]
    own = {"consent": 1, "conversation": 1, "event": 1} if who != "nobody" else {}
    assert client.get(ROOT).json() == {"rows": own}
    told = client.get(f"{ROOT}export/").content.decode()
    for whose in PEOPLE:
        assert (f"the event of {whose}" in told) == (whose == who)
    assert client.delete(ROOT).json() == {"rows": own}
    for whose, (_, other) in people.items():
        if whose != "nobody":
            assert bool(count_user(other)) == (whose != who)


def test_consents_one_by_one(client):
    told = client.get(f"{ROOT}consents/")
    assert "no-store" in told.headers["Cache-Control"]
    [word] = told.json()["consents"]
    assert (word["purpose"], word["given"], word["said"]) == (PERSONALISATION, None, None)
    assert put(client).json()["consents"] == [word]
    assert "sessionid" not in client.cookies
    [word] = put(client, personalisation=True).json()["consents"]
    assert (word["given"], word["said"] is not None) == (True, True)
    [word] = put(client, personalisation=False).json()["consents"]
    assert word["given"] is False
    assert Consent.objects.count() == 2


@pytest.mark.parametrize("name", ["DNT", "Sec-GPC"])
def test_a_signal_of_the_browser_is_no(client, name):
    refused = put(client, {name: "1"}, personalisation=True)
    assert (refused.status_code, refused.json()["code"]) == (400, "forbidden")
    [word] = client.get(f"{ROOT}consents/", headers={name: "1"}).json()["consents"]
    assert word["forbidden"] is True
    # A no is always taken.
    assert put(client, {name: "1"}, personalisation=False).status_code == 200
    assert put(client, {name: "0"}, personalisation=True).status_code == 200


@pytest.mark.parametrize(
    ("said", "code"),
    [({"remote_writer": True}, "not_asked"), ({"personalisation": "perhaps"}, "invalid")],
)
def test_what_cannot_be_said_is_a_problem(client, said, code):
    answer = put(client, **said)
    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert not Consent.objects.exists()


def test_another_site_can_do_nothing(client):
    put(client, personalisation=True)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    assert put(strict, personalisation=False).status_code == 403
    assert strict.delete(ROOT).status_code == 403
    assert Consent.objects.get().given


def test_a_shop_without_sessions(client, settings):
    settings.MIDDLEWARE = [
        each
        for each in settings.MIDDLEWARE
        if not any(name in each for name in ("session", "auth", "messages"))
    ]
    assert client.get(ROOT).json() == {"rows": {}}
    assert put(client, personalisation=True).json()["code"] == "no_session"
    assert client.delete(ROOT).json() == {"rows": {}}
    assert client.get(f"{ROOT}export/").json()["shopper"] == ""


def test_erasure_has_a_limit_of_its_own(client, settings):
    settings.SHOPGUIDE = {**settings.SHOPGUIDE, "THROTTLES": {"me": "9/min", "erasure": "1/hour"}}
    assert [client.delete(ROOT).status_code for _ in range(2)] == [200, 429]
    assert client.get(ROOT).status_code == 200


def test_what_the_cache_counted_of_a_user_goes(client, anna):
    client.force_login(anna)
    client.get(ROOT)
    assert cache.get_many(counters(str(anna.pk)))
    client.delete(ROOT)
    assert not cache.get_many(counters(str(anna.pk)))


def test_other_sessions_of_the_user_are_left_to_a_worker(client, anna, monkeypatch):
    from shopguide import tasks

    sent = []
    monkeypatch.setattr(tasks, "send", lambda task, *given: sent.append((task.name, given)))
    client.delete(ROOT)
    client.force_login(anna)
    client.delete(ROOT)
    assert sent == [("shopguide.forget_sessions", (str(anna.pk),))]


def test_a_broker_that_is_down_costs_no_erasure(client, anna, as_shopper, monkeypatch, caplog):
    from shopguide import tasks

    monkeypatch.setattr(tasks.forget_sessions.app.conf, "broker_url", "redis://127.0.0.1:1/0")
    record(as_shopper(anna).key, PERSONALISATION, True)
    client.force_login(anna)
    assert client.delete(ROOT).status_code == 200
    assert not agreed(as_shopper(anna).key, PERSONALISATION)
    assert "shopguide.forget_sessions" in caplog.text
