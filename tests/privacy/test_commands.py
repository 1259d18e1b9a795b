"""``shopguide_export_user`` and ``shopguide_erase_user``; and a deleted account."""

import json
from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client

from shopguide.events.consent import PERSONALISATION, record
from shopguide.events.shopper import TOKEN, Shopper
from shopguide.models import Consent, Conversation, Event, Profile
from shopguide.personal import count_user, forget_the_gone, personal_models

from .rows import make, where

pytestmark = pytest.mark.django_db


def run(name, *given, **options):
    out = StringIO()
    call_command(name, *given, stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def known(anna, ben, as_shopper):
    """Both agreed and did something."""
    for user in (anna, ben):
        record(as_shopper(user).key, PERSONALISATION, True)
        Event.objects.create(shopper=as_shopper(user).key, client_id=f"of {user}", kind="view")
    return anna, ben


class TestExport:
    @pytest.mark.parametrize("by", ["username", "pk"])
    def test_it_is_printed(self, known, by):
        anna, _ = known
        told = run("shopguide_export_user", str(getattr(anna, by)))
        assert [row["client_id"] for row in json.loads(told)["kept"]["event"]] == ["of anna"]

    def test_to_a_new_file(self, known, tmp_path):
        path = tmp_path / "anna.json"
        told = json.loads(
            run("shopguide_export_user", "anna", "--output", str(path), "--format", "json")
        )
        assert told["rows"] == {"consent": 1, "event": 1}
        assert json.loads(path.read_text())["shopper"] == told["shopper"]
        assert "2 rows" in run("shopguide_export_user", "ben", "--output", str(tmp_path / "b"))
        with pytest.raises(CommandError, match="another path") as caught:
            run("shopguide_export_user", "ben", "--output", str(path))
        assert caught.value.returncode == 2
        assert "of anna" in path.read_text()


class TestErase:
    @pytest.mark.parametrize("by", ["username", "pk"])
    def test_one_user(self, known, as_shopper, by):
        anna, ben = known
        told = json.loads(run("shopguide_erase_user", str(getattr(anna, by)), "--format", "json"))
        assert told == {
            "shopper": as_shopper(anna).key,
            "erased": {"consent": 1, "event": 1},
            "dry_run": False,
        }
        assert count_user(as_shopper(anna)) == {}
        assert count_user(as_shopper(ben)) == {"consent": 1, "event": 1}
        assert User.objects.count() == 2
        # Again, and nothing is left to do.
        assert "0 rows" in run("shopguide_erase_user", "anna")

    def test_a_dry_run_erases_nothing(self, known):
        told = run("shopguide_erase_user", "anna", "--dry-run")
        assert "2 rows of" in told
        assert "would go" in told
        assert Event.objects.count() == 2

    def test_all_sessions_of_the_user(self, known, as_shopper):
        """Whatever device they are of; what was done there before the sign-in goes as well."""
        anna, ben = known
        clients = {}
        for name, user in (("phone", anna), ("desk", anna), ("his", ben), ("visitor", None)):
            client = clients[name] = Client()
            session = client.session
            session[TOKEN], session["shopguide_seen"], session["cart"] = name, ["1"], [1]
            session.save()
            Conversation.objects.create(session=Shopper(session=name).digest, language="en")
            if user:
                client.force_login(user)
        told = json.loads(run("shopguide_erase_user", "anna", "--format", "json"))
        assert told["erased"]["conversation"] == 2
        for name, client in clients.items():
            hers = name in ("phone", "desk")
            assert ("shopguide_seen" in client.session) is not hers
            assert (TOKEN in client.session) is not hers
            assert client.session["cart"] == [1]
            assert (
                Conversation.objects.filter(session=Shopper(session=name).digest).exists()
                is not hers
            )
        # She stays signed in.
        assert "_auth_user_id" in clients["phone"].session

    @pytest.mark.parametrize("engine", ["cached_db", "signed_cookies", "cache"])
    def test_sessions_of_other_engines(self, known, settings, engine):
        settings.SESSION_ENGINE = f"django.contrib.sessions.backends.{engine}"
        client = Client()
        client.force_login(known[0])
        session = client.session
        session["shopguide_seen"] = ["1"]
        session.save()
        told = json.loads(run("shopguide_erase_user", "anna", "--format", "json"))
        assert told["erased"] == {"consent": 1, "event": 1}
        if engine == "cached_db":
            assert "shopguide_seen" not in client.session

    def test_a_user_who_is_gone_already(self, known, as_shopper):
        anna, _ = known
        pk = str(anna.pk)
        User.objects.filter(pk=pk)._raw_delete("default")
        with pytest.raises(CommandError, match="--by pk") as caught:
            run("shopguide_erase_user", pk)
        assert caught.value.returncode == 2
        assert "2 rows" in run("shopguide_erase_user", pk, "--by", "pk")
        assert count_user(Shopper(user_pk=pk)) == {}


@pytest.mark.parametrize("command", ["shopguide_export_user", "shopguide_erase_user"])
class TestNamed:
    def test_an_unknown_user(self, command):
        for named in ("nobody", "12345", ""):
            with pytest.raises(CommandError, match="No user") as caught:
                run(command, named)
            assert caught.value.returncode == 2

    def test_one_name_of_two_users(self, command, known, as_shopper):
        anna, ben = known
        User.objects.filter(pk=ben.pk).update(username=str(anna.pk))
        with pytest.raises(CommandError, match="--by username or --by pk") as caught:
            run(command, str(anna.pk))
        assert caught.value.returncode == 2
        assert Event.objects.count() == 2
        assert as_shopper(ben).key in run(command, str(anna.pk), "--by", "username")
        assert as_shopper(anna).key in run(command, str(anna.pk), "--by", "pk")


def test_a_deleted_account_leaves_nothing_behind(anna, ben, as_shopper):
    for model in personal_models():
        if not model.personal.kept:
            make(model, as_shopper(anna), "what she said")
            make(model, as_shopper(ben), "what he said")
    his = count_user(as_shopper(ben))
    key = as_shopper(anna).key
    anna.delete()
    assert where(["what she said", key]) == []
    assert count_user(as_shopper(ben)) == his
    assert Consent.objects.count() == Profile.objects.count() == 1


def test_a_deletion_that_is_rolled_back_erases_nothing(known, as_shopper):
    anna, _ = known
    with transaction.atomic():
        anna.delete()
        transaction.set_rollback(True)
    assert Event.objects.count() == 2


def test_an_account_that_went_without_a_signal(known, as_shopper):
    """Raw SQL tells nobody, and an answer may be stored a second after the account was deleted."""
    anna, ben = known
    Conversation.objects.create(user_id="777", language="en")
    Event.objects.create(shopper=Shopper(session="t").key, client_id="v", kind="view")
    User.objects.filter(pk=anna.pk)._raw_delete("default")
    assert forget_the_gone() == 2
    assert count_user(as_shopper(anna)) == {}
    assert count_user(as_shopper(ben)) == {"consent": 1, "event": 1}
    assert not Conversation.objects.exists()
    assert Event.objects.count() == 2
    assert forget_the_gone() == 0
