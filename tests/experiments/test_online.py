"""Figures of the shop: equal to a count by hand and by plain SQL, whoever counts how often."""

import random
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from threading import Thread

import pytest
from django.db import connection, connections
from django.utils import timezone

from shopguide import tasks
from shopguide.conf import BEAT_SCHEDULE
from shopguide.experiments.days import count_day, count_days
from shopguide.experiments.online import MEASURES, Asked, online
from shopguide.models import (
    Conversation,
    CountedDay,
    DailyTally,
    Event,
    OutboundCall,
    Ticket,
    Turn,
)

DAY = date(2026, 3, 10)
NOW = datetime(2026, 3, 12, 10, tzinfo=UTC)


def at(minute=0, *, day=DAY, second=0):
    start = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
    return start + timedelta(minutes=minute, seconds=second)


@pytest.fixture
def told(db):
    names = iter(range(100_000))

    def tell(kind, shopper="user:1", minute=0, *, day=DAY, second=0, **given):
        when = at(minute, day=day, second=second)
        given = {"language": "en", **given}
        made = Event.objects.create(
            kind=kind, shopper=shopper, client_id=f"e{next(names)}", happened=when, **given
        )
        Event.objects.filter(pk=made.pk).update(received=when)
        return made

    return tell


def read(begins=DAY, ends=DAY, **segment):
    return online(Asked(begins, ends, **segment), timezone.localdate(NOW))


def value(figures, name):
    return figures.value(MEASURES[name])


def test_what_is_counted_of_a_day(told):
    product = {"guide": "phone", "object_id": "7"}
    told("search", minute=0, surface="search", data={"results": 0, "seconds": 0.2})
    told("search", minute=1, surface="search", data={"results": 4, "seconds": 0.4})
    told("exposure", minute=1, surface="search", **product)
    told("exposure", minute=1, surface="search", guide="phone", object_id="8")
    told("click", minute=2, surface="search", **product)
    told("cart", minute=3, **product)
    told("order", minute=4, amount=Decimal("30.00"), language="", **product)
    told("view", "user:2", minute=5, language="zh-hans", **product)
    told("thumb_up", "user:2", minute=5, surface="suggestions", language="zh-hans")
    told("thumb_down", "", minute=5, surface="suggestions")
    told("order", "", minute=6, amount=Decimal("99.00"), language="", **product)
    count_day(DAY)
    total = read().total
    assert total["visits"] == 2
    assert value(total, "click_through") == 0.5
    assert value(total, "add_to_cart") == value(total, "conversion") == 0.5
    assert value(total, "revenue") == 15.0
    assert total["revenue"] == 129.0
    assert value(total, "no_results") == value(total, "reformulation") == 0.5
    assert value(total, "first_click") == 60.0
    assert value(total, "search_latency") == pytest.approx(0.3)
    assert value(total, "satisfaction") == 0.5
    assert value(total, "cost") is None
    parts = read().parts
    assert value(parts["surface"]["search"], "conversion") == 1.0
    assert parts["surface"]["search"]["visitor_revenue"] == 30.0
    assert parts["language"]["zh"]["visits"] == parts["language"]["en"]["visits"] == 1
    assert read(surface="suggestions").total["thumbs"] == 2
    assert read(language="zh").total["thumbs"] == 1


def test_answers_calls_and_tickets(told):
    told("view", "user:1", guide="phone", object_id="7")
    talk = Conversation.objects.create(user_id="1", language="en")
    for n in range(4):
        turn = Turn.objects.create(conversation=talk, question="?", answer={}, intent="other")
        Turn.objects.filter(pk=turn.pk).update(created=at(n))
    ticket = Ticket.objects.create(user_id="1", question="?", language="en")
    Ticket.objects.filter(pk=ticket.pk).update(created=at(5))
    for seconds, outcome in ((1.0, "whole"), (3.0, "whole"), (20.0, "timeout")):
        call = OutboundCall.objects.create(
            writer="gpt", purpose="answer", sent="x", outcome=outcome, seconds=seconds, cost="0.02"
        )
        OutboundCall.objects.filter(pk=call.pk).update(created=at(2))
    count_day(DAY)
    total = read().total
    assert value(total, "hand_offs") == 0.25
    assert value(total, "latency") == 2.0
    assert value(total, "cost") == pytest.approx(0.015)
    assert read().parts["audience"]["new"]["answers"] == 4


