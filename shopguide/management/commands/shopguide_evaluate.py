"""``shopguide_evaluate search``, ``reviews``, ``recommend``: measure on your own data."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from shopguide.evaluation.report import Report
from shopguide.management.evaluation import recommend, reviews, search

TASKS = {"search": search, "reviews": reviews, "recommend": recommend}


class Command(BaseCommand):
    help = "Measure search, the reading of reviews and recommendations, beside plain ways."

    def add_arguments(self, parser: ArgumentParser) -> None:
        tasks = parser.add_subparsers(dest="task", required=True)
        for name, module in TASKS.items():
            task = tasks.add_parser(name, help=module.HELP)
            module.add_arguments(task)
            task.add_argument("--guide", help="needed where a shop has several")
            task.add_argument("--save", type=Path, help="folder for a dated report")
            task.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, **options: Any) -> None:
        report: Report = TASKS[options["task"]].measured(options)
        detailed = options.get("detailed", False)
        if options["format"] == "json":
            told = report.as_object(detailed=detailed)
            self.stdout.write(json.dumps(told, ensure_ascii=False))
        else:
            self.stdout.write(report.as_text(detailed=detailed))
        if options["save"]:
            self._save(report, options["save"])

    def _save(self, report: Report, folder: Path) -> None:
        try:
            saved = report.save(folder, timezone.now())
        except OSError as error:
            raise CommandError(
                f"The report cannot be saved ({error}); name a folder that can be written to "
                "with --save.",
                returncode=2,
            ) from error
        for path in saved:
            self.stderr.write(f"Saved {path}")
