"""Signing in gives the user what this very session did, if the user agrees, and nothing else."""

import pytest
from django.contrib.auth.models import User
from django.db import DatabaseError
from django.test import Client

from shopguide.events.consent import PERSONALISATION, agreed, record
from shopguide.events.shopper import TOKEN, Shopper
from shopguide.models import Consent, Conversation, Event, Exposure, Profile

pytestmark = pytest.mark.django_db


@pytest.fixture
def visit():
    """A browser with a token in its session, and the visitor's key."""

    def begin(token="a visitor's token"):
        client = Client()
        session = client.session
        session[TOKEN] = token
        session["cart"] = [1]
        session.save()
        return client, Shopper(session=token).key

    return begin


def did(shopper, *names):
    for name in names:
        Event.objects.create(shopper=shopper, client_id=name, kind="view", folded=True)
    Exposure.objects.create(
        guide="phone", surface="recommended", shopper=shopper, query="", language="en", total=0,
        sort="", terms={}, shown=[],
    )  # fmt: skip


def of(shopper):
    rows = Event.objects.filter(shopper=shopper).order_by("client_id")
    return list(rows.values_list("client_id", "folded"))


def test_only_that_session_becomes_the_users(visit, anna, ben, as_shopper):
    client, visitor = visit()
    _, stranger = visit("a stranger's token")
    user = as_shopper(anna).key
    for key in (visitor, stranger):
        record(key, PERSONALISATION, True)
        did(key, "looked")
    did(as_shopper(ben).key, "looked")
    client.force_login(anna)
    assert of(user) == [("looked", False)]
    assert of(visitor) == []
    assert len(of(stranger)) == len(of(as_shopper(ben).key)) == 1
    assert Exposure.objects.filter(shopper=user).count() == 1
    assert agreed(user, PERSONALISATION)
    assert agreed(stranger, PERSONALISATION)
    assert not Consent.objects.filter(shopper=visitor).exists()
    assert client.session["cart"] == [1]


def test_an_event_that_both_have_counts_once(visit, anna, as_shopper):
    client, visitor = visit()
    user = as_shopper(anna).key
    record(user, PERSONALISATION, True)
    did(user, "ordered", "looked")
    did(visitor, "looked", "clicked")
    client.force_login(anna)
    assert [name for name, _ in of(user)] == ["clicked", "looked", "ordered"]
    assert Event.objects.count() == 3
    # Again, and there is nothing more to give.
    client.force_login(anna)
    assert Event.objects.count() == 3


def test_the_users_no_stands_above_the_visitors_yes(visit, anna, as_shopper):
    client, visitor = visit()
    user = as_shopper(anna).key
    record(user, PERSONALISATION, False)
    record(visitor, PERSONALISATION, True)
    did(visitor, "looked")
    Profile.objects.create(shopper=visitor)
    client.force_login(anna)
    assert of(user) == of(visitor) == []
    assert of("") == [("looked", False)]
    assert not agreed(user, PERSONALISATION)
    assert not Profile.objects.exists()
    assert Consent.objects.get().shopper == user


def test_the_visitors_no_is_the_users_who_said_nothing(visit, anna, as_shopper):
    client, visitor = visit()
    record(visitor, PERSONALISATION, False)
    client.force_login(anna)
    word = Consent.objects.get()
    assert (word.shopper, word.given) == (as_shopper(anna).key, False)


def test_the_visitors_word_counts_from_when_it_was_said(visit, anna, as_shopper, settings):
    user = as_shopper(anna).key
    record(user, PERSONALISATION, False)
    settings.SHOPGUIDE = {**settings.SHOPGUIDE, "CONSENT_VERSION": "2"}
    client, visitor = visit()
    record(visitor, PERSONALISATION, True)
    said = Consent.objects.get(shopper=visitor).created
    client.force_login(anna)
    # The user's own no was to another wording.
    assert agreed(user, PERSONALISATION)
    assert Consent.objects.order_by("-id").first().created == said


@pytest.mark.parametrize("rule", ["always", "never"])
def test_by_the_shops_rule(visit, anna, as_shopper, settings, rule):
    settings.SHOPGUIDE = {**settings.SHOPGUIDE, "PERSONALISATION": rule}
    client, visitor = visit()
    did(visitor, "looked")
    client.force_login(anna)
    assert len(of(as_shopper(anna).key)) == (rule == "always")
    assert of(visitor) == []


def test_what_the_visitor_switched_off_stays_off(visit, anna, ben, as_shopper):
    client, visitor = visit()
    record(visitor, PERSONALISATION, True)
    Profile.objects.create(
        shopper=visitor, edits={"brand:Zeta": "off", "price": "off"}, state={"n": 1}, events=4
    )
    own = Profile.objects.create(shopper=as_shopper(anna).key, edits={"price": "on"})
    client.force_login(anna)
    own.refresh_from_db()
    assert own.edits == {"brand:Zeta": "off", "price": "on"}
    assert Profile.objects.count() == 1
    client, visitor = visit("another token")
    record(visitor, PERSONALISATION, True)
    Profile.objects.create(shopper=visitor, edits={"price": "off"}, state={"n": 1}, events=4)
    client.force_login(ben)
    new = Profile.objects.get(shopper=as_shopper(ben).key)
    # The events tell it anew.
    assert (new.edits, new.state, new.events) == ({"price": "off"}, {}, 0)


def test_another_user_at_the_same_browser_gets_nothing(visit, anna, ben, as_shopper):
    client, visitor = visit()
    record(visitor, PERSONALISATION, True)
    did(visitor, "looked")
    client.force_login(anna)
    client.force_login(ben)
    assert of(as_shopper(ben).key) == []
    assert not agreed(as_shopper(ben).key, PERSONALISATION)
    client.logout()
    assert TOKEN not in client.session


def test_conversations_are_not_handed_on(visit, anna):
    client, _ = visit()
    Conversation.objects.create(session=Shopper(session="a visitor's token").digest, language="en")
    client.force_login(anna)
    assert client.get("/guide-api/v1/conversations/").json() == {"conversations": []}


def test_a_database_that_refuses_keeps_nobody_out(visit, monkeypatch, caplog):
    def broken(*given):
        raise DatabaseError("read-only")

    monkeypatch.setattr("shopguide.signals.hand_over", broken)
    client, _ = visit()
    User.objects.create_user("carla", password="secret")
    assert client.login(username="carla", password="secret")
    assert "was not given to user" in caplog.text


def test_without_a_token_nothing_is_asked_of_the_database(anna, django_assert_num_queries):
    from shopguide.signals import user_signed_in

    class Request:
        session = {}

    with django_assert_num_queries(0):
        user_signed_in(User, Request(), anna)
        user_signed_in(User, object(), anna)
