"""A saved report as a page: each table beside a chart of its main measure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import floor, log10
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .charts import WIDTH

#: Room at the left for names and at the right for values, and the height of a row.
NAMES, VALUES, ROW = 150, 52, 24
TICKS = 5
COLUMNS: dict[str, Promise] = {"low": _("low"), "high": _("high")}
#: What one may need to know of how a report was made.
ABOUT: dict[str, Promise] = {
    "version": _("version"),
    "made": _("made"),
    "seed": _("seed"),
    "guide": _("guide"),
    "settings": _("settings"),
}


@dataclass(frozen=True)
class Reached:
    """One system: its value as a dot, with its interval as a line."""

    name: str
    y: float
    x: float
    low: float
    high: float
    value: str

    @property
    def text_y(self) -> float:
        return self.y + 4


@dataclass(frozen=True)
class Mark:
    x: float
    label: str


@dataclass(frozen=True)
class Chart:
    """Coordinates in units of the view box."""

    label: str
    rows: tuple[Reached, ...]
    marks: tuple[Mark, ...]
    height: float
    width: int = WIDTH
    value_x: int = WIDTH - VALUES + 10
    names_x: int = NAMES - 8

    @property
    def bottom(self) -> float:
        return self.height - 20

    @property
    def text_y(self) -> float:
        return self.height - 6


def interval_chart(
    label: str, rows: Sequence[tuple[str, float, float | None, float | None]]
) -> Chart:
    """Name, value and interval of each, on one axis that holds nothing."""
    ends = [each for _, *values in rows for each in values if each is not None]
    step = _step(min(0.0, *ends), max(0.0, *ends))
    first = floor(min(0.0, *ends) / step + 1e-9)
    last = max(first + 1, -floor(-max(0.0, *ends) / step + 1e-9))
    unit = (WIDTH - NAMES - VALUES) / ((last - first) * step)

    def at(value: float) -> float:
        return round(NAMES + (value - first * step) * unit, 1)

    drawn = tuple(
        Reached(
            name[:22],
            ROW * (place + 0.5),
            at(value),
            at(value if low is None else low),
            at(value if high is None else high),
            f"{value:.3f}",
        )
        for place, (name, value, low, high) in enumerate(rows)
    )
    marks = tuple(Mark(at(n * step), f"{n * step:g}") for n in range(first, last + 1))
    return Chart(label, drawn, marks, ROW * len(rows) + 24)


def _step(low: float, high: float) -> float:
    """A round number that takes at most so many steps from one end to the other."""
    rough = max(high - low, 1e-6) / TICKS
    power = 10.0 ** floor(log10(rough))
    return next(n * power for n in (1, 2, 5, 10) if n * power >= rough - 1e-12)


def page_context(told: Mapping[str, Any], titles: Mapping[str, Any]) -> dict[str, Any]:
    """For ``shopguide/evaluation.html``. ``told`` is the object as it is saved; ``titles`` has by task
    the title of a part and what it calls what it measured."""
    parts = told.get("reports", [told])
    return {
        "title": titles[told["task"]][0],
        "about": [(ABOUT.get(name, name), value) for name, value in _about(told)],
        "left_out": [(titles[name][0], why) for name, why in told.get("left out", {}).items()],
        "parts": [_part(part, *titles[part["task"]]) for part in parts],
        "whole": "reports" in told,
    }


def _about(told: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in told.get("about", {}).items():
        if isinstance(value, dict):
            yield name, "; ".join(f"{key} {each}" for key, each in value.items())
        elif isinstance(value, list):
            yield name, ", ".join(map(str, value))
        elif value not in ("", None):
            yield name, str(value)


def _part(told: Mapping[str, Any], title: Any, captions: Mapping[str, Any]) -> dict[str, Any]:
    tables = []
    for name, main in told["main"].items():
        rows = [row for row in told["rows"] if row["measured"] == name]
        tables.append(_table(name, main, rows, captions))
    return {
        "title": title,
        "n": told["n"].items(),
        "notes": [*(f"{k}: {v}" for k, v in told.get("readers", {}).items()), *told["notes"]],
        "tables": tables,
        "duels": [
            # Of one thing alone its measure says more.
            {
                **duel,
                "part": captions.get(name, name) if len(told["main"]) > 1 else told["main"][name],
            }
            for duel in told["duels"]
            for name in [duel["measured"]]
        ],
    }


def _table(
    name: str, main: str, rows: Sequence[Mapping[str, Any]], captions: Mapping[str, Any]
) -> dict[str, Any]:
    hidden = ("measured", "system", "intervals")
    found = dict.fromkeys(key for row in rows for key in row if key not in hidden)
    # The main measure and its interval first, as the chart has them.
    columns = list(dict.fromkeys([main, *(c for c in ("low", "high") if c in found), *found]))
    drawn = [
        (str(row["system"]), float(row[main]), row.get("low"), row.get("high"))
        for row in rows
        if row.get(main) is not None
    ]
    return {
        "caption": captions.get(name, name),
        "main": main,
        "columns": [COLUMNS.get(column, captions.get(column, column)) for column in columns],
        "rows": [(row["system"], [_shown(row.get(column)) for column in columns]) for row in rows],
        "chart": interval_chart(main, drawn) if drawn else None,
    }


def _shown(value: Any) -> str:
    if value is None:
        return ""
    return f"{value:.3f}" if isinstance(value, float) else str(value)
