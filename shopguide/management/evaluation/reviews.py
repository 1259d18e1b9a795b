"""``shopguide_evaluate reviews``: measure how your own reviews are read."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import CommandError

from shopguide.backends import readers
from shopguide.evaluation.annotated import AnnotationError, read_annotated
from shopguide.evaluation.aspects import Peer
from shopguide.evaluation.peers import OpinionLexicon, PeerError, Vader
from shopguide.evaluation.reviews import OURS, SAMPLE, NothingToMeasure, evaluate
from shopguide.evaluation.reviews_report import ReviewsReport
from shopguide.reviews.base import ReaderError
from shopguide.widgets.search import guide_named

from .progress import NoData, progress

HELP = "sentiment against stars, aspects against an annotation, highlights counted again"


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--annotated", type=Path, help="sentences with their aspects and polarity")
    parser.add_argument("--reader", help="another alias, measured on the same rows")
    parser.add_argument(
        "--sample", type=int, default=SAMPLE, help="reviews with stars that are read"
    )


def measured(options: dict[str, Any]) -> ReviewsReport:
    if options["sample"] < 1:
        raise CommandError("Nothing is read with --sample 0; give 1 or more.", returncode=2)
    try:
        guide = guide_named(options["guide"])
        compared = {OURS: readers[guide.reader]}
        if options["reader"] and options["reader"] != guide.reader:
            compared[options["reader"]] = readers[options["reader"]]
        annotated = read_annotated(options["annotated"]) if options["annotated"] else []
        peers, notes = _peers()
        found = evaluate(guide, compared, annotated, peers, options["sample"], progress)
    except NothingToMeasure as error:
        raise NoData(str(error)) from error
    except (AnnotationError, ImproperlyConfigured, LookupError) as error:
        raise CommandError(str(error), returncode=2) from error
    except ReaderError as error:
        raise CommandError(f"No review can be read: {error}", returncode=2) from error
    return ReviewsReport(found, notes)


def _peers() -> tuple[list[Peer], list[str]]:
    try:
        return [OpinionLexicon(), Vader()], []
    except PeerError as error:
        return [OpinionLexicon()], [str(error)]
