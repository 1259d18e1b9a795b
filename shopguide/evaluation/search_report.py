"""An evaluation of search, told."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from .measures import MEASURES
from .report import Report, cell, table
from .search import OURS, Evaluation

#: Parts of the queries by how often they are asked, as the page calls them.
PARTS = {"head": _("head"), "middle": _("middle"), "tail": _("tail")}


@dataclass(frozen=True)
class SearchReport(Report):
    """In detail: nDCG@10 of every query."""

    evaluation: Evaluation

    task = "search"
    template = "shopguide/evaluation_search.html"
    title = _("How well search ranks")

    def as_object(self, *, detailed: bool = False) -> dict[str, Any]:
        evaluation = self.evaluation
        told: dict[str, Any] = {
            "task": self.task,
            "n": {
                "queries": len(evaluation.judgments),
                "judgments": sum(map(len, evaluation.judgments.values())),
                "unknown products": evaluation.unknown,
                **{part: len(queries) for part, queries in evaluation.parts.items()},
            },
            "rows": evaluation.rows(),
            "duels": evaluation.duels(),
        }
        if detailed:
            told["by query"] = {
                query: {
                    name: values["nDCG@10"][query] for name, values in evaluation.values.items()
                }
                for query in evaluation.judgments
            }
        return told

    def as_text(self, *, detailed: bool = False) -> str:
        """Then ours against each."""
        told = self.as_object(detailed=detailed)
        columns = ["system", *MEASURES, "low", "high", *self.evaluation.parts]
        lines = [", ".join(f"{name} {n}" for name, n in told["n"].items()), ""]
        lines += table(
            [columns, *([cell(row.get(name)) for name in columns] for row in told["rows"])]
        )
        if told["duels"]:
            lines += ["", *_duels(told["duels"])]
        if detailed:
            names = list(self.evaluation.values)
            rows = [
                [query, *(cell(values[name]) for name in names)]
                for query, values in told["by query"].items()
            ]
            lines += ["", *table([["query", *names], *rows])]
        return "\n".join(lines)

    def context(self) -> dict[str, Any]:
        told = self.as_object()
        parts = [part for part, queries in self.evaluation.parts.items() if queries]
        columns = [*MEASURES, "low", "high", *parts]
        return {
            "columns": [*MEASURES, _("low"), _("high"), *(PARTS[part] for part in parts)],
            "rows": [(row["system"], [row[name] for name in columns]) for row in told["rows"]],
            "duels": told["duels"].items(),
        }


def _duels(duels: dict[str, dict[str, Any]]) -> list[str]:
    header = [f"{OURS} against", "wins", "ties", "losses", "difference", "low", "high"]
    rows = [
        [
            name,
            str(len(each["wins"])),
            str(each["ties"]),
            str(len(each["losses"])),
            *(cell(each[part]) for part in ("difference", "low", "high")),
        ]
        for name, each in duels.items()
    ]
    return table([header, *rows])
