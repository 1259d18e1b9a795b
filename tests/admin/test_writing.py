"""The outbound log, the budget and the circuits: who may look, and what is told."""

import pytest
from django.contrib.auth.models import Permission, User
from django.urls import reverse
from django.utils import timezone

from shopguide.models import Circuit, OutboundCall, Spending

from .conftest import words

MODELS = ["outboundcall", "spending", "circuit"]


@pytest.fixture
def call(db):
    return OutboundCall.objects.create(
        writer="default", model="gpt", host="models.example.com", purpose="answer",
        sent='[{"role": "user", "content": "DATA <script>alert(1)</script> blue kettle"}]',
        received="answer: Yes. S1", outcome="whole", prompt_tokens=12, completion_tokens=3,
    )  # fmt: skip


def page(model, name="changelist", *args):
    return reverse(f"admin:shopguide_{model}_{name}", args=args)


@pytest.mark.parametrize("model", MODELS)
def test_only_who_may_view_it_may_look(client, call, model):
    user = User.objects.create_user("staff", password="x", is_staff=True)
    client.force_login(user)
    assert client.get(page(model)).status_code == 403
    user.user_permissions.add(Permission.objects.get(codename=f"view_{model}"))
    assert client.get(page(model)).status_code == 200
    assert client.get(page(model, "add")).status_code == 403


def test_the_log_is_read_and_never_changed(merchant, call):
    listed = words(merchant.get(page("outboundcall")))
    assert "1 text was sent to another host today." in listed
    assert "models.example.com" in listed
    whole = merchant.get(page("outboundcall", "change", call.pk))
    assert "blue kettle" in words(whole)
    assert b"<script>alert(1)" not in whole.content
    assert merchant.get(page("outboundcall", "delete", call.pk)).status_code == 403
    merchant.post(page("outboundcall", "change", call.pk), {"sent": "x"})
    call.refresh_from_db()
    assert "blue kettle" in call.sent


def test_the_log_is_searched(merchant, call):
    assert "models.example.com" in words(merchant.get(page("outboundcall") + "?q=kettle"))
    assert "models.example.com" not in words(merchant.get(page("outboundcall") + "?q=teapot"))


def test_a_failed_call_is_counted(merchant, call):
    OutboundCall.objects.create(writer="default", purpose="answer", sent="", outcome="timeout")
    told = words(merchant.get(page("outboundcall")))
    assert "2 texts were sent to other hosts today. 1 of them failed." in told


def test_the_day_is_told_with_its_limit(merchant, settings):
    settings.SHOPGUIDE = {
        **settings.SHOPGUIDE,
        "BUDGET": {"shop_tokens_per_day": 5000, "money_per_day": 2.5},
    }
    Spending.objects.create(
        day=timezone.localdate(), scope="shop", tokens=420, money="0.125", calls=2
    )
    told = words(merchant.get(page("spending")))
    assert "Today: 2 calls, 420 tokens. The shop may use 5000 tokens a day." in told
    assert "Money: 0.1250. The shop may spend 2.5000 a day." in told
    assert "the whole shop" in told


def test_a_circuit_is_closed_by_hand(client, db):
    Circuit.objects.create(name="default", state="open", failures=5, opened_at=timezone.now())
    user = User.objects.create_user("staff", password="x", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_circuit"))
    client.force_login(user)
    told = {"action": "close_now", "_selected_action": ["default"]}
    assert "Not asked just now: default." in words(client.get(page("circuit")))
    client.post(page("circuit"), told)
    assert Circuit.objects.get().state == "open"
    user.user_permissions.add(Permission.objects.get(codename="change_circuit"))
    assert "1 writer is asked again." in words(client.post(page("circuit"), told, follow=True))
    assert Circuit.objects.get().state == "closed"
    assert "Every writer is being asked." in words(client.get(page("circuit")))
