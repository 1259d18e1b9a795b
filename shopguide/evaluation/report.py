"""An evaluation for a terminal, a program and a browser."""

import json
from abc import ABC, abstractmethod
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar

from django.template.loader import render_to_string
from django.utils.functional import Promise


class Report(ABC):
    """What was measured of one task, in three forms that hold the same numbers."""

    task: ClassVar[str]
    template: ClassVar[str]
    title: ClassVar[Promise]

    @abstractmethod
    def as_object(self, *, detailed: bool = False) -> dict[str, Any]:
        """One JSON object, in the form of the benchmarks."""

    @abstractmethod
    def as_text(self, *, detailed: bool = False) -> str:
        """Tables with one row per system."""

    @abstractmethod
    def context(self) -> dict[str, Any]:
        """What ``template`` shows beside ``told``, the object in full, and ``now``."""

    def save(self, folder: Path, now: datetime) -> list[Path]:
        """Write the dated report as JSON and as a page; give both paths."""
        folder.mkdir(parents=True, exist_ok=True)
        stem = folder / f"{self.task}-{now:%Y-%m-%d-%H%M%S}"
        told = self.as_object(detailed=True)
        data, page = stem.with_suffix(".json"), stem.with_suffix(".html")
        data.write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8")
        context = {"title": self.title, "told": told, "now": now, **self.context()}
        page.write_text(render_to_string(self.template, context), encoding="utf-8")
        return [data, page]


def cell(value: Any) -> str:
    if value is None:
        return ""
    return f"{value:.3f}" if isinstance(value, float) else str(value)


def table(rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows as lines with columns of one width each."""
    widths = [max(len(row[n]) for row in rows) for n in range(len(rows[0]))]
    return [
        "  ".join(part.ljust(width) for part, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
