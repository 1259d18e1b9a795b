"""``shopguide_evaluate answers``: judged questions, and the shop's own policies."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import CommandError

from shopguide.backends import encoders, rerankers
from shopguide.conf import settings
from shopguide.encoders.base import EncoderError
from shopguide.evaluation.answered import (
    AnswerError,
    AnswersEvaluation,
    NothingAsked,
    judged_measured,
    policies_measured,
    read_asked,
)
from shopguide.evaluation.answers_report import AnswersReport
from shopguide.rerank.base import RerankerError
from shopguide.rerank.judged import digest_of, read_judged

from .progress import NoData, progress

HELP = "passages found for judged questions, and policies for questions on the shop"


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--judged", type=Path, help="questions with their judged passages")
    parser.add_argument("--policies", type=Path, help="questions with the policy that answers")
    parser.add_argument(
        "--policy-key", default="slug", help="column that --policies names policies by"
    )
    parser.add_argument("--reranker", default="default", help="alias, for --judged")


def measured(options: dict[str, Any]) -> AnswersReport:
    if not options["judged"] and not options["policies"]:
        raise NoData("Answers are measured on questions; give --judged or --policies, or both.")
    found = AnswersEvaluation()
    notes: list[str] = []
    try:
        if options["judged"]:
            _passages(found, notes, options["judged"], options["reranker"])
        if options["policies"]:
            _policies(found, options["policies"], options["policy_key"])
    except NothingAsked as error:
        raise NoData(str(error)) from error
    except (AnswerError, EncoderError, ImproperlyConfigured, RerankerError) as error:
        raise CommandError(str(error), returncode=2) from error
    return AnswersReport(found, notes)


def _passages(found: AnswersEvaluation, notes: list[str], path: Path, alias: str) -> None:
    try:
        given = read_judged(path)
    except (OSError, ValueError) as error:
        raise AnswerError(
            f"{path} cannot be read ({error}); give a table with question, candidate and label."
        ) from error
    reranker = rerankers[alias]
    questions = [each for each in given if not each.digests & reranker.trained]
    if not questions:
        raise AnswerError(f"{path} has no question that was not trained on; give other ones.")
    if left := len(given) - len(questions):
        notes.append(f"{left} questions were left out, since the reranker was trained on them.")
    found.n["judged questions"] = len(questions)
    encoder, least = encoders["default"], settings["ANSWERABLE"]
    found.parts["passages"] = judged_measured(questions, encoder, reranker, least, progress)
    # One text may be asked of several products.
    found.names["passages"] = [
        f"{each.question} ({digest_of(' '.join(each.passages))})" for each in questions
    ]


def _policies(found: AnswersEvaluation, path: Path, key: str) -> None:
    asked = list({each.question: each for each in read_asked(path)}.values())
    found.parts["policies"] = policies_measured(asked, key, encoders["default"], progress)
    found.n["questions on policies"] = len(asked)
    found.names["policies"] = [each.question for each in asked]
