"""What is read of a test is what SQL and scipy say, once a day, and what a merchant is told."""

from datetime import timedelta
from threading import Thread

import pytest
from django.db import connection
from django.utils import timezone, translation
from scipy import stats

from shopguide.experiments.counts import baseline, compare, count
from shopguide.experiments.look import look, look_at_all
from shopguide.experiments.metrics import METRICS
from shopguide.experiments.statistics import holm
from shopguide.experiments.verdict import sentence
from shopguide.models import Enrolment, Event, Look

from .conftest import enrol_many, event


def tomorrow(days=1):
    return timezone.now() + timedelta(days=days)


def by_name(row, counted):
    return {each.name: counted[each.pk] for each in row.variants.all()}


def test_counts_are_those_of_plain_sql(declared):
    row = declared(goal="revenue", others=["conversion", "click_through", "no_results"])
    enrol_many(row, range(40), lambda variant, n: n % (3 if variant.name == "wide" else 5) == 0)
    for n in range(40):
        for _ in range(n % 4):
            event(f"user:{n}", "exposure")
        for _ in range(n % 3):
            event(f"user:{n}", "click")
        event(f"user:{n}", "search", data={"results": n % 2})
    names = [row.goal, *row.others]
    counted = by_name(row, count(row, names, tomorrow()))
    for variant in row.variants.all():
        with connection.cursor() as cursor:
            cursor.execute(
                """SELECT count(DISTINCT e.shopper),
                    count(DISTINCT v.shopper) FILTER (WHERE v.kind = 'order'),
                    sum(v.amount) FILTER (WHERE v.kind = 'order'),
                    count(*) FILTER (WHERE v.kind = 'click'),
                    count(*) FILTER (WHERE v.kind = 'exposure'),
                    count(*) FILTER (WHERE v.kind = 'search' AND (v.data->>'results')::int = 0)
                FROM shopguide_enrolment e JOIN shopguide_event v ON v.shopper = e.shopper
                WHERE e.variant_id = %s""",
                [variant.pk],
            )
            shoppers, buyers, money, clicks, shown, empty = cursor.fetchone()
        told = counted[variant.name]
        assert told.shoppers == shoppers == 20
        assert told.of(METRICS["conversion"]).y == buyers
        assert told.of(METRICS["revenue"]).y == money
        assert told.of(METRICS["click_through"]).y == clicks
        assert told.of(METRICS["click_through"]).x == shown
        assert told.of(METRICS["no_results"]).y == empty


def test_only_what_came_after_counts_and_what_came_before_is_the_past(declared):
    row = declared(goal="views")
    enrol_many(row, range(2))
    event("user:0", "view", minutes=-60 * 24)
    event("user:0", "view", minutes=-60 * 24 * 40)
    event("user:0", "view", minutes=5)
    # Told today of an order of last week, by a shop that fills in its history.
    late = event("user:0", "view", minutes=-60 * 24 * 7)
    Event.objects.filter(pk=late.pk).update(received=tomorrow(0.5))
    told = by_name(row, count(row, ["views"], tomorrow()))["control"].of(METRICS["views"])
    assert (told.y, told.x) == (1, 2)


def test_a_clock_that_is_seconds_off_loses_nothing(declared):
    row = declared(goal="views")
    enrol_many(row, range(2))
    event("user:0", "view", minutes=-0.5)
    assert by_name(row, count(row, ["views"], tomorrow()))["control"].of(METRICS["views"]).y == 1


def test_an_erased_shopper_is_no_longer_counted(declared):
    row = declared()
    enrol_many(row, range(10), lambda variant, n: True)
    Enrolment.objects.filter(shopper="user:0").delete()
    told = by_name(row, count(row, ["conversion"], tomorrow()))["control"]
    assert (told.shoppers, told.of(METRICS["conversion"]).y) == (4, 4)


def test_what_the_shop_does_without_a_test(db):
    for n in range(10):
        event(f"user:{n}", "view", minutes=-60)
    for n in range(4):
        event(f"user:{n}", "order", minutes=-30, amount=10)
    event("", "order", minutes=-30)
    told = baseline(["conversion", "revenue"])
    assert told.shoppers == 10
    assert told.of(METRICS["conversion"]).mean == 0.4
    assert told.of(METRICS["revenue"]).mean == 4.0


def differing(every):
    return lambda variant, n: n % every[variant.name] == 0


def test_a_difference_is_found_at_the_planned_size(declared):
    row = declared(planned=1000)
    enrol_many(row, range(1000), differing({"control": 20, "wide": 5}))
    made = look(row, tomorrow())
    assert (made.fraction, made.final) == (1.0, True)
    assert made.report["verdict"] == {"code": "better", "variant": "wide", "metric": "conversion"}
    goal = made.report["metrics"][0]["rows"][1]
    assert goal["low"] > 0
    said = sentence(made.report)
    assert said.startswith("Better: with “wide” the measure “shoppers who buy” is higher by")
    assert look(row, tomorrow(3)).pk == made.pk


def test_the_same_the_other_way_is_worse(declared):
    row = declared(planned=1000)
    enrol_many(row, range(1000), differing({"control": 5, "wide": 20}))
    made = look(row, tomorrow())
    assert made.report["verdict"]["code"] == "worse"
    assert "lower by" in sentence(made.report)


