"""``shopguide_evaluate recommend``: the last days of your own orders, foretold from those before."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from shopguide.evaluation.recommend import DAYS, NothingToForetell, evaluate
from shopguide.evaluation.recommend_report import RecommendReport
from shopguide.recommend.lines import read_lines
from shopguide.widgets.search import guide_named

from .progress import NoData, progress

HELP = "recall of what buyers bought last, new to them and again, beside plain rankings"


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--days", type=float, default=DAYS, help="how many are held out")


def measured(options: dict[str, Any]) -> RecommendReport:
    if options["days"] <= 0:
        raise CommandError("Nothing is held out with --days 0; give 1 or more.", returncode=2)
    try:
        guide = guide_named(options["guide"])
        if guide.orders is None:
            raise NothingToForetell(
                f"{guide!r} declares no orders; give it `orders = Orders(...)`."
            )
        found = evaluate(read_lines(guide), options["days"], progress)
    except NothingToForetell as error:
        raise NoData(str(error)) from error
    except LookupError as error:
        raise CommandError(str(error), returncode=2) from error
    return RecommendReport(found)
