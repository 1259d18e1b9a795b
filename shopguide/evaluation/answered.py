"""Answers measured on a file of judged questions, and on the shop's own policies."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from django.core.exceptions import FieldError

from shopguide.assist.judge import judged
from shopguide.assist.passages import rows_now
from shopguide.assist.policies import policies
from shopguide.catalogue.knowledge import knowledge
from shopguide.encoders.base import Encoder
from shopguide.models import Passage
from shopguide.rerank.base import Reranker
from shopguide.rerank.judged import Judged
from shopguide.text.language import language_of

from .answers import (
    MEASURES,
    Progress,
    Scores,
    by_chance,
    by_encoder,
    by_reranker,
    by_words,
    measured,
)
from .resampling import Measured

OURS = "shopguide"
#: Fixed on the questions of the three files of ``pqa`` that were trained on: below them F1 of refusal
#: is best there; and the share of those questions that nothing answers.
BM25_BELOW, COSINE_BELOW, UNANSWERABLE = 6.0, 0.847, 0.167
#: Passages that an answer on policies may rest on.
MOST = 3


class AnswerError(ValueError):
    """A file is not of its form, or names what is not there; the message says where."""


class NothingAsked(ValueError):
    """There is no question to ask, or nothing to answer it from."""


@dataclass(frozen=True)
class Asked:
    """A question on the shop's policies; ``policy`` is empty where none answers it."""

    question: str
    policy: str


@dataclass
class AnswersEvaluation:
    """``parts`` by what was measured, with one entry per system; ``names`` of the units of each."""

    n: dict[str, int] = field(default_factory=dict)
    parts: dict[str, list[Measured]] = field(default_factory=dict)
    names: dict[str, list[str]] = field(default_factory=dict)


def judged_measured(
    questions: Sequence[Judged],
    encoder: Encoder,
    reranker: Reranker,
    answerable: float,
    progress: Progress = iter,
) -> list[Measured]:
    """Any order, words and the frozen encoder beside the reranker, over the same questions."""
    return [
        by_chance(questions, UNANSWERABLE),
        measured("bm25", questions, by_words(questions), BM25_BELOW),
        measured("frozen encoder", questions, by_encoder(questions, encoder), COSINE_BELOW),
        measured(OURS, questions, by_reranker(questions, reranker, progress), answerable),
    ]


def read_asked(path: Path) -> list[Asked]:
    """A table with a header, tabs or commas: ``question`` and ``policy``. Raises AnswerError."""
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            comma = "\t" not in file.readline()
            file.seek(0)
            rows = list(csv.DictReader(file, delimiter="," if comma else "\t"))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise AnswerError(
            f"{path} cannot be read ({error}); give a table in UTF-8 with the columns question "
            "and policy."
        ) from error
    found = []
    for number, row in enumerate(rows, start=2):
        if not (row.get("question") or "").strip() or row.get("policy") is None:
            raise AnswerError(
                f"{path}, row {number}: needs a question, and a policy, empty where none answers."
            )
        found.append(Asked(row["question"].strip(), row["policy"].strip()))
    if not found:
        raise AnswerError(f"{path} is empty below its header; give at least one question.")
    return found


def policies_measured(
    asked: Sequence[Asked], key: str, encoder: Encoder, progress: Any = iter
) -> list[Measured]:
    """Any order, words and the frozen encoder over whole policies, none of which refuses, beside
    what an answer would rest on. ``key`` is the column that ``policy`` names rows by. Raises
    AnswerError and NothingAsked."""
    rows = _policy_rows(key)
    if not Passage.objects.exists():
        raise NothingAsked("No policy is indexed yet; let the worker run, or shopguide_sync.")
    known = {name for name, _, _ in rows}
    for each in asked:
        if each.policy and each.policy not in known:
            raise AnswerError(
                f"No policy that shoppers may read has the {key} {each.policy!r}; name the column "
                "that the file uses with --policy-key."
            )
    marks = {mark: name for name, mark, _ in rows}
    texts = tuple(text for _, _, text in rows)
    names = [name for name, _, _ in rows]
    blank = [Judged(each.question, texts, (0.0,) * len(texts), frozenset()) for each in asked]
    ours = [_rested_on(each.question, marks) for each in progress(asked)]
    return [
        Measured("random", _units_by_chance(asked, len(known)), MEASURES),
        _ranked("bm25", asked, _orders(by_words(blank), names)),
        _ranked("frozen encoder", asked, _orders(by_encoder(blank, encoder), names)),
        _ranked(OURS, asked, ours),
    ]


def _policy_rows(key: str) -> list[tuple[str, tuple[str, str], str]]:
    """The name, the title with the address, and the text of each policy."""
    found = []
    for declared in knowledge:
        try:
            pairs = list(declared.shown().values_list("pk", key))
        except FieldError as error:
            raise AnswerError(
                f"{declared.model.__name__} has no column {key!r}; name one of its columns with "
                "--policy-key."
            ) from error
        now = rows_now(declared, [pk for pk, _ in pairs])
        for pk, name in pairs:
            if row := now.get(str(pk)):
                text = " ".join([row.title, *row.chunks])
                found.append((str(name), (row.title, row.url), text))
    if not found:
        raise NothingAsked("The shop declares no policies; register some with register_knowledge.")
    return found


def _rested_on(question: str, marks: dict[tuple[str, str], str]) -> list[str]:
    """The policies that an answer would rest on, best first; none where it is refused."""
    found = judged(question, policies(question), language_of(question), MOST)
    names = [marks.get((each.title, each.url), "") for each in found.chosen]
    return list(dict.fromkeys(names))


def _orders(scores: Scores, names: Sequence[str]) -> list[list[str]]:
    return [
        list(dict.fromkeys(names[place] for place in np.argsort([-s for s in of], kind="stable")))
        for of in scores
    ]


def _ranked(system: str, asked: Sequence[Asked], orders: Sequence[Sequence[str]]) -> Measured:
    """The first policy and the place of the right one; whoever names none refuses."""
    units = np.zeros((len(asked), 6))
    for row, each, order in zip(units, asked, orders, strict=True):
        row[0], row[5] = bool(each.policy), not each.policy
        row[3], row[4] = not order, not order and not each.policy
        if each.policy in order:
            place = list(order).index(each.policy)
            row[1], row[2] = place == 0, 1 / (place + 1)
    return Measured(system, units, MEASURES)


def _units_by_chance(asked: Sequence[Asked], policies: int) -> Any:
    units = np.zeros((len(asked), 6))
    for row, each in zip(units, asked, strict=True):
        row[0], row[5] = bool(each.policy), not each.policy
        row[3], row[4] = UNANSWERABLE, UNANSWERABLE * (not each.policy)
        if each.policy:
            row[1] = 1 / policies
            row[2] = sum(1 / place for place in range(1, policies + 1)) / policies
    return units