def test_no_difference_is_told_at_the_end_only(declared):
    row = declared(planned=1000)
    enrol_many(row, range(500), differing({"control": 10, "wide": 10}))
    first = look(row, tomorrow())
    assert (first.report["verdict"]["code"], first.final) == ("running", False)
    assert sentence(first.report) == "Keep running: 500 of 1000 shoppers so far."
    enrol_many(row, range(500, 1000), differing({"control": 10, "wide": 10}))
    last = look(row, tomorrow(2))
    assert (last.report["verdict"]["code"], last.final) == ("none", True)
    assert sentence(last.report).startswith("No difference found")


def test_a_test_read_once_says_nothing_before(declared):
    row = declared(planned=1000, daily=False)
    enrol_many(row, range(900), differing({"control": 100, "wide": 2}))
    assert look(row, tomorrow()).report["verdict"]["code"] == "running"
    enrol_many(row, range(900, 1000), differing({"control": 100, "wide": 2}))
    last = look(row, tomorrow(2))
    assert last.report["verdict"]["code"] == "better"
    assert last.report["bound"] == pytest.approx(stats.norm.ppf(0.975))


def test_one_look_a_day_whoever_asks(declared):
    row = declared(planned=1000)
    enrol_many(row, range(100))
    first = look(row, tomorrow())
    enrol_many(row, range(100, 200))
    assert look(row, tomorrow()).pk == first.pk
    assert Look.objects.count() == 1


def test_little_new_is_no_step(declared):
    row = declared(planned=10_000)
    enrol_many(row, range(200))
    assert look(row, tomorrow()).fraction == 0.02
    enrol_many(row, range(200, 250))
    second = look(row, tomorrow(2))
    assert (second.fraction, second.report["bound"]) == (None, None)
    assert second.report["metrics"][0]["rows"][1]["low"] is None


def test_a_variant_that_loses_shoppers_is_broken(declared):
    row = declared(planned=1000)
    enrol_many(row, range(1000), differing({"control": 20, "wide": 5}))
    Enrolment.objects.filter(variant__name="wide", pk__gt=0).filter(
        pk__in=Enrolment.objects.filter(variant__name="wide").values("pk")[:120]
    ).delete()
    made = look(row, tomorrow())
    assert made.report["verdict"] == {"code": "broken"}
    assert sentence(made.report).startswith("Broken, do not read")
    assert made.report["ratio_p"] < 0.001


def test_a_guard_stops_the_test(declared):
    row = declared(planned=100_000, goal="views", guards=["conversion"], minimum_effect=0.2)
    enrol_many(row, range(1200), differing({"control": 3, "wide": 30}))
    made = look(row, tomorrow())
    assert made.report["verdict"] == {"code": "guard", "variant": "wide", "metric": "conversion"}
    row.refresh_from_db()
    assert (row.state, row.ended_by) == ("stopped", "guard")
    assert "does harm" in sentence(made.report)


def test_a_guard_does_not_believe_a_handful(declared):
    row = declared(planned=100_000, goal="views", guards=["conversion"], minimum_effect=0.2)
    enrol_many(row, range(60), differing({"control": 1, "wide": 100}))
    assert look(row, tomorrow()).report["verdict"]["code"] == "running"


def test_other_measures_are_corrected_for_being_many(declared):
    row = declared(planned=1000, goal="views", others=["conversion", "add_to_cart", "revenue"])
    enrol_many(row, range(400), differing({"control": 10, "wide": 6}))
    made = look(row, tomorrow())
    rows = {each["name"]: each["rows"][1] for each in made.report["metrics"]}
    counted = by_name(row, count(row, row.others, tomorrow()))
    alone = [compare(METRICS[name], counted["control"], counted["wide"]).p for name in row.others]
    assert [rows[name]["p"] for name in row.others] == pytest.approx(holm(alone))
    assert rows["conversion"]["p"] > alone[0]


def test_without_a_plan_it_says_so(declared):
    row = declared(planned=None)
    row.planned = None
    row.save()
    made = look(row, tomorrow())
    assert sentence(made.report) == "Keep running: no shopper has met the test yet."
    enrol_many(row, range(10))
    again = look(row, tomorrow(2))
    assert "how many shoppers are needed is not known" in sentence(again.report)


def test_verdicts_speak_chinese_as_well(declared):
    row = declared(planned=1000)
    enrol_many(row, range(1000), differing({"control": 20, "wide": 5}))
    report = look(row, tomorrow()).report
    with translation.override("zh-hans"):
        assert sentence(report)


def test_every_running_test_is_looked_at(declared):
    declared("one")
    declared("two", {"control": {}, "few": {"SUGGESTION_SIZE": 2}})
    declared("three", {"control": {}, "x": {"ANSWERABLE": 0.5}}, running=False)
    assert look_at_all() == 2
    assert Look.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_make_one_look(declared):
    row = declared(planned=1000)
    enrol_many(row, range(300))
    found = []

    def work():
        try:
            found.append(look(row).pk)
        finally:
            connection.close()

    workers = [Thread(target=work) for _ in range(4)]
    for each in workers:
        each.start()
    for each in workers:
        each.join()
    assert len(found) == 4
    assert len(set(found)) == 1
    assert Look.objects.count() == 1
