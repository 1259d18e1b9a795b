"""An evaluation of how reviews are read, told."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from .report import Report, Table, tables_of
from .reviews import ReviewEvaluation


@dataclass(frozen=True)
class ReviewsReport(Report):
    evaluation: ReviewEvaluation
    notes: Sequence[str] = ()

    task = "reviews"
    title = _("How well reviews are read")
    captions = {
        "stars": _("Sentiment against stars"),
        "stars, en": _("Sentiment against stars, English reviews"),
        "stars, zh-hans": _("Sentiment against stars, Chinese reviews"),
        "polarity": _("Polarity of annotated aspects"),
        "extraction": _("Aspects found, of those annotated"),
        "highlights, counted again": _("Highlights, counted again"),
        "highlights, as annotated": _("Highlights, against the annotation"),
    }

    def n(self) -> dict[str, int]:
        return self.evaluation.n

    def tables(self) -> list[Table]:
        return tables_of(self.evaluation.rows())

    def duels(self) -> list[dict[str, Any]]:
        return self.evaluation.duels()

    def details(self) -> dict[str, Any]:
        return {"readers": dict(self.evaluation.readers)}

    def said(self) -> list[tuple[str, str]]:
        return list(self.evaluation.readers.items())
