"""``shopguide_evaluate search --judgments FILE``: measure on your own judgments."""

import json
from argparse import ArgumentParser
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from tqdm import tqdm

from shopguide.evaluation.judgments import JudgmentError, read_judgments, read_wands
from shopguide.evaluation.report import as_object, as_text, save
from shopguide.evaluation.search import evaluate, known_judgments, systems_of
from shopguide.widgets.search import guide_named


class Command(BaseCommand):
    help = "Measure search on judgments, beside random, each leg and plain fusions."

    def add_arguments(self, parser: ArgumentParser) -> None:
        tasks = parser.add_subparsers(dest="task", required=True)
        search = tasks.add_parser("search", help="nDCG, recall and MRR of search")
        given = search.add_mutually_exclusive_group(required=True)
        given.add_argument("--judgments", type=Path, help="CSV with a header, or TREC qrels")
        given.add_argument("--wands", type=Path, help="folder of WANDS' three files")
        search.add_argument("--topics", type=Path, help="number<TAB>query, for qrels")
        search.add_argument("--guide", help="needed where a shop has several")
        search.add_argument("--key", default="pk", help="column that judgments name products by")
        search.add_argument("--systems", help="some of them, with commas between")
        search.add_argument("--by-query", action="store_true", help="nDCG@10 of every query")
        search.add_argument("--save", type=Path, help="folder for a dated report")
        search.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, **options: Any) -> None:
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
        found = replace(
            evaluate(known, systems, lambda queries: tqdm(queries, leave=False, disable=None)),
            unknown=unknown,
        )
        by_query = options["by_query"]
        if options["format"] == "json":
            text = json.dumps(as_object(found, by_query=by_query), ensure_ascii=False)
        else:
            text = as_text(found, by_query=by_query)
        self.stdout.write(text)
        if options["save"]:
            try:
                saved = save(found, options["save"], timezone.now())
            except OSError as error:
                raise CommandError(
                    f"The report cannot be saved ({error}); name a folder that can be written to "
                    "with --save.",
                    returncode=2,
                ) from error
            for path in saved:
                self.stderr.write(f"Saved {path}")