def test_a_search_is_not_said_again_after_a_click_or_two_minutes(told):
    search = {"surface": "search", "data": {"results": 3}}
    told("search", "user:1", 0, **search)
    told("click", "user:1", 1, surface="search", guide="phone", object_id="7")
    told("search", "user:1", 1, second=30, **search)
    told("search", "user:2", 0, **search)
    told("search", "user:2", 2, **search)
    told("search", "user:3", 0, **search)
    told("search", "user:4", 1, **search)
    told("search", "", 0, **search)
    told("search", "", 1, **search)
    count_day(DAY)
    total = read().total
    assert (total["reformulated"], total["followed"], total["searches"]) == (0, 6, 8)
    told("search", "user:3", 1, second=59, **search)
    count_day(DAY)
    assert read().total["reformulated"] == 1


def test_a_visitor_is_new_on_the_first_day_only(told):
    told("view", "user:1", guide="phone", object_id="7")
    told("view", "user:1", day=DAY + timedelta(days=1), guide="phone", object_id="7")
    count_days(NOW)
    whole = read(ends=DAY + timedelta(days=1))
    assert whole.parts["audience"]["new"]["visits"] == 1
    assert whole.parts["audience"]["returning"]["visits"] == 1
    assert set(whole.days) == {DAY, DAY + timedelta(days=1)}


def crowd(told, days=3, events=600, seed=5):
    chance = random.Random(seed)
    kinds = ["exposure", "click", "view", "cart", "order", "search", "thumb_up", "thumb_down"]
    for n in range(events):
        kind = chance.choice(kinds)
        product = {} if kind in ("search", "thumb_up", "thumb_down") else {
            "guide": "phone", "object_id": str(chance.randrange(6)),
        }  # fmt: skip
        told(
            kind,
            chance.choice(["", *(f"user:{k}" for k in range(30))]),
            chance.randrange(600),
            day=DAY + timedelta(days=chance.randrange(days)),
            second=n % 60,
            surface="" if kind == "order" else chance.choice(["search", "recommended", ""]),
            language=chance.choice(["en", "zh-hans"]),
            amount=Decimal(chance.randrange(1000)) if kind == "order" else None,
            data={"results": chance.randrange(3)} if kind == "search" else {},
            **product,
        )


PLAIN = """
SELECT count(*) FILTER (WHERE kind = 'exposure'), count(*) FILTER (WHERE kind = 'click'),
    count(*) FILTER (WHERE kind = 'search'),
    count(*) FILTER (WHERE kind = 'search' AND data ->> 'results' = '0'),
    count(*) FILTER (WHERE kind = 'order'), sum(amount) FILTER (WHERE kind = 'order'),
    count(DISTINCT (shopper, happened::date))
        FILTER (WHERE shopper <> '' AND kind NOT IN ('order', 'review')),
    (SELECT count(*) FROM shopguide_event e WHERE kind = 'search' AND shopper <> '' AND EXISTS (
        SELECT FROM shopguide_event n WHERE n.shopper = e.shopper AND n.kind = 'search'
        AND (n.happened, n.id) > (e.happened, e.id) AND n.happened < e.happened + interval '2 minutes'
        AND NOT EXISTS (SELECT FROM shopguide_event c WHERE c.shopper = e.shopper AND c.kind = 'click'
            AND (c.happened, c.id) > (e.happened, e.id) AND (c.happened, c.id) < (n.happened, n.id)))),
    (SELECT count(*) FROM (SELECT DISTINCT shopper, happened::date AS day FROM shopguide_event e
        WHERE kind = 'order' AND shopper <> '' AND EXISTS (SELECT FROM shopguide_event v
        WHERE v.shopper = e.shopper AND v.happened::date = e.happened::date AND v.kind <> 'order')) b)
FROM shopguide_event"""
NAMES = [
    "shown", "clicks", "searches", "empty", "lines", "revenue", "visits", "reformulated", "bought",
]  # fmt: skip


