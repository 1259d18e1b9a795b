"""An evaluation for a terminal, a program and a browser."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from .measures import MEASURES
from .search import OURS, Evaluation

#: Parts of the queries by how often they are asked, as the page calls them.
PARTS = {"head": _("head"), "middle": _("middle"), "tail": _("tail")}


def as_object(evaluation: Evaluation, *, by_query: bool = False) -> dict[str, Any]:
    """One JSON object, in the form of the benchmarks."""
    told: dict[str, Any] = {
        "task": "search",
        "n": {
            "queries": len(evaluation.judgments),
            "judgments": sum(map(len, evaluation.judgments.values())),
            "unknown products": evaluation.unknown,
            **{part: len(queries) for part, queries in evaluation.parts.items()},
        },
        "rows": evaluation.rows(),
        "duels": evaluation.duels(),
    }
    if by_query:
        told["by query"] = {
            query: {name: values["nDCG@10"][query] for name, values in evaluation.values.items()}
            for query in evaluation.judgments
        }
    return told


def as_text(evaluation: Evaluation, *, by_query: bool = False) -> str:
    """Tables with one row per system, then ours against each."""
    told = as_object(evaluation, by_query=by_query)
    columns = ["system", *MEASURES, "low", "high", *evaluation.parts]
    lines = [", ".join(f"{name} {n}" for name, n in told["n"].items()), ""]
    lines += _table(
        [columns, *([_cell(row.get(name)) for name in columns] for row in told["rows"])]
    )
    if told["duels"]:
        header = [f"{OURS} against", "wins", "ties", "losses", "difference", "low", "high"]
        rows = [
            [
                name,
                str(len(each["wins"])),
                str(each["ties"]),
                str(len(each["losses"])),
                *(_cell(each[part]) for part in ("difference", "low", "high")),
            ]
            for name, each in told["duels"].items()
        ]
        lines += ["", *_table([header, *rows])]
    if by_query:
        names = list(evaluation.values)
        rows = [
            [query, *(_cell(values[name]) for name in names)]
            for query, values in told["by query"].items()
        ]
        lines += ["", *_table([["query", *names], *rows])]
    return "\n".join(lines)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return f"{value:.3f}" if isinstance(value, float) else str(value)


def _table(rows: list[list[str]]) -> list[str]:
    widths = [max(len(row[n]) for row in rows) for n in range(len(rows[0]))]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]


def save(evaluation: Evaluation, folder: Path, now: datetime) -> list[Path]:
    """Write the dated report as JSON and as a page; give both paths."""
    folder.mkdir(parents=True, exist_ok=True)
    stem = folder / f"search-{now:%Y-%m-%d-%H%M%S}"
    told = as_object(evaluation, by_query=True)
    data, page = stem.with_suffix(".json"), stem.with_suffix(".html")
    data.write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8")
    parts = [part for part, queries in evaluation.parts.items() if queries]
    columns = [*MEASURES, "low", "high", *parts]
    context = {
        "told": told,
        "columns": [*MEASURES, _("low"), _("high"), *(PARTS[part] for part in parts)],
        "now": now,
        "rows": [(row["system"], [row[name] for name in columns]) for row in told["rows"]],
        "duels": told["duels"].items(),
    }
    page.write_text(render_to_string("shopguide/evaluation.html", context), encoding="utf-8")
    return [data, page]
