"""Aspect terms compared: whether two name the same thing, and how many of a sentence's do."""

from collections.abc import Iterator, Sequence

from shopguide.catalogue.guide import Aspect
from shopguide.text.aspects import OTHER
from shopguide.text.clean import fold
from shopguide.text.segment import pieces, words


def content(term: str) -> frozenset[str]:
    """The content words of a term, stemmed; the whole of it where it has none."""
    return frozenset(words(term)) or frozenset([fold(term).strip()])


def distinct(terms: Sequence[str]) -> list[frozenset[str]]:
    """The different terms of a sentence: what is said twice counts once."""
    return list(dict.fromkeys(content(term) for term in terms))


def matches(found: Sequence[str], there: Sequence[str]) -> tuple[int, int, int]:
    """How many of ``found`` match one of ``there``, how many were found, how many are there.

    Two terms match if they share a content word. Each counts once: of all ways to pair them, the
    one with most pairs (Kuhn, 1955) is counted.
    """
    ours, theirs = distinct(found), distinct(there)
    taken: dict[int, int] = {}

    def placed(one: int, seen: set[int]) -> bool:
        for other, term in enumerate(theirs):
            if other in seen or not ours[one] & term:
                continue
            seen.add(other)
            if other not in taken or placed(taken[other], seen):
                taken[other] = one
                return True
        return False

    return sum(placed(one, set()) for one in range(len(ours))), len(ours), len(theirs)


class Sorter:
    """Which of some aspects a term belongs to, by their own words alone and thus by no reader: the
    longest run of its words that is known, of equals the last; "other" where none is. The quality
    of something is that something. The way annotated terms are grouped."""

    def __init__(self, aspects: Sequence[Aspect]) -> None:
        self._known: dict[tuple[str, ...], str] = {}
        for aspect in aspects:
            for term in aspect.terms:
                self._known.setdefault(_key(term), aspect.name)

    def aspect(self, term: str) -> str:
        key = _key(term)
        found = [self._known[part] for part in _parts(key) if part in self._known]
        return next((name for name in found if name != "quality"), found[0] if found else OTHER)


def _parts(key: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for size in range(len(key), 0, -1):
        for start in range(len(key) - size, -1, -1):
            yield key[start : start + size]


def _key(term: str) -> tuple[str, ...]:
    return tuple(piece.stem for piece in pieces(term))
