"""``shopguide_evaluate search --judgments FILE``: measure on your own judgments."""

from argparse import ArgumentParser
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from shopguide.evaluation.judgments import JudgmentError, read_judgments, read_wands
from shopguide.evaluation.search import evaluate, known_judgments, systems_of
from shopguide.evaluation.search_report import SearchReport
from shopguide.widgets.search import guide_named

from .progress import NoData, progress

HELP = "nDCG, recall and MRR of search, beside random, each leg and plain fusions"


def add_arguments(parser: ArgumentParser) -> None:
    given = parser.add_mutually_exclusive_group()
    given.add_argument("--judgments", type=Path, help="CSV with a header, or TREC qrels")
    given.add_argument("--wands", type=Path, help="folder of WANDS' three files")
    parser.add_argument("--topics", type=Path, help="number<TAB>query, for qrels")
    parser.add_argument("--key", default="pk", help="column that judgments name products by")
    parser.add_argument("--systems", help="some of them, with commas between")
    parser.add_argument(
        "--by-query", action="store_true", dest="detailed", help="nDCG@10 of every query"
    )


def measured(options: dict[str, Any]) -> SearchReport:
    if not options["judgments"] and not options["wands"]:
        raise NoData("Search is measured on judgments; give --judgments or --wands.")
    if find_spec("ir_measures") is None:
        raise CommandError(
            "ir-measures is not installed; pip install 'shopguide[evaluation]'.", returncode=2
        )
    try:
        guide = guide_named(options["guide"])
        if options["wands"]:
            judgments, _ = read_wands(options["wands"])
        else:
            judgments = read_judgments(options["judgments"], options["topics"])
        known, unknown = known_judgments(guide, judgments, options["key"])
    except (JudgmentError, LookupError) as error:
        raise CommandError(str(error), returncode=2) from error
    systems = systems_of(guide)
    if options["systems"]:
        wanted = options["systems"].split(",")
        if missing := [name for name in wanted if name not in systems]:
            raise CommandError(
                f"There is no system {missing[0]!r}; choose from {', '.join(systems)}.",
                returncode=2,
            )
        systems = {name: systems[name] for name in wanted}
    found = evaluate(known, systems, progress)
    return SearchReport(replace(found, unknown=unknown))
