"""Two saved reports beside each other: what changed from the first to the second, and how surely."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from pathlib import Path
from typing import Any

import numpy as np
from django.utils.translation import gettext_lazy as _

from .report import Report, Table
from .resampling import Sums, difference, ratio

Told = Mapping[str, Any]


class ReportError(ValueError):
    """A file is no report, or two have nothing in common; the message says which and what to do."""


def read_report(path: Path) -> dict[str, Any]:
    """Raises ReportError."""
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise ReportError(
            f"{path} cannot be read ({error}); give a JSON file that --save has written."
        ) from error
    parts = told.get("reports", [told]) if isinstance(told, dict) else [told]
    if not isinstance(parts, list) or not all(map(_is_report, parts)):
        raise ReportError(f"{path} is no report; give a JSON file that --save has written.")
    return dict(told)


def _is_report(told: Any) -> bool:
    if not isinstance(told, dict):
        return False
    shaped = isinstance(told.get("main"), dict) and isinstance(told.get("rows"), list)
    return (
        shaped
        and isinstance(told.get("task"), str)
        and all(
            isinstance(row, dict) and "measured" in row and "system" in row for row in told["rows"]
        )
    )


@dataclass(frozen=True)
class Comparison(Report):
    """From ``before`` to ``after``, by the main measure of everything that both measured."""

    before: Told
    after: Told
    notes: Sequence[str] = ()

    task = "comparison"
    title = _("What changed between two reports")
    captions = {
        "after less before": _("after less before"),
        "before": _("before"),
        "after": _("after"),
        "shared": _("units in both"),
    }

    def n(self) -> dict[str, int]:
        return {"differences": sum(len(table.rows) for table in self.tables())}

    def tables(self) -> list[Table]:
        columns = ["system", "after less before", "low", "high", "before", "after", "shared"]
        found: dict[str, list[dict[str, Any]]] = {}
        for name, row in _differences(self.before, self.after):
            found.setdefault(name, []).append(row)
        return [Table(name, columns, rows) for name, rows in found.items()]

    def details(self) -> dict[str, Any]:
        return {"of": [_about(self.before), _about(self.after)]}


def compare(before: Told, after: Told) -> Comparison:
    """Raises ReportError where the two measured nothing in common."""
    try:
        found = Comparison(before, after, list(_notes(before, after)))
        tables = found.tables()
    except (AttributeError, KeyError, IndexError, TypeError, ValueError) as error:
        raise ReportError(
            f"A report has not the form of one that --save has written ({error!r}); make it again."
        ) from error
    if not tables:
        raise ReportError(
            "The two reports measured nothing in common; compare two of the same task."
        )
    return found


def _about(told: Told) -> dict[str, Any]:
    return {"task": told["task"], **told.get("about", {})}


def _notes(before: Told, after: Told) -> Iterator[str]:
    """When and by what each was made, and the settings that are not the same."""
    for name, told in (("before", before), ("after", after)):
        about = told.get("about", {})
        yield f"{name}: made {about.get('made', '?')} by version {about.get('version', '?')}"
    old, new = (dict(told.get("about", {}).get("settings", {})) for told in (before, after))
    for key in dict.fromkeys([*old, *new]):
        if old.get(key) != new.get(key):
            yield f"{key}: {old.get(key, 'as it comes')} before, {new.get(key, 'as it comes')} after"


def _differences(before: Told, after: Told) -> Iterator[tuple[str, dict[str, Any]]]:
    earlier = dict(_rows(before))
    for key, (measure, row, units) in _rows(after):
        if key not in earlier:
            continue
        task, measured, system = key
        old_measure, old, old_units = earlier[key]
        if measure != old_measure or row.get(measure) is None or old.get(measure) is None:
            continue
        name = measured if measured == task else f"{task}: {measured}"
        shared = [unit for unit in units if unit in old_units]
        told = _paired(old_units, units, shared) if len(shared) > 1 else _apart(old, row, measure)
        yield name, {"system": system, **told}


def _rows(told: Told) -> Iterator[tuple[tuple[str, str, str], tuple[str, Told, Told]]]:
    """The measure, the row and the units of each task, thing that was measured and system."""
    for part in told.get("reports", [told]):
        for row in part["rows"]:
            name, system = row["measured"], row["system"]
            if name in part["main"]:
                units = part.get("units", {}).get(name, {}).get(system, {})
                yield (part["task"], name, system), (part["main"][name], row, units)


def _paired(before: Told, after: Told, shared: list[str]) -> dict[str, Any]:
    """Over the units of both: each draw takes the same ones."""
    old, new = _sums(before, shared), _sums(after, shared)
    told = difference(_ratio, new, old)
    return {
        "after less before": told["difference"],
        "low": told["low"],
        "high": told["high"],
        "before": float(_ratio(old.sum(axis=0, keepdims=True))[0]),
        "after": float(_ratio(new.sum(axis=0, keepdims=True))[0]),
        "shared": len(shared),
    }


def _sums(units: Told, shared: list[str]) -> Sums:
    return np.array([units[unit] for unit in shared], dtype=float)


def _ratio(sums: Sums) -> Sums:
    return ratio(sums[:, 0], sums[:, 1])


def _apart(before: Told, after: Told, measure: str) -> dict[str, Any]:
    """By the intervals of two that know nothing of each other; none where one has none."""
    value = float(after[measure]) - float(before[measure])
    told: dict[str, Any] = {"after less before": value}
    widths = [_width(row) for row in (before, after)]
    if None not in widths:
        reach = sqrt(sum((width or 0.0) ** 2 for width in widths)) / 2
        told |= {"low": value - reach, "high": value + reach}
    return {**told, "before": before[measure], "after": after[measure], "shared": 0}


def _width(row: Told) -> float | None:
    low, high = row.get("low"), row.get("high")
    return None if low is None or high is None else float(high) - float(low)