@pytest.mark.parametrize("counted", ["all", "yesterday", "none"])
def test_it_is_what_plain_sql_counts(told, counted):
    """Of three days, of which today and perhaps yesterday are counted while the page waits."""
    crowd(told)
    if counted != "none":
        count_days(NOW)
    if counted == "yesterday":
        CountedDay.objects.filter(day=DAY + timedelta(days=1)).delete()
    if counted == "none":
        count_day(DAY)
    with connection.cursor() as cursor:
        cursor.execute(PLAIN)
        plain = cursor.fetchone()
    found = read(ends=DAY + timedelta(days=2))
    assert {name: found.total[name] for name in NAMES} == dict(zip(NAMES, plain, strict=True))
    assert found.missing == 0
    for part in ("language", "audience"):
        for name in NAMES:
            assert sum(each[name] for each in found.parts[part].values()) == found.total[name]
    assert sum(each["shown"] for each in found.days.values()) == found.total["shown"]
    searched = Event.objects.filter(kind="click", surface="search").count()
    assert read(ends=DAY + timedelta(days=2), surface="search").total["clicks"] == searched


def rows():
    columns = [field.name for field in DailyTally._meta.fields if field.name != "id"]
    order = ["day", "surface", "language", "audience"]
    return list(DailyTally.objects.order_by(*order).values_list(*columns))


def test_counted_again_it_is_the_same_and_what_came_late_is_in_it(told):
    crowd(told, events=200)
    count_days(NOW)
    before = rows()
    assert before
    assert count_days(NOW) == 3
    assert rows() == before
    # Long ago and told now, as by a backfill.
    old = DAY - timedelta(days=30)
    made = told("view", "user:1", day=old, guide="phone", object_id="1")
    Event.objects.filter(pk=made.pk).update(received=timezone.now())
    count_days(NOW)
    assert read(old, old).total["visits"] == 1


def test_a_cancelled_order_goes_from_the_figures(told):
    made = told("order", amount=Decimal(5), guide="phone", object_id="7")
    told("view", guide="phone", object_id="7")
    count_days(NOW)
    assert read().total["bought"] == 1
    made.delete()
    count_days(NOW)
    assert read().total["bought"] == 0


def test_a_day_of_which_events_are_forgotten_stays(told, settings):
    told("view", guide="phone", object_id="7")
    count_day(DAY)
    Event.objects.all().delete()
    count_days(NOW + timedelta(days=30))
    assert read().total["visits"] == 1


def test_the_beat_counts(told):
    yesterday = timezone.localdate() - timedelta(days=1)
    told("view", day=yesterday, guide="phone", object_id="7")
    assert BEAT_SCHEDULE["shopguide-count"]["task"] == tasks.count.name
    tasks.count()
    assert CountedDay.objects.filter(day=yesterday).exists()
    assert DailyTally.objects.get(day=yesterday, surface="").visits == 1


def test_days_that_nobody_counted_are_told(told):
    found = read(DAY - timedelta(days=4), DAY)
    assert found.missing == 5


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_change_no_count(told):
    crowd(told, events=300)
    count_days(NOW)
    before, failed = rows(), []

    def work():
        try:
            for _ in range(3):
                count_days(NOW)
        except Exception as error:
            failed.append(error)
        finally:
            connections.close_all()

    threads = [Thread(target=work) for _ in range(3)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert failed == []
    assert rows() == before
