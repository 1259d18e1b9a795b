"""Erasure while others are at work on the same rows (F25)."""

import threading
from contextlib import contextmanager
from functools import partial

import pytest
from django.db import connection, transaction

from shopguide.backends import writers
from shopguide.events.consent import PERSONALISATION, record
from shopguide.events.shopper import Shopper
from shopguide.events.sign_in import hand_over
from shopguide.models import Event, OutboundCall, Profile, Spending
from shopguide.personal import count_user, erase_user
from shopguide.writers.base import Brief, Line, Writer
from shopguide.writers.chain import Chain

from .rows import where

pytestmark = pytest.mark.django_db(transaction=True)
ANNA = Shopper(user_pk="4711")


@contextmanager
def meanwhile(work):
    """``work(holding, go_on)`` in a thread with a connection of its own; it must not fail."""
    holding, go_on, failures = threading.Event(), threading.Event(), []

    def run():
        try:
            work(holding, go_on)
        except BaseException as error:
            failures.append(error)
        finally:
            holding.set()
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    assert holding.wait(10)
    timer = threading.Timer(0.3, go_on.set)
    timer.start()
    try:
        yield
    finally:
        timer.join()
        thread.join(10)
    assert failures == []


def fold(holding, go_on, *, at="events"):
    """As a worker does: makes the profile, holds it, then the events. It stops ``at`` one of both
    until the erasure has begun."""
    with transaction.atomic():
        Profile.objects.bulk_create([Profile(shopper=ANNA.key)], ignore_conflicts=True)
        if at == "profile":
            holding.set()
            go_on.wait(10)
        profile = Profile.objects.select_for_update().get(shopper=ANNA.key)
        events = Event.objects.select_for_update(skip_locked=True).filter(shopper=ANNA.key)
        profile.events = len(events)
        if at == "events":
            holding.set()
            go_on.wait(10)
        profile.save()
        Event.objects.filter(pk__in=[event.pk for event in events]).update(folded=True)


FOLDS = pytest.mark.parametrize("at", ["profile", "events"])


@pytest.fixture
def agreed():
    record(ANNA.key, PERSONALISATION, True)
    for number in range(3):
        Event.objects.create(shopper=ANNA.key, client_id=str(number), kind="view")


@FOLDS
def test_a_profile_that_is_being_made_is_erased(agreed, at):
    with meanwhile(partial(fold, at=at)):
        erase_user(ANNA)
    assert where([ANNA.key]) == []


@FOLDS
def test_a_profile_that_is_being_made_goes_with_the_consent(agreed, at):
    with meanwhile(partial(fold, at=at)):
        record(ANNA.key, PERSONALISATION, False)
    assert not Profile.objects.exists()
    assert list(Event.objects.values_list("shopper", flat=True)) == ["", "", ""]


@FOLDS
def test_a_profile_that_is_being_made_takes_in_what_a_visitor_did(agreed, at):
    visitor = Shopper(session="token").key
    record(visitor, PERSONALISATION, True)
    Event.objects.create(shopper=visitor, client_id="v", kind="view")
    Profile.objects.create(shopper=visitor, edits={"price": "off"})
    with meanwhile(partial(fold, at=at)):
        assert hand_over(visitor, ANNA.key) == 1
    profile = Profile.objects.get()
    assert (profile.shopper, profile.events, profile.edits) == (ANNA.key, 3, {"price": "off"})
    unfolded = Event.objects.filter(shopper=ANNA.key, folded=False)
    assert list(unfolded.values_list("client_id", flat=True)) == ["v"]


def test_two_sign_ins_at_once_give_each_event_once(agreed):
    visitor, failures = Shopper(session="token").key, []
    record(visitor, PERSONALISATION, True)
    for number in range(20):
        Event.objects.create(shopper=visitor, client_id=f"v{number}", kind="view")

    def sign_in():
        try:
            hand_over(visitor, ANNA.key)
        except BaseException as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=sign_in) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert failures == []
    assert Event.objects.filter(shopper=ANNA.key).count() == 23
    assert not Event.objects.filter(shopper=visitor).exists()


class Remote(Writer):
    """On another host, which says a second line when it is told to."""

    remote = True

    def lines(self, task):
        yield Line("opening", "One.")
        yield Line("opening", "Two.")


def test_a_call_that_is_under_way_leaves_nothing(monkeypatch, caplog):
    monkeypatch.setitem(writers._made, "default", Remote())
    said = Chain("default", shopper=ANNA.user_pk).lines(Brief("mark-4711", "en", (), 0))
    next(said)
    assert count_user(ANNA) == {"outboundcall": 1, "spending": 1}
    erase_user(ANNA)
    # The shopper who is still reading gets the rest.
    assert [line.text for line in said] == ["Two."]
    assert "could not be settled" in caplog.text
    assert where(["mark-4711"]) == []
    assert not OutboundCall.objects.exists()
    # What the shop has spent is still told.
    assert list(Spending.objects.values_list("scope", flat=True)) == [Spending.SHOP]
