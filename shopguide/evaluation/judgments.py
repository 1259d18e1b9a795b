"""Judgments: which products answer which query, and how well.

Forms: CSV with a header, TREC qrels (with a file of topics), WANDS' three files (Chen et al., "WANDS:
Dataset for Product Search Relevance Assessment", ECIR 2022), and clicks.
"""

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import isfinite
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
    ``topics`` gives qrels' queries as ``number<TAB>text``; without it the number is the query.
    Raises JudgmentError."""
    lines = _lines(path)
    first = next((line for line in lines if line.strip()), "")
    if not first:
        raise JudgmentError(f"{path} is empty; give a file with judgments.")
    is_csv = ("," in first or "\t" in first) and not _is_qrel(first)
    return _collected(path, _csv(path, lines) if is_csv else _qrels(path, lines, topics))


def _lines(path: Path) -> list[str]:
    """Lines with their ends. Not ``splitlines``, which also parts texts at U+2028 and the like."""
    try:
        return list(io.StringIO(path.read_text(encoding="utf-8-sig")))
    except (OSError, UnicodeDecodeError) as error:
        raise JudgmentError(
            f"{path} cannot be read ({error}); give a text file in UTF-8."
        ) from error


def _is_qrel(line: str) -> bool:
    # Some write qrels with tabs, and a product's name may have a comma.
    parts = line.split()
    return len(parts) == 4 and parts[3].lstrip("-").isdecimal()


#: Line, query, product, grade.
Row = tuple[int, str, str, str]


def _csv(path: Path, lines: list[str]) -> Iterator[Row]:
    blank = next(number for number, line in enumerate(lines) if line.strip())
    delimiter = "\t" if "\t" in lines[blank] else ","
    reader = csv.DictReader(lines[blank:], delimiter=delimiter)
    names = [_column(path, reader.fieldnames or [], known) for known in (_QUERY, _PRODUCT, _GRADE)]
    for row in _checked(path, reader):
        query, product, grade = (row[name] or "" for name in names)
        yield blank + reader.line_num, query, product, grade


def _checked(path: Path, reader: "csv.DictReader[str]") -> Iterator[dict[str, str]]:
    try:
        yield from reader
    except csv.Error as error:
        raise JudgmentError(
            f"{path}, line {reader.line_num} is no CSV ({error}); look for a quotation mark without "
            "its other half."
        ) from error


def _column(path: Path, header: Iterable[str], known: tuple[str, ...]) -> str:
    found = next((name for name in header if name.strip().lower() in known), None)
    if found is None:
        raise JudgmentError(f"{path} has no column {known[0]!r}; name one of {', '.join(known)}.")
    return found


def _qrels(path: Path, lines: list[str], topics: Path | None) -> Iterator[Row]:
    queries = _topics(topics) if topics else None
    for number, line in enumerate(lines, start=1):
        parts = line.split()
        if not parts:
            continue
        if len(parts) != 4:
            raise JudgmentError(
                f"{path}, line {number} has {len(parts)} parts; write `query 0 product grade`, or a "
                "CSV with a header."
            )
        if queries is not None and parts[0] not in queries:
            raise JudgmentError(
                f"{path}, line {number}: {topics} has no query {parts[0]!r}; add its line."
            )
        yield number, queries[parts[0]] if queries else parts[0], parts[2], parts[3]


def _topics(path: Path) -> dict[str, str]:
    found = {}
    for number, line in enumerate(_lines(path), start=1):
        query, tab, text = line.strip().partition("\t")
        if query and not tab:
            raise JudgmentError(
                f"{path}, line {number} is no topic; write `number<TAB>query` on each line."
            )
        if query:
            found[query.strip()] = text
    return found


def _collected(path: Path, rows: Iterable[Row]) -> Judgments:
    found: Judgments = defaultdict(dict)
    for line, query, product, grade in rows:
        if not query.strip() or not product.strip():
            raise JudgmentError(f"{path}, line {line} has no query or no product; fill both in.")
        value = max(0, _whole(path, line, grade))
        if found[query.strip()].setdefault(product.strip(), value) != value:
            raise JudgmentError(
                f"{path}, line {line} grades {product!r} anew for {query!r}; keep one of the two."
            )
    if not found:
        raise JudgmentError(f"{path} is empty below its header; give a file with judgments.")
    return dict(found)


def _whole(path: Path, line: int, grade: str) -> int:
    try:
        value = float(grade)
    except ValueError:
        value = float("nan")
    if not isfinite(value) or value != int(value):
        raise JudgmentError(
            f"{path}, line {line}: {grade!r} is no whole number; grade from 0 upwards."
        )
    return int(value)


@dataclass(frozen=True)
class WandsProduct:
    """A row of WANDS' ``product.csv``; ``rating`` is the mean of its reviews, None without any."""

    pk: str
    name: str
    category: str
    description: str
    features: str
    rating: float | None = None


def read_wands(folder: Path) -> tuple[Judgments, list[WandsProduct]]:
    """Judgments and products of WANDS, whose three files are separated by tabs. Raises
    JudgmentError."""
    asked = _wands(folder / "query.csv", ["query_id", "query"])
    queries = {row["query_id"]: row["query"] for _, row in asked}
    products = [
        WandsProduct(
            row["product_id"],
            row["product_name"],
            row.get("category hierarchy") or row.get("product_class") or "",
            row.get("product_description") or "",
            row.get("product_features") or "",
            _rating(row.get("average_rating")),
        )
        for _, row in _wands(folder / "product.csv", ["product_id", "product_name"])
    ]
    path = folder / "label.csv"
    return _collected(path, _labels(path, queries)), products


def _labels(path: Path, queries: dict[str, str]) -> Iterator[Row]:
    for line, row in _wands(path, ["query_id", "product_id", "label"]):
        grade, query = WANDS_GRADES.get(row["label"]), queries.get(row["query_id"])
        if grade is None or query is None:
            raise JudgmentError(
                f"{path}, line {line} has the unknown label or query {row['label']!r}, "
                f"{row['query_id']!r}; use the files as WANDS publishes them."
            )
        yield line, query, row["product_id"], str(grade)


def _rating(text: str | None) -> float | None:
    try:
        value = float(text or "nan")
    except ValueError:
        return None
    return value if isfinite(value) else None


def _wands(path: Path, needed: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise JudgmentError(
            f"{path} cannot be read; give the folder of WANDS' three files."
        ) from error
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter="\t")
    if missing := [name for name in needed if name not in (reader.fieldnames or [])]:
        raise JudgmentError(f"{path} has no column {missing[0]!r}; WANDS separates by tabs.")
    for row in _checked(path, reader):
        if missing := [name for name in needed if row[name] is None]:
            raise JudgmentError(
                f"{path}, line {reader.line_num} has no {missing[0]!r}; the file may be cut short."
            )
        yield reader.line_num, row
