"""An evaluation of recommendations, told."""

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .recommend import RecommendEvaluation
from .report import Report, cell, table

#: What was measured, as the page calls it.
PARTS: dict[str, Promise] = {
    "recall@10 new": _("Products new to the buyer"),
    "recall@10 repeat": _("All that was bought, repeats counted"),
    "recall@10 cold": _("Buyers without an earlier order"),
}


@dataclass(frozen=True)
class RecommendReport(Report):
    evaluation: RecommendEvaluation

    task = "recommend"
    template = "shopguide/evaluation_recommend.html"
    title = _("How well products are recommended")

    def as_object(self, *, detailed: bool = False) -> dict[str, Any]:
        n = {"lines": self.evaluation.lines, **self.evaluation.buyers}
        return {"task": self.task, "n": n, "rows": self.evaluation.rows()}

    def as_text(self, *, detailed: bool = False) -> str:
        told = self.as_object()
        lines = [", ".join(f"{name} {n}" for name, n in told["n"].items())]
        for part, columns, rows in self._tables():
            lines += ["", part, *table([columns, *([cell(each) for each in row] for row in rows)])]
        return "\n".join(lines)

    def context(self) -> dict[str, Any]:
        return {
            "tables": [
                (PARTS[part], columns[1:], [(row[0], row[1:]) for row in rows])
                for part, columns, rows in self._tables()
            ]
        }

    def _tables(self) -> list[tuple[str, list[str], list[list[Any]]]]:
        found = []
        for part, group in groupby(self.evaluation.rows(), key=lambda row: row["measured"]):
            told = list(group)
            columns = [name for name in told[0] if name != "measured"]
            found.append((str(part), columns, [[row[name] for name in columns] for row in told]))
        return found
