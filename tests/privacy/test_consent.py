"""Consent: by purpose and wording, the last word holds; with none nothing is remembered."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shopguide.events import consent
from shopguide.events.consent import (
    PERSONALISATION,
    REMOTE_WRITER,
    agreed,
    forget_consents,
    may_remember,
    record,
    say,
    words,
)
from shopguide.models import Consent, Event, Exposure, Profile
from shopguide.recommend.forget import forget_profiles, forget_unagreed

pytestmark = pytest.mark.django_db
KEY = "user:7"


@pytest.fixture
def shop(settings):
    def set_(**given):
        settings.SHOPGUIDE = {**settings.SHOPGUIDE, **given}

    return set_


def event(shopper, client_id="e1", **given):
    return Event.objects.create(shopper=shopper, client_id=client_id, kind="view", **given)


def strip_of(shopper):
    return Exposure.objects.create(
        guide="phone", surface="recommended", shopper=shopper, query="", language="en", total=0,
        sort="", terms={}, shown=[],
    )  # fmt: skip


class TestWords:
    def test_nobody_agreed_before_saying_so(self):
        assert not agreed(KEY, PERSONALISATION)
        assert not agreed("", PERSONALISATION)
        assert words(KEY) == words("") == {}

    def test_the_last_word_of_each_purpose_holds(self):
        record(KEY, PERSONALISATION, True)
        record(KEY, REMOTE_WRITER, True)
        record(KEY, REMOTE_WRITER, False)
        assert agreed(KEY, PERSONALISATION)
        assert not agreed(KEY, REMOTE_WRITER)
        assert {name: word.given for name, word in words(KEY).items()} == {
            PERSONALISATION: True,
            REMOTE_WRITER: False,
        }
        assert not agreed("user:8", PERSONALISATION)
        assert Consent.objects.count() == 3

    def test_another_wording_is_asked_for_again(self, shop):
        record(KEY, PERSONALISATION, True)
        shop(CONSENT_VERSION=2)
        assert not agreed(KEY, PERSONALISATION)
        assert words(KEY) == {}
        record(KEY, PERSONALISATION, True)
        assert agreed(KEY, PERSONALISATION)
        # Nor does an older yes come back behind the newer wording.
        shop(CONSENT_VERSION="1")
        assert not agreed(KEY, PERSONALISATION)

    def test_the_same_word_twice_is_one_row(self):
        assert [say(KEY, PERSONALISATION, given) for given in (True, True, False, False)] == [
            True, False, True, False,
        ]  # fmt: skip
        assert Consent.objects.count() == 2

    def test_what_is_asked(self, shop, monkeypatch):
        assert consent.asked() == [PERSONALISATION]
        shop(PERSONALISATION="always")
        assert (consent.asked(), consent.purposes()) == ([], [PERSONALISATION])
        shop(PERSONALISATION="never", REMOTE_CONSENT=True)
        # The plain writer is on no other host.
        assert consent.asked() == []
        monkeypatch.setattr("shopguide.writers.plain.PlainWriter.remote", True)
        assert consent.asked() == [REMOTE_WRITER]


class TestTakenBack:
    def test_what_was_done_is_nobodys_and_the_profile_is_gone(self):
        record(KEY, PERSONALISATION, True)
        for shopper in (KEY, "user:8"):
            event(shopper)
            strip_of(shopper)
            Profile.objects.create(shopper=shopper)
        record(KEY, PERSONALISATION, False)
        for model in (Event, Exposure):
            assert sorted(model.objects.values_list("shopper", flat=True)) == ["", "user:8"]
        assert Profile.objects.get().shopper == "user:8"

    def test_two_shoppers_with_one_name_of_an_event(self):
        for shopper in (KEY, "user:8"):
            record(shopper, PERSONALISATION, True)
            event(shopper, "same")
        record(KEY, PERSONALISATION, False)
        record("user:8", PERSONALISATION, False)
        assert list(Event.objects.values_list("shopper", "client_id")) == [("", "same")]

    def test_the_other_purpose_costs_nothing(self):
        record(KEY, PERSONALISATION, True)
        event(KEY)
        record(KEY, REMOTE_WRITER, False)
        assert Event.objects.get().shopper == KEY


class TestRetention:
    def test_profiles_end(self, shop):
        shop(PROFILE_DAYS=30)
        for shopper, days in (("user:1", 31), ("user:2", 29)):
            Profile.objects.create(shopper=shopper)
            when = timezone.now() - timedelta(days=days)
            Profile.objects.filter(shopper=shopper).update(updated=when)
        assert forget_profiles() == 1
        assert Profile.objects.get().shopper == "user:2"

    def test_words_end_but_not_those_of_users_that_hold(self, shop):
        shop(PROFILE_DAYS=30)
        for shopper in ("user:1", "session:old"):
            record(shopper, PERSONALISATION, False)
            record(shopper, PERSONALISATION, True)
        Consent.objects.update(created=timezone.now() - timedelta(days=31))
        record("session:new", PERSONALISATION, True)
        assert forget_consents() == 3
        assert agreed("user:1", PERSONALISATION)
        assert agreed("session:new", PERSONALISATION)
        assert not agreed("session:old", PERSONALISATION)

    def test_what_was_stored_too_late_is_disowned(self, shop):
        """A request that began before consent was taken back, or an erasure, may end after it."""
        record("user:1", PERSONALISATION, True)
        record("user:2", PERSONALISATION, False)
        for shopper in ("user:1", "user:2", "user:3", ""):
            event(shopper, f"of {shopper}")
        Profile.objects.create(shopper="user:3")
        # A wording that changed costs nobody their profile: they are only asked again.
        shop(CONSENT_VERSION="2")
        assert forget_unagreed() == 2
        left = Event.objects.exclude(shopper="").values_list("shopper", flat=True)
        assert list(left) == ["user:1"]
        assert not Profile.objects.exists()

    @pytest.mark.parametrize(
        ("rule", "left"), [("always", ["yes", "silent"]), ("asked", ["yes"]), ("never", [])]
    )
    def test_by_the_shops_rule(self, shop, rule, left):
        record("yes", PERSONALISATION, True)
        record("no", PERSONALISATION, False)
        for shopper in ("yes", "silent", "no"):
            event(shopper, shopper)
        shop(PERSONALISATION=rule)
        assert [each for each in ("yes", "silent", "no") if may_remember(each)] == left
        assert forget_unagreed() == 3 - len(left)
        known = Event.objects.exclude(shopper="").order_by("id")
        assert list(known.values_list("shopper", flat=True)) == left
        assert Event.objects.count() == 3

    def test_a_no_outlives_its_wording_where_none_is_asked(self, shop):
        record("no", PERSONALISATION, False)
        shop(PERSONALISATION="always", CONSENT_VERSION="2")
        assert not may_remember("no")
        assert may_remember("")

    def test_the_task_does_all_of_it(self, shop):
        from shopguide.tasks import forget

        shop(PROFILE_DAYS=30)
        Profile.objects.create(shopper="user:1")
        Profile.objects.update(updated=timezone.now() - timedelta(days=31))
        record("session:old", PERSONALISATION, True)
        Consent.objects.update(created=timezone.now() - timedelta(days=31))
        event("user:2")
        forget()
        assert not Profile.objects.exists()
        assert not Consent.objects.exists()
        assert Event.objects.get().shopper == ""
