"""Questions with passages that we wrote, in blocks of one product or matter each.

``# heading`` opens a block, ``= passage`` is followed by ``? question`` lines that it answers, and
``! question`` is answered by nothing in its block. The passages of a block are candidates for each of
its questions.
"""

from collections.abc import Iterator
from pathlib import Path

from ..judged import Judged, JudgedError, digest_of

CORPUS = Path(__file__).resolve().parent / "corpus"


def packaged() -> dict[str, list[Judged]]:
    """By the name of the file."""
    return {path.name: read_written(path) for path in sorted(CORPUS.glob("written_*.txt"))}


def read_written(path: Path) -> list[Judged]:
    """Raises JudgedError and OSError."""
    found: list[Judged] = []
    for block in path.read_text(encoding="utf-8").split("\n# "):
        found += _block(path, block.splitlines()[1:])
    return found


def _block(path: Path, lines: list[str]) -> Iterator[Judged]:
    passages: list[str] = []
    answers: dict[str, set[int]] = {}
    for line in lines:
        mark, text = line[:1], line[2:].strip()
        if mark == "=":
            passages.append(text)
        elif mark in ("?", "!") and (passages or mark == "!"):
            answers.setdefault(text, set()).update({len(passages) - 1} if mark == "?" else ())
        elif line.strip():
            raise JudgedError(f"{path}: {line!r} is no passage and no question after one.")
    for question, right in answers.items():
        labels = tuple(float(number in right) for number in range(len(passages)))
        yield Judged(question, tuple(passages), labels, frozenset({digest_of(question)}))
