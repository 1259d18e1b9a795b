"""Judgments: which products answer which query, and how well.

Forms: CSV with a header, TREC qrels (with a file of topics), WANDS' three files (Chen et al., "WANDS:
Dataset for Product Search Relevance Assessment", ECIR 2022), and clicks.
"""

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

#: ``{query: {product: grade}}``; 0 is no answer, more is better.
Judgments = dict[str, dict[str, int]]

_QUERY = ("query", "q", "query_text")
_PRODUCT = ("docid", "product", "product_id", "doc_id", "sku")
_GRADE = ("rating", "grade", "relevance", "label")
WANDS_GRADES = {"Exact": 2, "Partial": 1, "Irrelevant": 0}


class JudgmentError(ValueError):
    """A file that holds no judgments in a known form; the message says where and what to do."""


def read_judgments(path: Path, topics: Path | None = None) -> Judgments:
    """Judgments of a CSV file, or of TREC qrels where its lines have four parts and no header.
    ``topics`` gives qrels' queries as ``number<TAB>text``; without it the number is the query."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise JudgmentError(f"{path} cannot be read ({error}); give a text file.") from error
    first = next((line for line in lines if line.strip()), "")
    if not first:
        raise JudgmentError(f"{path} is empty; give a file with judgments.")
    rows = _csv(path, lines) if "," in first or "\t" in first else _qrels(path, lines, topics)
    return _collected(path, rows)


Row = tuple[int, str, str, str]


def _csv(path: Path, lines: list[str]) -> Iterator[Row]:
    reader = csv.DictReader(lines, delimiter="\t" if "\t" in lines[0] else ",")
    names = [_column(path, reader.fieldnames or [], known) for known in (_QUERY, _PRODUCT, _GRADE)]
    for row in reader:
        query, product, grade = (row[name] or "" for name in names)
        yield reader.line_num, query, product, grade


def _column(path: Path, header: Iterable[str], known: tuple[str, ...]) -> str:
    found = next((name for name in header if name.strip().lower() in known), None)
    if found is None:
        raise JudgmentError(f"{path} has no column {known[0]!r}; name one of {', '.join(known)}.")
    return found


def _qrels(path: Path, lines: list[str], topics: Path | None) -> Iterator[Row]:
    queries = _topics(topics) if topics else {}
    for number, line in enumerate(lines, start=1):
        parts = line.split()
        if not parts:
            continue
        if len(parts) != 4:
            raise JudgmentError(
                f"{path}, line {number} has {len(parts)} parts; write `query 0 product grade`, or a "
                "CSV with a header."
            )
        yield number, queries.get(parts[0], parts[0]), parts[2], parts[3]


def _topics(path: Path) -> dict[str, str]:
    rows = [line.split("\t", 1) for line in path.read_text().splitlines() if line.strip()]
    if any(len(row) != 2 for row in rows):
        raise JudgmentError(f"{path} is no file of topics; write `number<TAB>query` on each line.")
    return {row[0]: row[1] for row in rows}


def _collected(path: Path, rows: Iterable[Row]) -> Judgments:
    found: Judgments = defaultdict(dict)
    for line, query, product, grade in rows:
        if not query.strip() or not product.strip():
            raise JudgmentError(f"{path}, line {line} has no query or no product; fill both in.")
        try:
            value = int(float(grade))
            if value != float(grade):
                raise ValueError
        except ValueError:
            raise JudgmentError(
                f"{path}, line {line}: {grade!r} is no whole number; grade from 0 upwards."
            ) from None
        known = found[query.strip()].setdefault(product.strip(), max(0, value))
        if known != max(0, value):
            raise JudgmentError(
                f"{path}, line {line} grades {product!r} anew for {query!r}; keep one of the two."
            )
    return dict(found)


@dataclass(frozen=True)
class WandsProduct:
    """A row of WANDS' ``product.csv``."""

    pk: str
    name: str
    category: str
    description: str
    features: str


def read_wands(folder: Path) -> tuple[Judgments, list[WandsProduct]]:
    """Judgments and products of WANDS, whose three files are separated by tabs."""
    queries = {row["query_id"]: row["query"] for row in _wands(folder / "query.csv", "query_id")}
    found: Judgments = defaultdict(dict)
    for row in _wands(folder / "label.csv", "label"):
        grade, query = WANDS_GRADES.get(row["label"]), queries.get(row["query_id"])
        if grade is None or query is None:
            raise JudgmentError(
                f"{folder / 'label.csv'} has the unknown label or query {row['label']!r}, "
                f"{row['query_id']!r}; use the files as WANDS publishes them."
            )
        found[query][row["product_id"]] = grade
    products = [
        WandsProduct(
            row["product_id"],
            row["product_name"] or "",
            row.get("category hierarchy") or row.get("product_class") or "",
            row.get("product_description") or "",
            row.get("product_features") or "",
        )
        for row in _wands(folder / "product.csv", "product_id")
    ]
    return dict(found), products


def _wands(path: Path, needed: str) -> Iterator[dict[str, str]]:
    try:
        file = path.open(newline="", encoding="utf-8")
    except OSError as error:
        raise JudgmentError(
            f"{path} cannot be read; give the folder of WANDS' three files."
        ) from error
    with file:
        reader = csv.DictReader(file, delimiter="\t")
        if needed not in (reader.fieldnames or []):
            raise JudgmentError(f"{path} has no column {needed!r}; WANDS separates by tabs.")
        yield from reader
