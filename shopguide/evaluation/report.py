"""An evaluation for a terminal, a program and a browser."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby
from typing import Any, ClassVar

from django.utils.functional import Promise

#: By what was measured, system and unit: what the unit adds above and below the line of the main
#: measure. A mean over units has 1 below.
Units = dict[str, dict[str, dict[str, tuple[float, float]]]]


@dataclass(frozen=True)
class Table:
    """What systems reached in one thing. ``columns`` begin with "system" and the main measure, to
    which "low" and "high" belong."""

    name: str
    columns: Sequence[str]
    rows: Sequence[Mapping[str, Any]]

    @property
    def main(self) -> str:
        return self.columns[1]


class Report(ABC):
    """What was measured of one task, in forms that hold the same numbers."""

    task: ClassVar[str]
    title: ClassVar[Promise]
    #: What was measured and the columns that are not names of measures, as a page calls them.
    captions: ClassVar[Mapping[str, Promise]] = {}
    #: What could not take part, in sentences.
    notes: Sequence[str] = ()

    @abstractmethod
    def n(self) -> dict[str, int]:
        """How many there were of what was measured."""

    @abstractmethod
    def tables(self) -> list[Table]:
        """One for each thing that was measured."""

    def duels(self) -> list[dict[str, Any]]:
        """Differences between systems over the same units: ``measured``, ``system``, ``against``,
        ``difference``, ``low`` and ``high``."""
        return []

    def units(self) -> Units:
        """Of each unit alone, for comparing two reports unit by unit."""
        return {}

    def details(self) -> dict[str, Any]:
        """What else the object holds."""
        return {}

    def as_object(self, *, detailed: bool = False) -> dict[str, Any]:
        """One JSON object, in the form of the benchmarks."""
        tables = self.tables()
        told = {
            "task": self.task,
            "n": self.n(),
            "rows": [{"measured": table.name, **row} for table in tables for row in table.rows],
            "main": {table.name: table.main for table in tables},
            "duels": self.duels(),
            "notes": list(self.notes),
            **self.details(),
        }
        return {**told, "units": self.units()} if detailed else told

    def as_text(self, *, detailed: bool = False) -> str:
        """Tables with one row per system, then the differences."""
        lines = [", ".join(f"{name} {n}" for name, n in self.n().items())]
        lines += [f"{name}: {each}" for name, each in self.said()]
        for each in self.tables():
            rows = [[cell(row.get(name)) for name in each.columns] for row in each.rows]
            lines += ["", each.name, *table([each.columns, *rows])]
        if duels := self.duels():
            names = list(duels[0])
            lines += ["", *table([names, *([cell(each.get(n)) for n in names] for each in duels)])]
        if detailed:
            for name, systems in self.units().items():
                lines += ["", *_by_unit(name, systems)]
        return "\n".join([*lines, *self.notes])

    def said(self) -> list[tuple[str, str]]:
        """Names and values above the tables."""
        return []


def tables_of(rows: Sequence[Mapping[str, Any]]) -> list[Table]:
    """Rows that say under "measured" what each belongs to."""
    found = []
    for name, group in groupby(rows, key=lambda row: str(row["measured"])):
        told = [{key: row[key] for key in row if key != "measured"} for row in group]
        found.append(Table(name, list(dict.fromkeys(key for row in told for key in row)), told))
    return found


def nameless(key: object) -> str:
    """A unit that is a person, under a name that says nothing and stays the same."""
    return sha256(f"shopguide unit {key}".encode()).hexdigest()[:12]


def _by_unit(name: str, systems: Mapping[str, Mapping[str, tuple[float, float]]]) -> list[str]:
    keys = list(dict.fromkeys(key for units in systems.values() for key in units))
    rows = [[key, *(_value(units.get(key)) for units in systems.values())] for key in keys]
    return table([[name, *systems], *rows])


def _value(pair: tuple[float, float] | None) -> str:
    return cell(pair[0] / pair[1]) if pair and pair[1] else ""


def cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return str(len(value))
    return f"{value:.3f}" if isinstance(value, float) else str(value)


def table(rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows as lines with columns of one width each."""
    widths = [max(len(row[n]) for row in rows) for n in range(len(rows[0]))]
    return [
        "  ".join(part.ljust(width) for part, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
