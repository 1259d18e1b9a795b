"""How well passages that answer a shopper's question are found among a product's, and how well
questions that nothing answers are refused, by what people judged.

``attributes`` (tabs, with ``qid``, ``question``, ``candidate`` and ``label``; hetpqa has ``ASIN`` too):
a product's attributes, of which one or more answer. ``evidence`` (commas, with ``ASIN``): pieces of
descriptions, reviews and answers; a label of 2 answers fully, and nothing less counts.

``P@1`` and ``MRR``: over questions that a passage answers. ``refusal F1``, with its precision and
recall: over all questions; right is to refuse those that no passage answers. A question is refused
where its best score is below a threshold that was fixed on questions that were trained on: for
``shopguide`` it is SHOPGUIDE["ANSWERABLE"]. ``low`` and ``high``: 95 % bootstrap interval of P@1, over
questions. Scores that are the same count as any order of them does in the mean.

Questions that the reranker was trained on, and those of the same products, are left out (``left out``
in ``n``), whatever file they stand in: its weights carry their digests. A file of unseen questions is
measured whole.

Peers: ``random``; ``bm25``, with document frequencies of all passages of the file; ``frozen encoder``,
the cosine of the default encoder as it is. ``answers_zh.tsv`` beside this file is 137 Chinese questions
of the form of ``attributes``, 25 of them without an answer, written by us. ``--reranker`` is an alias of
SHOPGUIDE["RERANKERS"] or a folder of weights; without it what a shop gets by default.
"""

import sys
from argparse import SUPPRESS, ArgumentParser
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scratch import STATE, parser, say, tell

if TYPE_CHECKING:
    from shopguide.evaluation.resampling import Measured
    from shopguide.rerank.base import Reranker
    from shopguide.rerank.judged import Judged


def main() -> int:
    asked = _options().parse_args()
    _set_up()
    from django.core.exceptions import ImproperlyConfigured

    from shopguide.encoders.base import EncoderError
    from shopguide.rerank.base import RerankerError
    from shopguide.rerank.judged import read_judged

    try:
        reranker = _reranker(asked.reranker)
        given = read_judged(asked.data)
        questions = [each for each in given if not each.digests & reranker.trained][: asked.limit]
        if not questions:
            raise ValueError(f"{asked.data} has no question that was not trained on.")
        rows = [each.row() for each in _measured(questions, reranker)]
    except (ValueError, OSError, ImproperlyConfigured, EncoderError, RerankerError) as error:
        say(str(error))
        return 2
    seen = sum(bool(each.digests & reranker.trained) for each in given)
    n = {
        "questions": len(questions),
        "unanswerable": sum(not any(each.answers) for each in questions),
        "left out": seen,
    }
    tell(asked.task, n, rows, asked.format)
    return 0


def _options() -> ArgumentParser:
    options = parser(__doc__)
    # After the task, where the fixed command lines have it.
    common = ArgumentParser(add_help=False)
    common.add_argument("--data", type=Path, required=True)
    common.add_argument("--reranker", default="default", help="an alias or a folder of weights")
    common.add_argument("--limit", type=int, help="the first so many questions alone")
    common.add_argument("--format", choices=["text", "json"], default=SUPPRESS)
    tasks = options.add_subparsers(dest="task", required=True)
    for name in ("attributes", "evidence"):
        tasks.add_parser(name, parents=[common])
    return options


def _set_up() -> None:
    """The defaults of shopguide, or the settings that DJANGO_SETTINGS_MODULE names."""
    import os

    import django
    from django.conf import settings

    if not os.environ.get("DJANGO_SETTINGS_MODULE"):
        settings.configure(SHOPGUIDE={"MODEL_DIR": STATE / "models"})
    django.setup()


def _reranker(name: str) -> "Reranker":
    from django.utils.module_loading import import_string

    from shopguide.backends import rerankers
    from shopguide.conf import DEFAULTS

    if name not in rerankers.aliases() and Path(name).is_dir():
        made: Reranker = import_string(DEFAULTS["RERANKERS"]["default"]["BACKEND"])(name)
        return made
    return rerankers[name]


def _measured(questions: "list[Judged]", reranker: "Reranker") -> "list[Measured]":
    from shopguide.backends import encoders
    from shopguide.conf import settings
    from shopguide.evaluation.answered import judged_measured

    encoder = encoders["default"]
    return judged_measured(questions, encoder, reranker, settings["ANSWERABLE"], _progress)


def _progress(parts: Iterable[Any]) -> Iterable[Any]:
    from tqdm import tqdm

    shown: Iterable[Any] = tqdm(parts, leave=False, disable=None)
    return shown


if __name__ == "__main__":
    sys.exit(main())
