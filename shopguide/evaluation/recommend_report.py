"""An evaluation of recommendations, told."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from .recommend import RecommendEvaluation
from .report import Report, Table, Units, tables_of


@dataclass(frozen=True)
class RecommendReport(Report):
    """Units are buyers, whose names are digests."""

    evaluation: RecommendEvaluation

    task = "recommend"
    title = _("How well products are recommended")
    captions = {
        "recall@10 new": _("Products new to the buyer"),
        "recall@10 repeat": _("All that was bought, repeats counted"),
        "recall@10 cold": _("Buyers without an earlier order"),
    }

    def n(self) -> dict[str, int]:
        return {"lines": self.evaluation.lines, **self.evaluation.buyers}

    def tables(self) -> list[Table]:
        return tables_of(self.evaluation.rows())

    def units(self) -> Units:
        return {
            measure: {
                system: {
                    unit: (value, 1.0)
                    for unit, value in zip(self.evaluation.units[measure], values, strict=True)
                }
                for system, values in of.items()
            }
            for measure, of in self.evaluation.values.items()
        }
