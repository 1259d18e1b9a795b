"""How well reviews are read, by what people marked in them, beside plain ways to read them.

``polarity`` (JSON lines of ``text`` and ``aspects`` with ``term``, ``start`` and ``polarity``): the
polarity of given aspect terms. Two-way where the file has nothing neutral: the likelier of negative
and positive. ``accuracy`` (with its interval) and ``macro-F1``, the mean of F1 over the classes of
the file.

``sentiment`` (CSV or tabs with a header that has ``label``, 0 or 1, and ``review``; ``cat`` parts it
into columns of their own): ``accuracy`` of the sign of a review's sentiment. Lines of an identifier,
a score and a text with tabs between: ``r``, Pearson's, between sentiment and score. ``sarcasm.tsv``
beside this file is 60 sentences that mean the contrary of what they say, written by us.

``extraction`` (Hu & Liu's sentences, each read alone): ``precision``, ``recall`` and ``F1`` of the
explicit aspects, those that are not marked ``implicit``. A term that was found matches an annotated
one of the same sentence if the two share a content word: cut and folded as search does, English
stemmed, stop words dropped. The terms of a sentence with the same content words are one, each term
is in at most one pair, and of all pairings the one with most pairs counts. The counts are summed over
all sentences (micro). Every term that was read counts, whatever its polarity.

``shares`` (the same file, each review read whole): for every aspect that at least ``--least`` reviews
of a product are marked to speak of, the share of its reviews that praise it and that blame it, as
read against as marked, both of all reviews of the product. ``distance``: mean absolute difference in
points; ``within 3``: the part of shares that are at most 3 points off; ``bias``: points too high on
the whole; ``unmarked``: aspects that as many reviews are read to speak of and none is marked to.
Annotated terms are sorted into aspects by the words of ``aspects.tsv`` alone; ``shopguide`` has the
reader's own aspects, as a shop prints them, ``sorted alike`` its terms sorted as the annotated ones,
``no claim`` prints nothing, ``explicit marks`` are what a reader reaches that finds every aspect that
is named and none that is not, ``frequent nouns`` are judged by the opinion lexicon.

``speed``: sentences read in a second, beside a plain transformers pipeline (token classification with
an untrained head) over the same sentences with an encoder of the same size; rounds alternate, and the
figure is the median. ``times`` is the median ratio.

``low`` and ``high``: 95 % bootstrap interval of the first measure, over sentences, reviews, or shares.
Peers: the most frequent label; Hu & Liu's opinion lexicon with negation and distance; VADER; for
terms frequent-noun mining. The last three are for English files. ``--reader`` is an alias of
SHOPGUIDE["READERS"] or a folder of weights; without it what a shop gets by default.
"""

import sys
from argparse import SUPPRESS, ArgumentParser, Namespace
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scratch import STATE, parser, say, tell

if TYPE_CHECKING:
    from shopguide.evaluation.annotated import Annotated
    from shopguide.evaluation.aspects import Peer
    from shopguide.reviews.base import Reader

Told = tuple[Any, list[dict[str, Any]]]
OURS = "shopguide"


def main() -> int:
    asked = _options().parse_args()
    _set_up()
    from django.core.exceptions import ImproperlyConfigured

    from shopguide.reviews.base import ReaderError

    try:
        n, rows = TASKS[asked.task](asked, _reader(asked.reader))
    except (ValueError, ImproperlyConfigured, ReaderError) as error:
        say(str(error))
        return 2
    tell(asked.task, n, rows, asked.format)
    return 0


def _options() -> ArgumentParser:
    options = parser(__doc__)
    # After the task, where the fixed command lines have it.
    common = ArgumentParser(add_help=False)
    common.add_argument("--reader", default="default", help="an alias or a folder of weights")
    common.add_argument("--format", choices=["text", "json"], default=SUPPRESS)
    tasks = options.add_subparsers(dest="task", required=True)
    for name in TASKS:
        task = tasks.add_parser(name, parents=[common])
        task.add_argument("--data", type=Path, required=name != "speed")
        task.add_argument("--limit", type=int, help="the first so many texts alone")
        if name in ("extraction", "shares"):
            task.add_argument("--products", nargs="+", metavar="NAME", help="these alone")
        if name == "shares":
            task.add_argument(
                "--least", type=int, default=5, help="reviews that speak of an aspect"
            )
            task.add_argument("--explicit", action="store_true", help="without implicit aspects")
        if name == "speed":
            task.add_argument("--rounds", type=int, default=3)
            task.add_argument("--model", default="packaged:multilingual-e5-small")
    return options


