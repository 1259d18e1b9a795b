"""A dated report in a folder: the same numbers as JSON and as a page, and how they were made."""

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string

from shopguide import __version__
from shopguide.conf import DEFAULTS, settings
from shopguide.evaluation.compare import Comparison
from shopguide.evaluation.measures import SEED
from shopguide.evaluation.report import Report
from shopguide.models import FusionWeights
from shopguide.widgets.evaluation import page_context

from .all import WholeReport

#: Families of backends: only which one, and its model, since options may hold a key.
BACKENDS = ("ENCODERS", "READERS", "RERANKERS", "WRITERS")
#: Choices that figures hang on.
CHOICES = (
    "ANSWERABLE", "EXACT_LIMIT", "EXPLORATION", "FALLBACKS", "FUSION", "INSIGHT_MINIMUM", "POPULAR_DAYS",
    "PROPOSALS", "SUGGESTION_SIZE",
)  # fmt: skip


def save(report: Report, folder: Path, now: datetime, guide: str = "") -> list[Path]:
    """Write both; give their paths. Raises OSError."""
    told = as_saved(report, now, guide)
    page = render_to_string("shopguide/evaluation.html", page_context(told, _titles(report)))
    folder.mkdir(parents=True, exist_ok=True)
    stem = folder / f"{report.task}-{now:%Y-%m-%d-%H%M%S}"
    data, shown = stem.with_suffix(".json"), stem.with_suffix(".html")
    data.write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8")
    shown.write_text(page, encoding="utf-8")
    return [data, shown]


def as_saved(report: Report, now: datetime, guide: str = "") -> dict[str, Any]:
    about: dict[str, Any] = {"version": __version__, "made": now.isoformat(timespec="seconds")}
    if not isinstance(report, Comparison):
        about |= {"guide": guide, "seed": SEED, "settings": dict(_chosen())}
    return {**report.as_object(detailed=True), "about": about}


def _titles(report: Report) -> dict[str, Any]:
    parts = report.reports if isinstance(report, WholeReport) else ()
    titles: dict[str, Any] = {each.task: (each.title, each.captions) for each in (report, *parts)}
    if isinstance(report, WholeReport):
        titles |= {name: (name, {}) for name in report.left_out}
    return titles


def _chosen() -> Iterator[tuple[str, Any]]:
    """What is not as it comes, and every backend."""
    for family in BACKENDS:
        for alias, declared in settings[family].items():
            options = declared.get("OPTIONS") or {}
            named = [declared["BACKEND"], *filter(None, [options.get("model")])]
            yield f"{family}.{alias}", " ".join(map(str, named))
    for key in CHOICES:
        if settings[key] != DEFAULTS[key]:
            yield key, settings[key]
    for row in FusionWeights.objects.filter(in_use=True).order_by("guide"):
        yield f"FUSION learned for {row.guide}", row.weights
