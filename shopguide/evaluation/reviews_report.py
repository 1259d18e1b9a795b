"""An evaluation of how reviews are read, told."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .report import Report, cell, table
from .reviews import ReviewEvaluation

#: What was measured, as the page calls it.
PARTS: dict[str, Promise] = {
    "stars": _("Sentiment against stars"),
    "stars, en": _("Sentiment against stars, English reviews"),
    "stars, zh-hans": _("Sentiment against stars, Chinese reviews"),
    "polarity": _("Polarity of annotated aspects"),
    "extraction": _("Aspects found, of those annotated"),
    "highlights, counted again": _("Highlights, counted again"),
    "highlights, as annotated": _("Highlights, against the annotation"),
}


@dataclass(frozen=True)
class ReviewsReport(Report):
    evaluation: ReviewEvaluation
    #: What could not take part, in sentences.
    notes: Sequence[str] = ()

    task = "reviews"
    template = "shopguide/evaluation_reviews.html"
    title = _("How well reviews are read")

    def as_object(self, *, detailed: bool = False) -> dict[str, Any]:
        return {
            "task": self.task,
            "n": self.evaluation.n,
            "readers": dict(self.evaluation.readers),
            "rows": self.evaluation.rows(),
            "duels": self.evaluation.duels(),
            "notes": list(self.notes),
        }

    def as_text(self, *, detailed: bool = False) -> str:
        """One for each thing that was measured, then the differences."""
        told = self.as_object()
        lines = [", ".join(f"{name} {n}" for name, n in told["n"].items())]
        lines += [f"{name}: {revision}" for name, revision in told["readers"].items()]
        for part, columns, rows in _tables(told["rows"]):
            lines += ["", part, *table([columns, *([cell(each) for each in row] for row in rows)])]
        if told["duels"]:
            columns = ["measured", "system", "against", "difference", "low", "high"]
            rows = [[cell(each[name]) for name in columns] for each in told["duels"]]
            lines += ["", *table([columns, *rows])]
        return "\n".join([*lines, *self.notes])

    def context(self) -> dict[str, Any]:
        told = self.as_object()
        return {
            "tables": [
                (PARTS[part], columns[1:], [(row[0], row[1:]) for row in rows])
                for part, columns, rows in _tables(told["rows"])
            ],
            "duels": [{**each, "part": PARTS[each["measured"]]} for each in told["duels"]],
        }


def _tables(rows: Sequence[dict[str, Any]]) -> list[tuple[str, list[str], list[list[Any]]]]:
    """Name, columns and rows of each part."""
    found = []
    for part, group in groupby(rows, key=lambda row: row["measured"]):
        told = list(group)
        columns = [name for name in told[0] if name != "measured"]
        found.append((str(part), columns, [[row[name] for name in columns] for row in told]))
    return found
