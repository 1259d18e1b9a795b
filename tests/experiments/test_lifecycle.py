"""What may be tested, who runs beside whom, and what an edit does."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shopguide.experiments.counts import Counted
from shopguide.experiments.lifecycle import (
    ExperimentError,
    declare,
    next_version,
    plan,
    ramp,
    roll_out,
    start,
    stop,
)
from shopguide.experiments.overlay import forget_enrolments, leave
from shopguide.experiments.power import needed_for_share
from shopguide.experiments.statistics import Sums
from shopguide.models import Enrolment, Experiment

from .conftest import enrol_many

WIDE = {"control": {}, "wide": {"EXPLORATION": 0.3}}


@pytest.mark.parametrize(
    ("variants", "given", "said"),
    [
        ({"control": {}}, {}, "fewer than two"),
        ({"control": {}, "new": {"EXPLORATON": 1}}, {}, "EXPLORATON"),
        ({"control": {}, "new": {"PERSONALISATION": "always"}}, {}, "PERSONALISATION"),
        (WIDE, {"goal": "happiness"}, "happiness"),
        (WIDE, {"guards": ["speed"]}, "speed"),
    ],
)
def test_what_cannot_be_tested_is_told(db, variants, given, said):
    with pytest.raises(ExperimentError, match=said):
        declare("t", variants, **given)
    assert not Experiment.objects.exists()


def test_told_twice_it_is_one(db):
    first, second = declare("t", WIDE, share=0.5), declare("t", WIDE, share=0.5)
    assert first.pk == second.pk
    changed = declare("t", WIDE, share=0.6)
    assert (changed.pk, changed.share) == (first.pk, 0.6)


def test_told_otherwise_while_it_runs_it_is_the_next_version(declared):
    row = declared()
    again = declare("strips", {"control": {}, "wide": {"EXPLORATION": 0.5}})
    assert (again.version, again.state) == (2, "draft")
    row.refresh_from_db()
    assert row.state == "running"


def test_an_edit_ends_the_old_and_draws_anew(declared):
    row = declared()
    made = next_version(
        row, {"goal": "revenue"}, [("control", 1, {}), ("new", 2, {"EXPLORATION": 0})]
    )
    row.refresh_from_db()
    assert (row.state, row.ended_by) == ("stopped", "edited")
    assert (made.version, made.goal, made.state) == (2, "revenue", "draft")
    assert made.salt != row.salt
    assert [(each.name, each.weight) for each in made.variants.all()] == [
        ("control", 1),
        ("new", 2),
    ]
    start(made)
    assert made.state == "running"


def test_two_that_change_the_same_need_a_group(declared):
    declared("first")
    with pytest.raises(ExperimentError, match="same settings"):
        declared("second")
    other = declared("third", {"control": {}, "few": {"SUGGESTION_SIZE": 2}})
    assert other.state == "running"


def test_rooms_of_a_group_are_side_by_side_and_end(declared):
    first = declared("first", group="home", room=0.5)
    second = declared("second", group="home", room=0.3)
    assert (first.begins_at, second.begins_at) == (0.0, 0.5)
    with pytest.raises(ExperimentError, match=r"room for 0\.2"):
        declared("third", group="home", room=0.4)
    stop(first)
    fourth = declared("fourth", group="home", room=0.4)
    assert fourth.begins_at == 0.0


def test_a_share_only_grows(declared):
    row = declared(share=0.1)
    ramp(row, 0.5)
    assert row.share == 0.5
    with pytest.raises(ExperimentError, match="only grow"):
        ramp(row, 0.2)
    with pytest.raises(ExperimentError, match="only grow"):
        ramp(row, 1.5)


def test_stopped_twice_it_ended_once(declared):
    row = declared()
    stop(row)
    ended = row.ended
    stop(row)
    assert (row.state, row.ended) == ("stopped", ended)
    with pytest.raises(ExperimentError, match="before"):
        start(row)


def test_rolled_out_is_one_of_its_own_variants(declared):
    row, other = declared(), declared("other", {"control": {}, "few": {"SUGGESTION_SIZE": 2}})
    with pytest.raises(ExperimentError, match="no variant"):
        roll_out(row, other.variants.last())
    roll_out(row, row.variants.last())
    assert (row.state, row.winner.name) == ("rolled_out", "wide")
    stop(row)
    assert (row.state, row.winner) == ("stopped", None)


def test_the_plan_is_of_what_shoppers_do_today(declared):
    row = declared(running=False, minimum_effect=0.2, daily=False)
    today = Counted(1000, {"conversion": Sums(1000, 50, 50)})
    assert plan(row, today) == pytest.approx(needed_for_share(0.05, 0.2, looks=1), abs=1)
    row.daily = True
    assert plan(row, today) == pytest.approx(needed_for_share(0.05, 0.2), abs=1)
    assert plan(row, Counted(1000, {"conversion": Sums(1000, 0, 0)})) is None
    assert plan(row, Counted()) is None


def test_a_test_of_three_needs_more_than_one_of_two(declared):
    today = Counted(1000, {"conversion": Sums(1000, 50, 50)})
    two = declared("two", running=False)
    three = declared(
        "three",
        {"control": {}, "a": {"EXPLORATION": 0.2}, "b": {"EXPLORATION": 0.3}},
        running=False,
    )
    assert plan(three, today) > 1.5 * plan(two, today)


def test_an_erased_shopper_leaves(declared):
    row = declared()
    enrol_many(row, range(10))
    assert leave("user:3") == 1
    assert leave("") == 0
    assert Enrolment.objects.count() == 9


def test_who_took_part_long_ago_is_forgotten(declared):
    old, new = declared("old"), declared("new", {"control": {}, "few": {"SUGGESTION_SIZE": 2}})
    enrol_many(old, range(4))
    enrol_many(new, range(4))
    stop(old)
    stop(new)
    assert forget_enrolments() == 0
    Experiment.objects.filter(pk=old.pk).update(ended=timezone.now() - timedelta(days=366))
    assert forget_enrolments() == 4
    assert set(Enrolment.objects.values_list("experiment__name", flat=True)) == {"new"}
