"""An evaluation of search, told."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from .measures import MEASURES
from .report import Report, Table, Units
from .search import OURS, Evaluation

MAIN = MEASURES[0]


@dataclass(frozen=True)
class SearchReport(Report):
    """Units are queries."""

    evaluation: Evaluation

    task = "search"
    title = _("How well search ranks")
    captions = {
        "search": _("Each system, with the 95 % interval of nDCG@10"),
        "head": _("head"),
        "middle": _("middle"),
        "tail": _("tail"),
    }

    def n(self) -> dict[str, int]:
        found = self.evaluation
        return {
            "queries": len(found.judgments),
            "judgments": sum(map(len, found.judgments.values())),
            "unknown products": found.unknown,
            **{part: len(queries) for part, queries in found.parts.items()},
        }

    def tables(self) -> list[Table]:
        parts = [part for part, queries in self.evaluation.parts.items() if queries]
        return [
            Table(
                self.task,
                ["system", *MEASURES, "low", "high", *parts],
                self.evaluation.rows(),
            )
        ]

    def duels(self) -> list[dict[str, Any]]:
        """Ours against each, with the queries won and lost."""
        return [
            {
                "measured": self.task,
                "system": OURS,
                "against": name,
                **{part: duel[part] for part in ("wins", "ties", "losses")},
                **{part: duel[part] for part in ("difference", "low", "high")},
            }
            for name, duel in self.evaluation.duels().items()
        ]

    def units(self) -> Units:
        values = self.evaluation.values
        return {
            self.task: {
                system: {query: (value, 1.0) for query, value in of[MAIN].items()}
                for system, of in values.items()
            }
        }
