"""Files of questions with judged passages: product questions as they are published (``pqa``).

Tabs or commas with a header: ``question``, ``candidate``, ``label``; ``qid`` where one text is asked
of several products, ``ASIN`` for the product. A label of 2 says that the passage answers fully, 1 that
it is about the matter or, in files that know no 2, that it answers.
"""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from shopguide.text.attributes import readable
from shopguide.text.clean import clean, fold

#: Questions whose passages are so much alike ask of the same product.
ALIKE = 0.6
#: Of questions with all that is like them, so many of ten are never trained on.
HELD = 2
#: Of those that may be trained on, one of so many is for calibrating alone.
APART = 8
LABELS = ("0", "1", "2")
_OTHER = re.compile(r"[\W_]+")


class JudgedError(ValueError):
    """A file is not of this form; the message says where."""


@dataclass(frozen=True)
class Judged:
    """A question with its passages. ``labels``: 1 answers, 0.5 is about the matter, 0 is neither."""

    question: str
    passages: tuple[str, ...]
    labels: tuple[float, ...]
    #: What tells this question and its product again in any file.
    digests: frozenset[str]

    @property
    def answers(self) -> tuple[bool, ...]:
        return tuple(label == 1 for label in self.labels)


def read_judged(path: Path) -> list[Judged]:
    """Questions in the order of the file. Raises JudgedError and OSError."""
    with path.open(newline="", encoding="utf-8") as file:
        comma = "\t" not in file.readline()
        file.seek(0)
        rows = list(csv.DictReader(file, delimiter="," if comma else "\t"))
    grouped: dict[tuple[str, str], list[dict[str, str]]] = {}
    for number, row in enumerate(rows, start=2):
        if (
            not row.get("question")
            or row.get("candidate") is None
            or row.get("label") not in LABELS
        ):
            raise JudgedError(
                f"{path}, row {number}: needs a question, a candidate and a label of 0, 1 or 2."
            )
        grouped.setdefault((row.get("qid") or "", row["question"]), []).append(row)
    full = "2" if any(row["label"] == "2" for row in rows) else "1"
    return [_judged(group, full) for group in grouped.values()]


def _judged(rows: Sequence[dict[str, str]], full: str) -> Judged:
    passages = tuple(clean(readable(row["candidate"])) for row in rows)
    labels = tuple(
        1.0 if row["label"] == full else 0.5 if row["label"] == "1" else 0.0 for row in rows
    )
    product = {row["ASIN"] for row in rows if row.get("ASIN")} or {"\n".join(sorted(passages))}
    digests = {digest_of(rows[0]["question"]), *map(digest_of, product)}
    return Judged(clean(rows[0]["question"]), passages, labels, frozenset(digests))


def digest_of(text: str) -> str:
    """The same for any spelling in capitals and marks."""
    return sha256(_OTHER.sub(" ", fold(text)).strip().encode()).hexdigest()[:16]


def split(questions: Sequence[Judged]) -> tuple[list[Judged], list[Judged]]:
    """What may be trained on, and what is held. Questions with the same words, of the same product or
    with passages alike stay together; which side they are on is a matter of their digests alone."""
    groups = list(_together(questions))
    trained: list[int] = []
    held: list[int] = []
    for group in groups:
        least = min(min(questions[i].digests) for i in group)
        side = held if int(sha256(least.encode()).hexdigest(), 16) % 10 < HELD else trained
        side += group
    return [questions[i] for i in sorted(trained)], [questions[i] for i in sorted(held)]


def kept_apart(questions: Sequence[Judged]) -> tuple[list[Judged], list[Judged]]:
    """What layers are fitted to, and what probabilities and thresholds are."""
    fitted: list[Judged] = []
    apart: list[Judged] = []
    for each in questions:
        side = fitted if int(min(each.digests, default="1"), 16) % APART else apart
        side.append(each)
    return fitted, apart


def _together(questions: Sequence[Judged]) -> Iterator[list[int]]:
    first: dict[str, int] = {}
    parent = list(range(len(questions)))

    def root(i: int) -> int:
        while parent[i] != i:
            i = parent[i]
        return i

    sets = [frozenset(each.passages) for each in questions]
    for i, each in enumerate(questions):
        like = [first.setdefault(digest, i) for digest in each.digests]
        like += [j for j in range(i) if _alike(sets[i], sets[j])]
        for j in like:
            parent[root(i)] = root(j)
    groups: dict[int, list[int]] = {}
    for i in range(len(questions)):
        groups.setdefault(root(i), []).append(i)
    yield from groups.values()


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    shared = len(one & other)
    return shared >= ALIKE * (len(one) + len(other) - shared)
