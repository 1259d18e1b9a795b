"""Merchants read what shoppers agreed to, and change nothing; logs of checks end."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from shopguide.events.consent import PERSONALISATION, record
from shopguide.models import Consent, FailedCheck
from shopguide.suggest.checking import Failure
from shopguide.suggest.tally import _record, forget_checks
from tests.shop.factories import phone_guide

pytestmark = pytest.mark.django_db
PAGE = "/admin/shopguide/consent/"


def test_consents_are_read_and_not_changed(client):
    record("user:1", PERSONALISATION, True)
    word = Consent.objects.get()
    client.force_login(User.objects.create_superuser("root"))
    assert "user:1" in client.get(PAGE, {"q": "user:1"}).content.decode()
    assert "user:1" not in client.get(PAGE, {"q": "user:"}).content.decode()
    one = f"{PAGE}{word.pk}/"
    assert client.get(f"{one}change/").status_code == 200
    client.post(f"{one}change/", {"given": ""})
    assert client.post(f"{one}delete/", {"post": "yes"}).status_code == 403
    assert client.get(f"{PAGE}add/").status_code == 403
    assert Consent.objects.get().given


def test_staff_need_the_permission(client):
    client.force_login(User.objects.create_user("staff", is_staff=True))
    assert client.get(PAGE).status_code == 403


def test_a_sentence_that_failed_is_kept_without_personal_data(settings):
    failure = Failure("number", "Write to jo.smith@example.com or 13812345678.")
    _record(phone_guide(), "A model", "answer", 1, [failure])
    kept = FailedCheck.objects.get()
    assert "jo.smith" not in kept.text
    assert "13812345678" not in kept.text
    settings.SHOPGUIDE = {**settings.SHOPGUIDE, "OUTBOUND_DAYS": 30}
    assert forget_checks() == 0
    FailedCheck.objects.update(created=timezone.now() - timedelta(days=31))
    assert forget_checks() == 1
