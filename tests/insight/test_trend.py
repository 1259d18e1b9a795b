"""Periods: where they begin, that none is missing, and what is counted in each."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from shopguide.insight import Scope, trend
from shopguide.models import ReviewReading

from .factories import START, Said, days, store

MOMENTS = st.datetimes(datetime(2024, 11, 1), datetime(2026, 4, 1)).map(
    lambda moment: moment.replace(tzinfo=UTC)
)
ZONES = st.sampled_from(["UTC", "Asia/Shanghai", "America/New_York"])


@settings(max_examples=25)
@given(
    st.lists(
        st.builds(
            Said,
            opinions=st.lists(
                st.tuples(st.sampled_from(["camera", "price"]), st.sampled_from([-1, 0, 1])),
                max_size=3,
            ),
            label=st.sampled_from([-1, 0, 1]),
            written=st.none() | MOMENTS,
        ),
        max_size=15,
    ),
    ZONES,
    st.sampled_from(["week", "month"]),
    st.sampled_from([None, "camera"]),
)
def test_periods_are_what_plain_counting_gives(guide, product, said, zone, every, aspect):
    ReviewReading.objects.all().delete()
    store(product, said)

    def start(moment):
        day = moment.astimezone(ZoneInfo(zone)).date()
        return day.replace(day=1) if every == "month" else day - timedelta(days=day.weekday())

    def says(each, polarity):
        return (aspect, polarity) in each.opinions if aspect else each.label == polarity

    dated = [each for each in said if each.written]
    total, good, bad = (
        Counter(start(each.written) for each in dated if keep(each))
        for keep in (lambda e: True, lambda e: says(e, 1), lambda e: says(e, -1))
    )
    with timezone.override(zone):
        found = trend(Scope(guide, product=product.pk), every, aspect)
    for period in found:
        day = period.start.date()
        assert (period.reviews, period.positive.count, period.negative.count) == (
            total[day], good[day], bad[day],
        )  # fmt: skip
        assert period.start.astimezone(ZoneInfo(zone)).time() == datetime.min.time()
    assert sum(period.reviews for period in found) == len(dated)
    assert all(one.end == other.start for one, other in pairwise(found))
    if dated:
        assert found[0].reviews
        assert found[-1].reviews


def test_a_month_begins_where_the_reader_of_the_page_is(guide, product):
    store(product, [Said(written=datetime(2026, 3, 31, 17, tzinfo=UTC))])
    with timezone.override("Asia/Shanghai"):
        (april,) = trend(Scope(guide, product=product.pk))
    assert april.start.date() == datetime(2026, 4, 1).date()
    with timezone.override("UTC"):
        (march,) = trend(Scope(guide, product=product.pk))
    assert (march.start, march.end) == (
        datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC),
    )  # fmt: skip


def test_weeks_begin_on_monday_and_cross_the_year(guide, product):
    store(product, [Said(written=datetime(2026, 1, 1, tzinfo=UTC))])
    (week,) = trend(Scope(guide, product=product.pk), "week")
    assert week.start == datetime(2025, 12, 29, tzinfo=UTC)
    assert week.end == datetime(2026, 1, 5, tzinfo=UTC)


def test_empty_periods_are_there(guide, product):
    store(product, [Said(written=START), Said(written=START + days(92))])
    found = trend(Scope(guide, product=product.pk))
    assert [period.reviews for period in found] == [1, 0, 0, 1]
    assert (found[1].positive.low, found[1].positive.high) == (0, 1)


def test_the_periods_of_the_scope_are_all_there(guide, product):
    store(product, [Said(written=START)])
    since, until = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 5, 1, tzinfo=UTC)
    found = trend(Scope(guide, product=product.pk, since=since, until=until))
    assert [period.reviews for period in found] == [0, 0, 1, 0]
    assert trend(Scope(guide, product=product.pk, until=until))[-1].end == until


def test_an_aspect_has_shares_of_all_reviews_of_the_period(guide, product):
    store(product, [Said([("camera", -1)] * 3), Said([("camera", 1), ("camera", -1)]), Said()])
    (period,) = trend(Scope(guide, product=product.pk), "month", "camera")
    assert (period.positive.count, period.negative.count, period.reviews) == (1, 2, 3)


def test_no_reviews_have_no_trend(guide, product):
    store(product, [Said(written=None)])
    assert trend(Scope(guide, product=product.pk)) == []


@pytest.mark.parametrize("aspect", [None, "camera"])
def test_one_statement(guide, product, django_assert_num_queries, aspect):
    store(product, [Said([("camera", 1)], written=START + days(9 * n)) for n in range(20)])
    with django_assert_num_queries(1):
        trend(Scope(guide, product=product.pk), "week", aspect)


@pytest.mark.parametrize("every", ["week", "month"])
def test_dates_that_cannot_be_true_make_no_periods(guide, product, every):
    wrong = [datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC)]
    store(product, [Said(written=each) for each in [*wrong, START]])
    found = trend(Scope(guide, product=product.pk), every)
    assert sum(period.reviews for period in found) == 1
    assert len(found) < 2700
    assert found[-1].end <= timezone.now() + days(31)
