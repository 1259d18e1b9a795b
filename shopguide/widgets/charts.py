"""Geometry of charts: shares and counts in, coordinates out. Templates draw them as SVG.

Coordinates are in units of the view box, whose width is ``WIDTH``; templates print them inside
``{% localize off %}``, or a decimal comma would end in an attribute.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import ceil

from shopguide.insight import Share

WIDTH = 440
#: Kept free at both ends of a bar for its number.
ROOM = 44
#: Heights of a row's label, of one bar, and between rows.
LABEL, BAR, GAP = 20, 14, 10
#: Steps of an axis of shares: the smallest that gives at most so many ticks to a side.
STEPS, TICKS = (0.05, 0.1, 0.2, 0.25, 0.5), 4


@dataclass(frozen=True)
class Side:
    """Half of a bar: a rectangle from the axis, its interval, and its number at the end."""

    x: float
    width: float
    low: float
    high: float
    text_x: float
    share: Share


@dataclass(frozen=True)
class Bar:
    """What blames to the left of the axis, what praises to the right of it."""

    name: str
    y: float
    negative: Side
    positive: Side

    @property
    def middle(self) -> float:
        return self.y + BAR / 2

    @property
    def text_y(self) -> float:
        return self.y + BAR - 3


@dataclass(frozen=True)
class Row:
    label: str
    key: str
    y: float
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class Tick:
    """``beside`` is where its text goes if the axis is upright."""

    at: float
    label: str

    @property
    def beside(self) -> float:
        return _r(self.at + 4)


@dataclass(frozen=True)
class Diverging:
    """A chart of bars to both sides of an axis."""

    height: float
    bottom: float
    axis: float
    ticks: tuple[Tick, ...]
    rows: tuple[Row, ...]
    width: int = WIDTH
    bar: int = BAR

    @property
    def text_y(self) -> float:
        return _r(self.height - 6)


#: A row's label and key, and for each of its bars a name, what blames and what praises.
Shares = tuple[str, str, Sequence[tuple[str, Share, Share]]]


def diverging(rows: Sequence[Shares]) -> Diverging:
    """Bars of shares with their intervals, on one scale."""
    bars = [each for _, _, many in rows for each in many]
    highest = (
        max((negative.high for _, negative, _ in bars), default=0),
        max((positive.high for _, _, positive in bars), default=0),
    )
    # One step for both sides, or lengths could not be compared.
    step = _step(max(highest))
    left, right = (_end(high, step) for high in highest)
    unit = (WIDTH - 2 * ROOM) / (left + right)
    axis = ROOM + left * unit
    made, y = [], 0.0
    for label, key, many in rows:
        top = y + LABEL
        drawn = tuple(
            Bar(
                name,
                _r(top + n * (BAR + 4)),
                _side(negative, axis, -unit),
                _side(positive, axis, unit),
            )
            for n, (name, negative, positive) in enumerate(many)
        )
        made.append(Row(label, key, _r(y + LABEL - 5), drawn))
        y = top + len(many) * (BAR + 4) + GAP
    ticks = (*_ticks(left, step, axis, -unit), *_ticks(right, step, axis, unit)[1:])
    return Diverging(_r(y + 22), _r(y), _r(axis), ticks, tuple(made))


def _side(share: Share, axis: float, unit: float) -> Side:
    end = axis + share.share * unit
    low, high = sorted((axis + share.low * unit, axis + share.high * unit))
    text = axis + share.high * unit + (5 if unit > 0 else -5)
    return Side(_r(min(axis, end)), _r(abs(end - axis)), _r(low), _r(high), _r(text), share)


def _step(highest: float) -> float:
    return next((step for step in STEPS if highest / step <= TICKS), STEPS[-1])


def _end(highest: float, step: float) -> float:
    """Where an axis that must show ``highest`` ends: at a tick, and never at nothing."""
    return min(1.0, max(1, ceil(round(highest / step, 6))) * step)


def _ticks(end: float, step: float, axis: float, unit: float) -> list[Tick]:
    return [
        Tick(_r(axis + n * step * unit), f"{round(100 * n * step)}%")
        for n in range(round(end / step) + 1)
    ]


#: Heights of the columns, of the line, and between them; room at the left for the scale.
COLUMNS, LINE, BETWEEN, SCALE = 110, 90, 40, 40
LABELS = 4


@dataclass(frozen=True)
class Column:
    """Reviews of one period: good ones up from the axis, bad ones down from it."""

    x: float
    width: float
    up: float
    down: float
    top: float


@dataclass(frozen=True)
class Dot:
    x: float
    y: float
    low: float
    high: float


@dataclass(frozen=True)
class Trend:
    """Columns of counts, and under them the share of bad reviews as a line in its band. ``lines``
    and ``bands`` are points for SVG, one for each run of periods with enough reviews."""

    height: float
    axis: float
    most_up: int
    most_down: int
    top: float
    bottom: float
    floor: float
    columns: tuple[Column, ...]
    lines: tuple[str, ...]
    bands: tuple[str, ...]
    dots: tuple[Dot, ...]
    marks: tuple[Tick, ...]
    levels: tuple[Tick, ...]
    width: int = WIDTH
    left: int = SCALE
    scale: int = SCALE - 6
    #: Headings of the two parts.
    first_y: float = LABEL - 9
    second_y: float = LABEL + COLUMNS + BETWEEN - 8

    @property
    def text_y(self) -> float:
        return _r(self.height - 6)


def trend_chart(periods: Sequence[tuple[str, Share, Share]], minimum: int) -> Trend:
    """``periods`` are labels with the shares of good and bad reviews. A share of fewer than
    ``minimum`` reviews is not drawn."""
    most_up = max((good.count for _, good, _ in periods), default=0)
    most_down = max((bad.count for _, _, bad in periods), default=0)
    unit = COLUMNS / max(most_up + most_down, 1)
    top = float(LABEL + 6)
    axis = top + most_up * unit
    slot = (WIDTH - SCALE) / max(len(periods), 1)
    columns = tuple(
        Column(
            _r(SCALE + n * slot + slot * 0.12),
            _r(slot * 0.76),
            _r(good.count * unit),
            _r(bad.count * unit),
            _r(axis - good.count * unit),
        )
        for n, (_, good, bad) in enumerate(periods)
    )
    drawn = [bad if bad.total >= max(minimum, 1) else None for _, _, bad in periods]
    highest = max((bad.high for bad in drawn if bad), default=0)
    step = _step(highest)
    end = _end(highest, step)
    roof = top + COLUMNS + BETWEEN
    floor = roof + LINE
    runs = list(_runs(drawn, slot, floor, LINE / end))
    return Trend(
        height=_r(floor + 24),
        axis=_r(axis),
        most_up=most_up,
        most_down=most_down,
        top=_r(top),
        bottom=_r(top + COLUMNS),
        floor=_r(floor),
        columns=columns,
        lines=tuple(_points((dot.x, dot.y) for dot in run) for run in runs if len(run) > 1),
        bands=tuple(_band(run) for run in runs if len(run) > 1),
        dots=tuple(dot for run in runs for dot in run),
        marks=_marks([label for label, _, _ in periods], slot),
        levels=tuple(_ticks(end, step, floor, -LINE / end)),
    )


def _runs(
    drawn: Sequence[Share | None], slot: float, floor: float, unit: float
) -> Iterator[list[Dot]]:
    """Neighbouring periods that can be joined by a line."""
    for is_drawn, run in groupby(enumerate(drawn), key=lambda each: each[1] is not None):
        if is_drawn:
            yield [
                Dot(
                    _r(SCALE + (n + 0.5) * slot),
                    _r(floor - bad.share * unit),
                    _r(floor - bad.low * unit),
                    _r(floor - bad.high * unit),
                )
                for n, bad in run
                if bad is not None
            ]


def _band(run: Sequence[Dot]) -> str:
    there, back = ((dot.x, dot.high) for dot in run), ((dot.x, dot.low) for dot in reversed(run))
    return f"{_points(there)} {_points(back)}"


def _points(pairs: Iterator[tuple[float, float]]) -> str:
    return " ".join(f"{x},{y}" for x, y in pairs)


def _marks(labels: Sequence[str], slot: float) -> tuple[Tick, ...]:
    """A few labels, evenly apart and never past the right edge."""
    every = max(1, ceil(len(labels) / LABELS))
    return tuple(
        Tick(_r(SCALE + (n + 0.5) * slot), labels[n]) for n in range(0, len(labels), every)
    )


@dataclass(frozen=True)
class Split:
    """One line in three parts: good from the left, bad from the right, the rest between."""

    good: float
    bad_x: float
    bad: float
    width: int = 100


def split(positive: Share, negative: Share) -> Split:
    good, bad = 100 * positive.share, 100 * negative.share
    return Split(_r(good), _r(100 - bad), _r(bad))


def _r(value: float) -> float:
    return round(value, 1)
