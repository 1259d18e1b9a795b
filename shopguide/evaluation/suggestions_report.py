"""An evaluation of written suggestions, told."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from .report import Report, Table, Units, tables_of
from .suggestions import PLAIN, SuggestionsEvaluation, rules_of


@dataclass(frozen=True)
class SuggestionsReport(Report):
    """Units are questions; the main measure is over sentences."""

    evaluation: SuggestionsEvaluation
    notes: Sequence[str] = ()

    task = "suggestions"
    title = _("How well suggestions are written")
    captions = {
        "sentences": _("Sentences that hold, rest on a product and name what is there"),
        "rules": _("Sentences that were not shown, by the rule that failed"),
        "failed": _("failed"),
    }

    def n(self) -> dict[str, int]:
        found = self.evaluation
        return {"queries": len(found.queries), "without products": found.unanswered}

    def tables(self) -> list[Table]:
        systems = self.evaluation.systems
        rows = [each.measured(name).row() for name, each in systems.items()]
        return tables_of(
            [
                *({"measured": "sentences", **row} for row in rows),
                *({"measured": "rules", **row} for row in rules_of(systems)),
            ]
        )

    def duels(self) -> list[dict[str, Any]]:
        """Each writer against the plain one."""
        floor, *others = (each.measured(name) for name, each in self.evaluation.systems.items())
        return [
            {"measured": "sentences", "system": each.system, "against": PLAIN, **each.less(floor)}
            for each in others
        ]

    def units(self) -> Units:
        return {
            "sentences": {
                name: {
                    query: (unit[0] - unit[1], unit[0])
                    for query, unit in zip(self.evaluation.queries, each.units, strict=True)
                }
                for name, each in self.evaluation.systems.items()
            }
        }
