"""A common list is fair to both rankings, and clicks on it say which is better."""

from collections import Counter
from random import Random
from uuid import uuid4

import pytest
from scipy import stats

from shopguide.experiments.interleave import draft, preferred, read
from shopguide.models import Click, Event, Exposure

A, B = list("abcdefgh"), list("cabhgfed")


def test_the_list_has_each_thing_once_and_as_many_as_asked():
    made = draft(A, B, 6, "x")
    assert len(made) == len({each.thing for each in made}) == 6
    assert draft(A, B, 6, "x") == made
    assert {tuple(each.thing for each in draft(A, B, 6, str(n))) for n in range(40)} > {
        tuple(each.thing for each in made)
    }


def test_what_both_would_choose_belongs_to_neither():
    made = draft(["x", "y", "z"], ["x", "z", "y"], 3, "s")
    assert (made[0].thing, made[0].team) == ("x", "")
    assert sorted(each.team for each in made[1:]) == ["a", "b"]
    assert all(each.team == "" for each in draft(A, A, 8, "s"))


def test_a_ranking_that_runs_out_costs_nothing():
    assert [each.thing for each in draft(["x"], ["x", "y", "z"], 5, "s")] == ["x", "y", "z"]
    assert draft([], [], 5, "s") == []
    assert [each.team for each in draft([], ["x"], 5, "s")] == [""]


def test_who_clicks_without_looking_prefers_nobody():
    """With clicks that fall with the place, credit of both sides is the same on average."""
    credit, toss = Counter(), Random(5)
    for n in range(20_000):
        for place, each in enumerate(draft(A, B, 5, str(n))):
            if toss.random() < 1 / (place + 1):
                credit[each.team] += each.weight
    total = credit["a"] + credit["b"]
    assert credit["b"] / total == pytest.approx(0.5, abs=0.01)


def test_a_shopper_is_one_however_much_they_click():
    told = preferred([("ann", "b", 1.0)] * 50 + [("bob", "a", 1.0), ("cy", "", 0.0)])
    assert (told.a, told.b, told.ties) == (1, 1, 1)
    assert told.balance.n == 3


def test_the_test_is_that_of_scipy():
    toss = Random(6)
    clicks = [(str(n), "b" if toss.random() < 0.6 else "a", toss.random()) for n in range(200)]
    told = preferred(clicks)
    values = [weight if team == "b" else -weight for _, team, weight in clicks]
    assert told.p == pytest.approx(stats.ttest_1samp(values, 0).pvalue)
    assert told.share == pytest.approx(sum(v > 0 for v in values) / 200)


def test_nothing_is_said_too_early_and_something_in_time():
    few = [(str(n), "b", 1.0 + n % 3) for n in range(10)]
    assert preferred(few).code() == "running"
    assert preferred([(str(n), "b", 1.0 + n % 3) for n in range(100)]).code() == "better"
    assert preferred([(str(n), "a", 1.0 + n % 3) for n in range(100)]).code() == "worse"
    assert preferred([]).code() == "running"
    assert preferred([]).p == 1.0


def test_looking_at_every_shopper_finds_nothing_where_nothing_is():
    false = 0
    for test in range(300):
        toss, clicks, found = Random(test), [], False
        for n in range(400):
            clicks.append((str(n), "b" if toss.random() < 0.5 else "a", 1.0 + toss.random()))
            if n % 20 == 19:
                found = found or preferred(clicks).code() != "running"
        false += found
    assert false <= 300 * 0.05


@pytest.mark.django_db
def test_exposures_and_clicks_of_both_doors_are_read_once():
    shown = [
        {"pk": "1", "team": "a", "weight": 2.0},
        {"pk": "2", "team": "b", "weight": 2.0},
        {"pk": "3", "team": "", "weight": 0.0},
    ]
    rows = [
        Exposure.objects.create(
            guide="phone", query="x", language="en", total=3, sort="", shopper=shopper,
            terms={"interleaved": name}, shown=shown,
        )
        for shopper, name in [("user:1", "w"), ("user:1", "w"), ("", "w"), ("user:9", "other")]
    ]  # fmt: skip
    Click.objects.create(exposure=rows[0], object_id="2")
    for row, key in [(rows[0], "2"), (rows[1], "2"), (rows[2], "1"), (rows[3], "1")]:
        Event.objects.create(
            client_id=uuid4().hex, kind="click", exposure=row.pk, object_id=key, guide="phone"
        )
    told = read("w")
    assert (told.a, told.b, told.ties) == (1, 1, 0)
    assert told.balance.y == 2.0
