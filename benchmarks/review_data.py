"""Texts with a label or a score, as the files of reviews have them."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from shopguide.text.clean import clean

#: Labels as files write them; what is neither is refused.
LABELS = {"0": -1, "1": 1, "negative": -1, "positive": 1}


@dataclass(frozen=True)
class Judged:
    """``truth`` holds labels of -1 and 1, or scores; ``parts`` is empty where a file has none."""

    texts: Sequence[str]
    truth: Sequence[float]
    parts: Sequence[str]
    is_scored: bool


def read_judged(path: Path) -> Judged:
    """A CSV or a table with tabs under a header, or lines of identifier, score and text. Raises
    ValueError."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ValueError(f"{path} cannot be read ({error}); give a text file in UTF-8.") from error
    while text.startswith("#"):
        text = text.partition("\n")[2]
    first = text.partition("\n")[0]
    return _labelled(path, text, first) if "label" in first else _scored(path, text)


def _labelled(path: Path, text: str, first: str) -> Judged:
    rows = list(
        csv.DictReader(io.StringIO(text, newline=""), delimiter="\t" if "\t" in first else ",")
    )
    for number, row in enumerate(rows, start=1):
        if row.get("label") not in LABELS or not row.get("review"):
            raise ValueError(
                f"{path}, row {number} has no label or no review; write 0 or 1 under label."
            )
    return Judged(
        [clean(row["review"]) for row in rows],
        [LABELS[row["label"]] for row in rows],
        [row["cat"] for row in rows] if rows and rows[0].get("cat") else [],
        False,
    )


def _scored(path: Path, text: str) -> Judged:
    texts, truth = [], []
    for number, line in enumerate(io.StringIO(text), start=1):
        if not line.strip():
            continue
        try:
            _, score, said = line.rstrip("\n").split("\t", 2)
            truth.append(float(score))
        except ValueError as error:
            raise ValueError(
                f"{path}, line {number} is no identifier, score and text with tabs between, nor has "
                "the file a header with label and review."
            ) from error
        texts.append(clean(said))
    return Judged(texts, truth, [], True)
