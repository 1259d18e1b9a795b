"""``shopguide_evaluate all``: every task that there is data for, in one report."""

from argparse import ArgumentParser
from collections.abc import Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext_lazy as _

from shopguide.evaluation.report import Report, Table

from . import answers, recommend, reviews, search, suggestions
from .progress import NoData

#: In the order in which they are told.
TASKS: Mapping[str, ModuleType] = {
    "search": search,
    "reviews": reviews,
    "answers": answers,
    "recommend": recommend,
    "suggestions": suggestions,
}
HELP = "every task that there is data for; says which had none"


@dataclass(frozen=True)
class WholeReport(Report):
    """``left_out``: why a task was not measured, by its name."""

    reports: tuple[Report, ...]
    left_out: Mapping[str, str]

    task = "all"
    title = _("How well the guide works")

    def n(self) -> dict[str, int]:
        return {"tasks": len(self.reports), "left out": len(self.left_out)}

    def tables(self) -> list[Table]:
        return []

    def as_object(self, *, detailed: bool = False) -> dict[str, Any]:
        return {
            "task": self.task,
            "n": self.n(),
            "reports": [each.as_object(detailed=detailed) for each in self.reports],
            "left out": dict(self.left_out),
        }

    def as_text(self, *, detailed: bool = False) -> str:
        told = [f"{each.task}\n{each.as_text(detailed=detailed)}" for each in self.reports]
        told += [f"{name} is left out: {why}" for name, why in self.left_out.items()]
        return "\n\n".join(told)


def add_arguments(parser: ArgumentParser) -> None:
    for module in TASKS.values():
        module.add_arguments(parser)


def measured(options: dict[str, Any]) -> WholeReport:
    reports, left_out = [], {}
    for name, module in TASKS.items():
        try:
            reports.append(module.measured(options))
        except NoData as error:
            left_out[name] = str(error)
    if not reports:
        raise CommandError(f"Nothing can be measured. {' '.join(left_out.values())}", returncode=2)
    return WholeReport(tuple(reports), left_out)
