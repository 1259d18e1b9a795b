"""``shopguide_tune --judgments FILE``: learn how much words and meaning count in this shop."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from shopguide.evaluation.judgments import JudgmentError, Judgments, read_judgments
from shopguide.evaluation.search import known_judgments
from shopguide.evaluation.tune import Learned, judgments_from_clicks, learn, store, use
from shopguide.widgets.search import guide_named


class Command(BaseCommand):
    help = "Learn the weights of words and meaning from judgments or from clicks."

    def add_arguments(self, parser: ArgumentParser) -> None:
        given = parser.add_mutually_exclusive_group(required=True)
        given.add_argument("--judgments", type=Path, help="CSV with a header, or TREC qrels")
        given.add_argument("--clicks", action="store_true", help="what shoppers clicked")
        parser.add_argument("--topics", type=Path, help="number<TAB>query, for qrels")
        parser.add_argument("--guide", help="needed where a shop has several")
        parser.add_argument("--key", default="pk", help="column that judgments name products by")
        parser.add_argument("--use", action="store_true", help="put what was learned to use")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, **options: Any) -> None:
        try:
            guide = guide_named(options["guide"])
            judgments, source = self._judgments(guide, options)
        except (JudgmentError, LookupError) as error:
            raise CommandError(str(error), returncode=2) from error
        learned = learn(guide, judgments, lambda q: tqdm(q, leave=False, disable=None))
        row = store(guide, learned, source)
        if options["use"] and row.weights:
            use(row)
        if options["format"] == "json":
            told = {"task": "tune", "n": len(judgments), "rows": list(row.report.values())}
            self.stdout.write(json.dumps({**told, "in_use": row.in_use}, ensure_ascii=False))
            return
        for each in learned:
            self.stdout.write(_line(each))
        if not row.weights:
            self.stdout.write("Nothing better was found; the weights stay as they are.")
        elif not row.in_use:
            self.stdout.write(f"Kept as {row}; put it to use in the admin, or with --use.")

    def _judgments(self, guide: Any, options: dict[str, Any]) -> tuple[Judgments, str]:
        if options["clicks"]:
            found = judgments_from_clicks(guide)
            if not found:
                raise JudgmentError(
                    "No query has enough clicks yet; let shoppers search, or give --judgments."
                )
            return found, "clicks"
        read = read_judgments(options["judgments"], options["topics"])
        known, _ = known_judgments(guide, read, options["key"])
        return known, options["judgments"].name


def _line(each: Learned) -> str:
    folds = " ".join(f"{value:.3f}" for value in each.folds)
    return (
        f"{each.kind} ({each.queries} queries): words {each.fusion.lexical:g}, "
        f"meaning {each.fusion.vector:g}; nDCG@10 held out {each.held_out:.3f} "
        f"({each.low:.3f} to {each.high:.3f}; folds {folds}), before {each.before:.3f}"
    )
