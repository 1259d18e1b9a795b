"""Sums that fade, in whatever order events come."""

import random

import pytest

from shopguide.recommend.sums import DAY, LONG, SHORT, Sums


def test_an_event_counts_half_after_each_half_life():
    sums = Sums()
    sums.add("brand", "Zeta", 4.0, 0.0)
    sums.move(LONG * DAY)
    assert sums.of("brand")["Zeta"].long == pytest.approx(2.0)
    assert sums.of("brand")["Zeta"].short == pytest.approx(4.0 * 0.5 ** (LONG / SHORT))
    sums.move((LONG + SHORT) * DAY)
    assert sums.of("brand")["Zeta"].long == pytest.approx(2.0 * 0.5 ** (SHORT / LONG))


def test_late_events_count_as_much_as_they_would_have():
    in_time, late = Sums(), Sums()
    for sums, moments in ((in_time, (0.0, 9 * DAY)), (late, (9 * DAY, 0.0))):
        for moment in moments:
            sums.add("brand", "Zeta", 1.0, moment)
    assert in_time.at == late.at == 9 * DAY
    assert in_time.of("brand")["Zeta"].long == pytest.approx(late.of("brand")["Zeta"].long)
    assert in_time.of("brand")["Zeta"].short == pytest.approx(late.of("brand")["Zeta"].short)


@pytest.mark.parametrize("seed", range(20))
def test_order_and_portions_make_no_difference(seed):
    chance = random.Random(seed)
    events = [
        (chance.choice(["brand", "category"]), chance.choice("abcde"), chance.uniform(-6, 6),
         chance.uniform(0, 400 * DAY))
        for _ in range(200)
    ]  # fmt: skip
    once = Sums()
    for event in events:
        once.add(*event)
    chance.shuffle(events)
    state = None
    while events:
        portion = Sums(state)
        for _ in range(min(chance.randint(1, 40), len(events))):
            portion.add(*events.pop())
        state = portion.state()
    again = Sums(state)
    assert again.at == once.at
    for section in once.state()["sums"]:
        assert again.of(section).keys() == once.of(section).keys()
        for key, found in once.of(section).items():
            assert again.of(section)[key].long == pytest.approx(found.long, rel=1e-9, abs=1e-12)
            assert again.of(section)[key].short == pytest.approx(found.short, rel=1e-9, abs=1e-12)


def test_the_weakest_are_let_go():
    sums = Sums()
    for number in range(10):
        sums.add("product", str(number), float(number), 0.0)
    sums.keep("product", 3)
    assert set(sums.of("product")) == {"7", "8", "9"}
