"""Geometry of a line over days; where a day has no value the line is broken."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import ceil

#: Of the chart, and of the small line in a table.
WIDTH, HEIGHT, LEFT, FOOT, TOP = 760, 220, 72, 24, 12
SMALL_WIDTH, SMALL_HEIGHT, MARGIN = 160, 28, 3
MARKS, LEVELS = 6, 4


@dataclass(frozen=True)
class Mark:
    at: float
    label: str


@dataclass(frozen=True)
class Line:
    """``lines`` are points for SVG, one for each run of days; a day alone is a dot."""

    lines: tuple[str, ...]
    dots: tuple[tuple[float, float], ...]
    width: int
    height: int


@dataclass(frozen=True)
class Chart(Line):
    levels: tuple[Mark, ...] = ()
    marks: tuple[Mark, ...] = ()
    left: int = LEFT
    bottom: int = HEIGHT - FOOT

    @property
    def text_y(self) -> int:
        return self.height - 6


def sparkline(values: Sequence[float | None]) -> Line:
    return Line(
        *_drawn(values, _top(values), MARGIN, SMALL_WIDTH - MARGIN, MARGIN, SMALL_HEIGHT - MARGIN),
        SMALL_WIDTH,
        SMALL_HEIGHT,
    )


def line_chart(
    labels: Sequence[str], values: Sequence[float | None], write: Callable[[float], str]
) -> Chart:
    """From nothing up to a round number above the highest value."""
    top, bottom = _top(values), HEIGHT - FOOT
    unit = (bottom - TOP) / top
    step = top / LEVELS
    every = max(1, ceil(len(labels) / MARKS))
    return Chart(
        *_drawn(values, top, LEFT + 8, WIDTH - 24, TOP, bottom),
        WIDTH,
        HEIGHT,
        tuple(Mark(_r(bottom - n * step * unit), write(n * step)) for n in range(LEVELS + 1)),
        tuple(
            Mark(_x(n, len(labels), LEFT + 8, WIDTH - 24), labels[n])
            for n in range(0, len(labels), every)
        ),
    )


def _drawn(
    values: Sequence[float | None], top: float, left: int, right: int, roof: int, floor: int
) -> tuple[tuple[str, ...], tuple[tuple[float, float], ...]]:
    unit = (floor - roof) / top
    lines, dots = [], []
    for run in _runs(values):
        points = [
            (_x(place, len(values), left, right), _r(floor - value * unit)) for place, value in run
        ]
        if len(points) == 1:
            dots += points
        else:
            lines.append(" ".join(f"{x},{y}" for x, y in points))
    return tuple(lines), tuple(dots)


def _runs(values: Sequence[float | None]) -> Iterator[list[tuple[int, float]]]:
    for known, run in groupby(enumerate(values), key=lambda each: each[1] is not None):
        if known:
            yield [(place, value) for place, value in run if value is not None]


def _top(values: Sequence[float | None]) -> float:
    """1, 2 or 5 times a power of ten, or 1 for nothing."""
    highest = max((value for value in values if value is not None), default=0.0)
    if highest <= 0:
        return 1.0
    power = 1.0
    while power > highest:
        power /= 10
    while power * 10 <= highest:
        power *= 10
    return next(power * n for n in (1, 2, 4, 5, 10) if power * n >= highest)


def _x(place: int, count: int, left: int, right: int) -> float:
    return _r(left + (right - left) * (place / (count - 1) if count > 1 else 0.5))


def _r(value: float) -> float:
    return round(value, 1)
