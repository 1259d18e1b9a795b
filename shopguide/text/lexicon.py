"""What shoppers call the same thing, in English and Chinese: so that 无线鼠标 finds a "wireless
mouse" in an English catalogue, and "laptop" a "notebook".

The lists were written for shopguide and know nothing of one shop; a merchant adds words of the
shop's own in the admin.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from .clean import fold
from .segment import is_han, pieces

HERE = Path(__file__).resolve().parent
FILES = ("lexicon.tsv", "brands.tsv")

#: Words of a text in order, each Han character by itself: what terms are compared by.
Key = tuple[str, ...]


@dataclass(frozen=True)
class Mention:
    """Terms of one list found in a text: ``start`` and ``end`` count its pieces."""

    start: int
    end: int
    concepts: tuple[int, ...]


class Lexicon:
    """Lists of terms, each list one concept."""

    def __init__(self, concepts: Iterable[Sequence[str]]) -> None:
        self.concepts: list[tuple[str, ...]] = [tuple(terms) for terms in concepts]
        self._where: dict[Key, list[int]] = defaultdict(list)
        for number, terms in enumerate(self.concepts):
            for term in terms:
                key = key_of(term)
                if key and number not in self._where[key]:
                    self._where[key].append(number)
        self._longest = max(map(len, self._where), default=0)

    def of(self, term: str) -> set[str]:
        """Every other way to say ``term``, as listed."""
        key = key_of(term)
        found = {other for n in self._where.get(key, []) for other in self.concepts[n]}
        return {other for other in found if key_of(other) != key}

    def of_key(self, key: Key) -> set[Key]:
        """``of`` in the form that terms are compared in."""
        concepts = (self.concepts[n] for n in self._where.get(key, []))
        return {key_of(other) for terms in concepts for other in terms} - {key}

    def mentions(self, key: Key) -> list[Mention]:
        """The longest terms in a text's pieces, from the left, none inside another."""
        found, at = [], 0
        while at < len(key):
            for end in range(min(len(key), at + self._longest), at, -1):
                if numbers := self._where.get(key[at:end]):
                    found.append(Mention(at, end, tuple(numbers)))
                    at = end
                    break
            else:
                at += 1
        return found


@lru_cache(maxsize=20_000)
def key_of(text: str) -> Key:
    """``text`` as terms are compared: folded, stemmed, each Han character a piece of its own."""
    return tuple(piece.stem for piece in pieces(text))


@cache
def packaged() -> Lexicon:
    """The lists that come with shopguide."""
    return Lexicon(concept for name in FILES for concept in read_concepts(HERE / name))


def read_concepts(path: Path) -> list[tuple[str, ...]]:
    """Lists of terms from a file of two columns, English and Chinese, commas between terms."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [
        tuple(fold(term.strip()) for term in line.replace("\t", ",").split(",") if term.strip())
        for line in lines
        if line.strip() and not line.startswith("#")
    ]


def is_chinese(term: str) -> bool:
    return any(map(is_han, term))
