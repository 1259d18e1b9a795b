"""``shopguide_evaluate suggestions``: what the declared writer says, sentence by sentence."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import CommandError

from shopguide.backends import writers
from shopguide.catalogue.guide import ProductGuide
from shopguide.conf import settings
from shopguide.evaluation.suggestions import (
    MOST,
    OURS,
    NothingWritten,
    evaluate,
    example_queries,
    past_queries,
)
from shopguide.evaluation.suggestions_report import SuggestionsReport
from shopguide.widgets.search import guide_named

from .progress import NoData, progress

HELP = "sentences of generated text that hold, cite and name what exists, beside the plain writer's"


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--queries", type=Path, help="one a line; else what shoppers asked lately")
    parser.add_argument("--most", type=int, default=MOST, help="questions, the first of them")
    parser.add_argument("--writer", default="default", help="alias that is measured")
    parser.add_argument("--peers", help="other aliases, with commas between")


def measured(options: dict[str, Any]) -> SuggestionsReport:
    if options["most"] < 1:
        raise CommandError("Nothing is asked with --most 0; give 1 or more.", returncode=2)
    try:
        guide = guide_named(options["guide"])
        aliases = {OURS: options["writer"]}
        aliases |= {name: name for name in (options["peers"] or "").split(",") if name}
        for alias in aliases.values():
            writers[alias]
        queries, notes = _queries(guide, options["queries"], options["most"])
        return SuggestionsReport(evaluate(guide, queries, aliases, progress), notes)
    except NothingWritten as error:
        raise NoData(str(error)) from error
    except (ImproperlyConfigured, LookupError) as error:
        raise CommandError(str(error), returncode=2) from error


def _queries(guide: ProductGuide, path: Path | None, most: int) -> tuple[list[str], list[str]]:
    """Questions, and a note of where they come from."""
    if path is not None:
        try:
            lines = path.read_text(encoding="utf-8-sig").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(
                f"{path} cannot be read ({error}); give a text in UTF-8 with a question a line.",
                returncode=2,
            ) from error
        if not (asked := [line.strip() for line in lines if line.strip()]):
            raise CommandError(f"{path} has no question; give one a line.", returncode=2)
        return asked[:most], []
    # Where shoppers must agree to another host, the words of all of them are not sent there.
    if not settings["REMOTE_CONSENT"] and (asked := past_queries(guide, most)):
        return asked, ["The questions are those that shoppers asked last."]
    return example_queries(guide, most), [
        "No questions of shoppers are used: the questions are titles of products."
    ]
