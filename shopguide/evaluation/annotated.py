"""Sentences with their aspect terms and polarity, as people marked them.

Two forms. JSON lines, as Hu & Liu's sentences are given::

    {"text": "great battery !", "aspects": [{"term": "battery", "polarity": "positive"}]}

with ``start`` (characters before the term), ``implicit`` (the term is not in the sentence),
``product`` and ``review`` where they are known. Or a table with tabs and a header, one line per
aspect, lines of the same sentence together, and an empty term where a sentence has none::

    text	term	polarity	start	product	review
"""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from shopguide.text.clean import fold

POLARITIES = {"negative": -1, "neutral": 0, "positive": 1}


class AnnotationError(ValueError):
    """A file that holds no annotation in a known form; the message says where and what to do."""


@dataclass(frozen=True)
class Mark:
    """``start`` is None where the term, as it is written, is not in the sentence; ``implicit``
    where the annotator says that nothing in it names the aspect."""

    term: str
    polarity: int
    start: int | None = None
    implicit: bool = False

    @property
    def span(self) -> tuple[int, int] | None:
        return None if self.start is None else (self.start, self.start + len(self.term))


@dataclass
class Annotated:
    """``product`` and ``review`` are empty where the file does not tell."""

    text: str
    marks: list[Mark] = field(default_factory=list)
    product: str = ""
    review: str = ""

    @property
    def explicit(self) -> list[Mark]:
        return [mark for mark in self.marks if not mark.implicit]


def read_annotated(path: Path) -> list[Annotated]:
    """The sentences of a file in one of the two forms. Raises AnnotationError."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise AnnotationError(
            f"{path} cannot be read ({error}); give a text file in UTF-8."
        ) from error
    rows = _json_lines(path, text) if text.lstrip().startswith("{") else _table(path, text)
    found = list(rows)
    if not any(each.marks for each in found):
        raise AnnotationError(f"{path} marks no aspect; give a file with annotated sentences.")
    return found


def _json_lines(path: Path, text: str) -> Iterator[Annotated]:
    # Not splitlines, which also parts texts at U+2028 and the like.
    for number, line in enumerate(io.StringIO(text), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            sentence = str(row["text"])
            marks = [_mark(sentence, each) for each in row.get("aspects", [])]
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise AnnotationError(
                f"{path}, line {number} is no annotated sentence ({_said(error)}); write "
                '{"text": …, "aspects": [{"term": …, "polarity": "positive"}]}.'
            ) from error
        # Hu & Liu's reviews without marks of where one begins have -1.
        review = "" if row.get("review") in (None, -1) else str(row["review"])
        yield Annotated(sentence, marks, str(row.get("product") or ""), review)


def _said(error: Exception) -> str:
    return f"no {error}" if isinstance(error, KeyError) else str(error)


def _mark(sentence: str, given: dict[str, Any]) -> Mark:
    term = str(given["term"])
    polarity = given["polarity"]
    if polarity not in POLARITIES:
        raise ValueError(f"the polarity {polarity!r} is none of {', '.join(POLARITIES)}")
    start = given.get("start")
    if start is not None and sentence[int(start) : int(start) + len(term)] != term:
        raise ValueError(f"{term!r} does not stand at {start}")
    is_implicit = bool(given.get("implicit"))
    if start is None and not is_implicit:
        start = _found(sentence, term)
    return Mark(term, POLARITIES[polarity], None if start is None else int(start), is_implicit)


def _found(sentence: str, term: str) -> int | None:
    folded, wanted = fold(sentence), fold(term)
    at = folded.find(wanted)
    # Folding may change lengths; a start in the folded text then says nothing.
    is_same = len(folded) == len(sentence) and len(wanted) == len(term)
    return at if at >= 0 and is_same else None


def _table(path: Path, text: str) -> Iterator[Annotated]:
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter="\t", quoting=csv.QUOTE_NONE)
    names = reader.fieldnames or []
    if missing := [name for name in ("text", "term", "polarity") if name not in names]:
        raise AnnotationError(
            f"{path} has no column {missing[0]!r}; write text, term and polarity with tabs between "
            "in its first line, or give JSON lines."
        )
    last: Annotated | None = None
    for row in reader:
        whose = (row["text"] or "", row.get("product") or "", row.get("review") or "")
        if last is None or (last.text, last.product, last.review) != whose:
            if last is not None:
                yield last
            last = Annotated(whose[0], [], *whose[1:])
        if row["term"]:
            try:
                given = {**row, "start": row.get("start") or None}
                last.marks.append(_mark(last.text, given))
            except ValueError as error:
                raise AnnotationError(
                    f"{path}, line {reader.line_num} is no annotated aspect ({error}); correct or "
                    "remove it."
                ) from error
    if last is not None:
        yield last
