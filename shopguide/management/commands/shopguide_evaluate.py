"""``shopguide_evaluate search|reviews|answers|recommend|suggestions|all``: measure on your own data."""

import json
from argparse import SUPPRESS, ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from shopguide.evaluation.compare import ReportError, compare, read_report
from shopguide.evaluation.report import Report
from shopguide.management.evaluation import all as whole
from shopguide.management.evaluation.progress import NoData
from shopguide.management.evaluation.saving import save

TASKS = {**whole.TASKS, "all": whole}


class Command(BaseCommand):
    help = "Measure search, reviews, answers, recommendations and suggestions, beside plain ways."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--compare",
            nargs=2,
            type=Path,
            metavar=("A.json", "B.json"),
            help="two saved reports, instead of a task",
        )
        parser.set_defaults(save=None, format="text")
        _add_output(parser)
        tasks = parser.add_subparsers(dest="task")
        for name, module in TASKS.items():
            task = tasks.add_parser(name, help=module.HELP)
            module.add_arguments(task)
            task.add_argument("--guide", help="needed where a shop has several")
            _add_output(task)

    def handle(self, **options: Any) -> None:
        report = _report(options)
        detailed = options.get("detailed", False)
        if options["format"] == "json":
            told = report.as_object(detailed=detailed)
            self.stdout.write(json.dumps(told, ensure_ascii=False))
        else:
            self.stdout.write(report.as_text(detailed=detailed))
        if options["save"]:
            self._save(report, options["save"], options.get("guide") or "")

    def _save(self, report: Report, folder: Path, guide: str) -> None:
        try:
            saved = save(report, folder, timezone.now(), guide)
        except OSError as error:
            raise CommandError(
                f"The report cannot be saved ({error}); name a folder that can be written to "
                "with --save.",
                returncode=2,
            ) from error
        for path in saved:
            self.stderr.write(f"Saved {path}")


def _add_output(parser: ArgumentParser) -> None:
    """Before the task or after it: without a default, the one does not take back the other."""
    parser.add_argument("--save", type=Path, default=SUPPRESS, help="folder for a dated report")
    parser.add_argument("--format", choices=["text", "json"], default=SUPPRESS)


def _report(options: dict[str, Any]) -> Report:
    if bool(options["task"]) == bool(options["compare"]):
        raise CommandError(
            f"Name what to measure, one of {', '.join(TASKS)}, or give two reports with --compare.",
            returncode=2,
        )
    try:
        if options["compare"]:
            return compare(*map(read_report, options["compare"]))
        report: Report = TASKS[options["task"]].measured(options)
    except (NoData, ReportError) as error:
        raise CommandError(str(error), returncode=2) from error
    return report
