"""An evaluation of answers, told."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from .answered import OURS, AnswersEvaluation
from .report import Report, Table, Units, tables_of


@dataclass(frozen=True)
class AnswersReport(Report):
    """Units are questions, of which those that something answers count for the main measure."""

    evaluation: AnswersEvaluation
    notes: Sequence[str] = ()

    task = "answers"
    title = _("How well questions are answered")
    captions = {
        "passages": _("Passages that answer, of those that were judged"),
        "policies": _("The shop's policies that answer"),
    }

    def n(self) -> dict[str, int]:
        return self.evaluation.n

    def tables(self) -> list[Table]:
        parts = self.evaluation.parts
        return tables_of(
            [{"measured": part, **each.row()} for part, of in parts.items() for each in of]
        )

    def duels(self) -> list[dict[str, Any]]:
        found = []
        for part, systems in self.evaluation.parts.items():
            ours = next(each for each in systems if each.system == OURS)
            for each in systems:
                if each is not ours:
                    named = {"measured": part, "system": OURS, "against": each.system}
                    found.append({**named, **ours.less(each)})
        return found

    def units(self) -> Units:
        return {
            part: {
                each.system: {
                    name: (float(unit[1]), float(unit[0]))
                    for name, unit in zip(self.evaluation.names[part], each.units, strict=True)
                }
                for each in systems
            }
            for part, systems in self.evaluation.parts.items()
        }
