"""Experiments: who may look and who may act, and that the page does what it says."""

import json
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.contrib.auth.models import Permission, User
from django.urls import reverse
from django.utils import timezone

from shopguide.experiments.lifecycle import declare, start
from shopguide.experiments.look import look
from shopguide.experiments.power import needed_for_share
from shopguide.experiments.running import running
from shopguide.models import Experiment
from tests.experiments.conftest import enrol_many, event

from .conftest import words


@pytest.fixture(autouse=True)
def nothing_remembered():
    running.forget()
    yield
    running.forget()


@pytest.fixture
def row(db):
    made = declare("strips", {"control": {}, "wide": {"EXPLORATION": 0.3}}, guards=["add_to_cart"])
    made.planned = 1000
    made.save()
    return made


def address(name, row=None):
    return reverse(f"admin:shopguide_experiment_{name}", args=[row.pk] if row else [])


def act(client, row, what, **given):
    answer = client.post(address("act", row), {"act": what, **given}, follow=True)
    row.refresh_from_db()
    return answer


def filled(row, every):
    start(row)
    enrol_many(row, range(1000), lambda variant, n: n % every[variant.name] == 0)
    return look(row, timezone.now() + timedelta(days=1))


def test_who_may_look_may_not_act(client, row):
    user = User.objects.create_user("looker", password="x", is_staff=True)
    client.force_login(user)
    assert client.get(address("reading", row)).status_code == 403
    user.user_permissions.add(Permission.objects.get(codename="view_experiment"))
    page = client.get(address("reading", row))
    assert page.status_code == 200
    assert "What to do" not in words(page)
    assert client.post(address("act", row), {"act": "start"}).status_code == 403
    client.logout()
    assert "/login/" in client.get(address("reading", row)).url


def test_a_draft_is_made_started_ramped_and_stopped(merchant):
    form = {
        "name": "weights", "question": "Do words help?", "goal": "conversion", "minimum_effect": "0.1",
        "share": "0.2", "room": "1", "power": "0.8", "daily": "on", "guards": ["no_results"],
        "variants-TOTAL_FORMS": "2", "variants-INITIAL_FORMS": "0",
        "variants-0-name": "control", "variants-0-position": "0", "variants-0-weight": "1",
        "variants-0-settings": "{}",
        "variants-1-name": "wide", "variants-1-position": "1", "variants-1-weight": "1",
        "variants-1-settings": json.dumps({"EXPLORATION": 0.3}),
    }  # fmt: skip
    answer = merchant.post(address("add"), form, follow=True)
    assert "has not been worked out yet" in words(answer)
    row = Experiment.objects.get()
    assert "cannot be told yet" in words(act(merchant, row, "plan"))
    assert (row.guards, row.variants.count()) == (["no_results"], 2)
    act(merchant, row, "start")
    assert row.state == "running"
    act(merchant, row, "ramp", share="60")
    assert row.share == 0.6
    assert "only grow" in words(act(merchant, row, "ramp", share="10"))
    assert "number of percent" in words(act(merchant, row, "ramp", share="much"))
    assert "no shopper has met the test" in words(act(merchant, row, "look"))
    act(merchant, row, "stop")
    assert row.state == "stopped"


def test_the_size_is_told_before_it_begins(merchant, row):
    for n in range(200):
        event(f"user:{n}", "order" if n % 10 == 0 else "view", minutes=-60)
    act(merchant, row, "plan")
    expected = needed_for_share(0.1, 0.1)
    assert row.planned == pytest.approx(expected, abs=1)
    said = words(merchant.get(address("reading", row)))
    assert "This test needs" in said
    assert f"{row.planned}" in said.replace(",", "")


def test_what_cannot_be_tested_is_not_started(merchant, row):
    row.variants.update(settings={"MODEL_DIR": "/"})
    assert "cannot be tested" in words(merchant.get(address("reading", row)))
    assert "cannot be tested" in words(act(merchant, row, "start"))
    assert row.state == "draft"


def test_the_page_tells_the_verdict_with_its_figures(merchant, row):
    made = filled(row, {"control": 20, "wide": 5})
    page = merchant.get(address("reading", row))
    said = words(page)
    assert "Better: with “wide” the measure “shoppers who buy” is higher by" in said
    goal = made.report["metrics"][0]["rows"]
    assert f"{100 * goal[0]['value']:.2f} %" in said
    assert f"+{100 * goal[1]['difference']:.2f} %" in said
    text = page.content.decode().partition('<svg class="sgi-chart"')[2].partition("</svg>")[0]
    drawn = ElementTree.fromstring(f"<svg{text}</svg>")
    widths = [float(each.get("width")) for each in drawn if each.tag.endswith("rect")]
    assert all(0 < width <= 240 for width in widths)
    assert "Better" in words(merchant.get(address("changelist")))


def test_figures_of_a_broken_test_are_not_shown(merchant, row):
    start(row)
    rows = enrol_many(row, range(1000))
    row.enrolments.filter(shopper__in=[each.shopper for each in rows[1:301:2]]).delete()
    look(row, timezone.now() + timedelta(days=1))
    said = words(merchant.get(address("reading", row)))
    assert "Broken, do not read" in said
    assert "shoppers who buy" not in said.lower()


def test_rolled_out_from_the_same_page(merchant, row):
    filled(row, {"control": 20, "wide": 5})
    assert "Choose a variant" in words(act(merchant, row, "roll_out", variant=""))
    act(merchant, row, "roll_out", variant=row.variants.get(name="wide").pk)
    assert (row.state, row.winner.name) == ("rolled_out", "wide")


def test_an_edit_is_a_new_version(merchant, row):
    start(row)
    answer = act(merchant, row, "next")
    made = Experiment.objects.get(version=2)
    assert answer.redirect_chain[-1][0] == address("change", made)
    assert (row.state, row.ended_by, made.state) == ("stopped", "edited", "draft")
    again = merchant.get(address("change", row))
    assert again.url == address("reading", row)


def test_nothing_else_is_an_act(merchant, row):
    assert merchant.post(address("act", row), {"act": "explode"}).status_code == 404
    assert merchant.get(address("act", row)).status_code == 403
    assert merchant.get(address("reading", row).replace(str(row.pk), "999999")).status_code == 404
