"""Texts with what a reader should say of them, from files in one of two forms.

The inline form has a line per text: its score from -4 to 4 (how good it says the product is), a
tab, and the text, in which ``[battery life|battery|-]`` is an aspect term with its aspect and what
is said of it (+, - or 0) and ``{dies by noon}`` are the words that say it. The JSON form has a line
per sentence with ``text`` and ``aspects`` (``term``, ``polarity``, ``strength``, ``implicit``), as
Hu and Liu's customer reviews do.
"""

import gzip
import json
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from shopguide.text.aspects import OTHER

from ..base import Span

POLARITY = {"+": 1, "-": -1, "0": 0, "positive": 1, "negative": -1, "neutral": 0}
_MARK = re.compile(
    r"\[(?P<term>[^\]|\[{}]+)\|(?P<aspect>\w+)\|(?P<polarity>[+0-])\]|\{(?P<words>[^{}\[\]]*)\}"
)
_TOKEN = re.compile(r"[\w'/-]+")
#: The thing itself, which Hu and Liu call an aspect and the inline form does not.
_PRODUCT = re.compile(
    r"\b(phone|camera|player|laptop|netbook|notebook|computer|desktop|pc|mac|router|printer|tablet|"
    r"monitor|tv|watch|headphones?|earbuds|speaker|console|machine|unit|product|device|item|thing)\b",
    re.IGNORECASE,
)


class FormError(ValueError):
    """A file is in no form that can be trained on. The message names the line."""


@dataclass(frozen=True)
class Example:
    """A text and what is known of it; None is what nobody has told. ``weight`` is how much it
    counts in training."""

    text: str
    #: -1, 0 or 1.
    polarity: int | None = None
    #: From -1 to 1.
    strength: float | None = None
    #: (span, polarity, aspect or "").
    terms: tuple[tuple[Span, int, str], ...] = ()
    #: Which terms of the text ``terms`` tells: every one, every one that is judged, or some.
    told: Literal["all", "judged", "some"] = "some"
    #: Of these spans nobody says whether they are terms: the product itself is one to some.
    unsure: tuple[Span, ...] = ()
    words: tuple[Span, ...] | None = None
    weight: float = 1.0


def read_file(path: Path) -> list[Example]:
    """Raises FormError and OSError."""
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as file:
        lines = [line.rstrip("\n") for line in file]
    json_form = any(line.startswith("{") for line in lines[:1])
    if json_form:
        return customer_reviews(lines, path)
    examples = [*inline(lines, path)]
    if any(example.terms or example.words for example in examples):
        return examples
    return [replace(example, told="some", words=None) for example in examples]


def inline(lines: Sequence[str], path: Path) -> Iterator[Example]:
    """Raises FormError."""
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        told, tab, marked = line.partition("\t")
        try:
            score = int(told)
        except ValueError:
            score = 99
        if not tab or not -4 <= score <= 4:
            raise FormError(
                f"Line {number} of {path} does not begin with a score from -4 to 4 and a tab."
            )
        yield _inline(score, marked)


def _inline(score: int, marked: str) -> Example:
    text, at = "", 0
    terms: list[tuple[Span, int, str]] = []
    words: list[Span] = []
    for mark in _MARK.finditer(marked):
        text += marked[at : mark.start()]
        shown = mark["term"] if mark["term"] is not None else mark["words"]
        span = (len(text), len(text) + len(shown))
        if mark["term"] is not None:
            terms.append((span, POLARITY[mark["polarity"]], mark["aspect"]))
        else:
            words.append(span)
        text, at = text + shown, mark.end()
    text += marked[at:]
    products = tuple(mark.span() for mark in _PRODUCT.finditer(text)) if score else ()
    polarity = (score > 0) - (score < 0)
    return Example(text, polarity, score / 4, tuple(terms), "all", products, tuple(words))


def customer_reviews(lines: Sequence[str], path: Path) -> list[Example]:
    """Sentences of Hu & Liu, "Mining and Summarizing Customer Reviews" (KDD 2004). A product's
    aspect that stands in a sentence without any opinion is neutral there. Raises FormError."""
    rows = []
    for number, line in enumerate(lines, 1):
        try:
            row = json.loads(line)
            _ = row["text"], [(each["term"], POLARITY[each["polarity"]]) for each in row["aspects"]]
        except (ValueError, KeyError, TypeError) as error:
            raise FormError(f"Line {number} of {path} has no text and aspects.") from error
        rows.append(row)
    spoken: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        spoken[row.get("product", "")] |= {each["term"].lower() for each in row["aspects"]}
    return [_annotated(row) if row["aspects"] else _plain(row, spoken) for row in rows]


def _annotated(row: dict[str, Any]) -> Example:
    total = sum(POLARITY[each["polarity"]] * each.get("strength", 2) for each in row["aspects"])
    explicit = [each for each in row["aspects"] if not each.get("implicit")]
    found = [(find(row["text"], each["term"]), POLARITY[each["polarity"]]) for each in explicit]
    terms = tuple(
        (span, polarity, OTHER if _PRODUCT.fullmatch(row["text"], *span) else "")
        for span, polarity in found
        if span
    )
    return Example(
        row["text"],
        (total > 0) - (total < 0),
        max(-4, min(4, total)) / 4,
        terms,
        told="judged" if len(terms) == len(explicit) else "some",
    )


def _plain(row: dict[str, Any], spoken: dict[str, set[str]]) -> Example:
    terms: list[tuple[Span, int, str]] = []
    for term in sorted(spoken[row.get("product", "")], key=lambda term: (-len(term), term)):
        span = find(row["text"], term)
        if span and not any(span[0] < end and start < span[1] for (start, end), *_ in terms):
            terms.append((span, 0, ""))
    # Nobody annotated it, which says less than an annotation: it may well praise something else.
    return Example(row["text"], None, None, tuple(sorted(terms)), "judged", weight=0.4)


def find(text: str, term: str) -> Span | None:
    """Where ``term`` stands in ``text``, in singular or plural."""
    tokens = [(*each.span(), stem(each.group())) for each in _TOKEN.finditer(text)]
    wanted = [stem(each.group()) for each in _TOKEN.finditer(term)]
    for i in range(len(tokens) - len(wanted) + 1):
        part = tokens[i : i + len(wanted)]
        if wanted and [token[2] for token in part] == wanted:
            return part[0][0], part[-1][1]
    return None


def stem(word: str) -> str:
    """A word without its plural."""
    word = word.lower()
    for ending, instead in (("ies", "y"), ("es", ""), ("s", "")):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            return word[: -len(ending)] + instead
    return word


def weighted(examples: Sequence[Example], weight: float) -> list[Example]:
    return [replace(each, weight=each.weight * weight) for each in examples]
