"""Geometry: what a chart shows is where the numbers say, and nothing lies outside."""

import random
import re
from itertools import pairwise

import pytest

from shopguide.insight import Share
from shopguide.widgets.charts import BAR, WIDTH, diverging, split, trend_chart


def shares(seed, count):
    chance = random.Random(seed)
    totals = [chance.choice([1, 5, 40, 5000]) for _ in range(count)]
    return [Share(chance.choice([0, total, chance.randint(0, total)]), total) for total in totals]


def test_bars_are_as_long_as_their_shares():
    chart = diverging(
        [
            ("Battery", "battery", [("", Share(10, 100), Share(40, 100))]),
            ("Camera", "camera", [("", Share(20, 100), Share(0, 100))]),
        ]
    )
    (battery,), (camera,) = (row.bars for row in chart.rows)
    assert battery.positive.x == chart.axis
    assert battery.negative.x + battery.negative.width == pytest.approx(chart.axis, abs=0.2)
    assert battery.positive.width == pytest.approx(4 * battery.negative.width, abs=0.5)
    assert camera.negative.width == pytest.approx(2 * battery.negative.width, abs=0.5)
    assert camera.positive.width == 0
    assert (chart.rows[0].label, chart.rows[0].key) == ("Battery", "battery")
    # Ticks are of one scale: as far apart on the left as on the right.
    at = sorted(tick.at for tick in chart.ticks)
    gaps = {round(b - a) for a, b in pairwise(at)}
    assert len(gaps) == 1
    assert [tick.label for tick in chart.ticks if tick.at == chart.axis] == ["0%"]


@pytest.mark.parametrize("seed", range(50))
def test_nothing_lies_outside_of_the_bars(seed):
    found = shares(seed, 24)
    pairs = list(zip(found[: 1 + seed % 12], found[12:], strict=False))
    chart = diverging([("x", "x", [("A", bad, good), ("B", good, bad)]) for bad, good in pairs])
    for row in chart.rows:
        for bar in row.bars:
            for side in (bar.negative, bar.positive):
                assert 0 <= side.low <= side.high <= WIDTH
                assert 30 <= side.text_x <= WIDTH - 30
                assert side.width >= 0
                end = side.x if side is bar.negative else side.x + side.width
                assert side.low - 0.2 <= end <= side.high + 0.2
            assert 0 <= bar.y <= chart.bottom - BAR
    assert all(0 <= tick.at <= WIDTH for tick in chart.ticks)


def test_a_share_of_few_reviews_is_not_drawn():
    few, enough = Share(1, 4), Share(2, 8)
    periods = [("1", Share(3, 4), few), ("2", Share(6, 8), enough), ("3", Share(6, 8), enough)]
    chart = trend_chart([*periods, ("4", few, few), ("5", enough, enough)], minimum=5)
    assert len(chart.columns) == 5
    assert len(chart.dots) == 3
    # The last stands alone: a dot with its interval, and no line to it.
    assert len(chart.lines) == len(chart.bands) == 1
    assert chart.lines[0] == " ".join(f"{dot.x},{dot.y}" for dot in chart.dots[:2])


@pytest.mark.parametrize("seed", range(50))
def test_nothing_lies_outside_of_the_trend(seed):
    found = shares(seed, 2 * seed)
    periods = [
        (str(n), share, Share(share.total - share.count, share.total))
        for n, share in enumerate(found)
    ]
    chart = trend_chart(periods, 5)
    for column in chart.columns:
        assert 0 <= column.x <= column.x + column.width <= WIDTH + 0.1
        assert chart.top - 0.1 <= column.top
        assert chart.axis + column.down <= chart.bottom + 0.2
    points = re.findall(r"([\d.]+),([\d.]+)", " ".join(chart.lines + chart.bands))
    for x, y in points:
        assert 0 <= float(x) <= WIDTH
        assert chart.bottom < float(y) <= chart.floor + 0.1
    assert all(0 <= mark.at < WIDTH for mark in chart.marks)
    assert len(chart.marks) <= 4
    assert chart.floor < chart.height


def test_a_line_in_three_parts():
    made = split(Share(30, 100), Share(20, 100))
    assert (made.good, made.bad_x, made.bad) == (30, 80, 20)
    empty = split(Share(0, 0), Share(0, 0))
    assert (empty.good, empty.bad) == (0, 0)