def _set_up() -> None:
    """The defaults of shopguide, or the settings that DJANGO_SETTINGS_MODULE names."""
    import os

    import django
    from django.conf import settings

    if not os.environ.get("DJANGO_SETTINGS_MODULE"):
        settings.configure(SHOPGUIDE={"MODEL_DIR": STATE / "models"})
    django.setup()


def _reader(name: str) -> "Reader":
    from django.utils.module_loading import import_string

    from shopguide.backends import readers
    from shopguide.conf import DEFAULTS

    if name not in readers.aliases() and Path(name).is_dir():
        made: Reader = import_string(DEFAULTS["READERS"]["default"]["BACKEND"])(name)
        return made
    return readers[name]


def _peers(texts: Iterable[str]) -> "list[Peer]":
    from shopguide.evaluation.aspects import language_of_all
    from shopguide.evaluation.peers import OpinionLexicon, PeerError, Vader

    if language_of_all(texts) != "en":
        return []
    try:
        return [OpinionLexicon(), Vader()]
    except PeerError as error:
        say(str(error))
        return [OpinionLexicon()]


def _progress(parts: Iterable[Any]) -> Iterable[Any]:
    from tqdm import tqdm

    shown: Iterable[Any] = tqdm(parts, leave=False, disable=None)
    return shown


def _sentences(asked: Namespace) -> "list[Annotated]":
    from shopguide.evaluation.annotated import AnnotationError, read_annotated

    found = read_annotated(asked.data)
    if wanted := getattr(asked, "products", None):
        known = {each.product for each in found}
        if missing := [name for name in wanted if name not in known]:
            raise AnnotationError(
                f"{asked.data} has no product {missing[0]!r}; it has {', '.join(sorted(known))}."
            )
        found = [each for each in found if each.product in wanted]
    return found[: asked.limit]


def _polarity(asked: Namespace, reader: "Reader") -> Told:
    from shopguide.evaluation.aspects import polarity_measured

    sentences = _sentences(asked)
    peers = _peers(each.text for each in sentences)
    found = polarity_measured(sentences, {OURS: reader}, peers, _progress)
    return int(found[0].units.sum()), [each.row() for each in found]


def _sentiment(asked: Namespace, reader: "Reader") -> Told:
    from review_data import read_judged

    from shopguide.evaluation.sentiment import labels_measured, scores_measured, sentiments
    from shopguide.text.aspects import general

    judged = read_judged(asked.data)
    texts = judged.texts[: asked.limit]
    truth, parts = judged.truth[: asked.limit], judged.parts[: asked.limit]
    scores = sentiments(texts, {OURS: reader}, general(), _peers(texts), _progress)
    if judged.is_scored:
        found = scores_measured(truth, scores)
    else:
        found = labels_measured([int(each) for each in truth], scores, parts)
    return len(texts), [each.row() for each in found]


def _extraction(asked: Namespace, reader: "Reader") -> Told:
    from shopguide.evaluation.aspects import extraction_measured
    from shopguide.text.aspects import general

    sentences = _sentences(asked)
    found = extraction_measured(sentences, {OURS: reader}, general(), _progress)
    terms = int(found[0].units[:, 2].sum())
    return {"sentences": len(sentences), "terms": terms}, [each.row() for each in found]


def _shares(asked: Namespace, reader: "Reader") -> Told:
    from review_shares import shares

    return shares(_sentences(asked), reader, asked.least, implicit=not asked.explicit)


def _speed(asked: Namespace, reader: "Reader") -> Told:
    from review_speed import demo_reviews, speed, texts_of

    limit = asked.limit or 200
    texts = texts_of(asked.data, limit) if asked.data else demo_reviews(limit)
    return speed(reader, texts, asked.model, asked.rounds)


TASKS = {
    "polarity": _polarity,
    "sentiment": _sentiment,
    "extraction": _extraction,
    "shares": _shares,
    "speed": _speed,
}


if __name__ == "__main__":
    sys.exit(main())
