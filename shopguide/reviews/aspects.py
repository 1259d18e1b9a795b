"""Which aspect a term belongs to: by the words of the guide, else by what the network says."""

import re
from collections.abc import Mapping, Sequence

from shopguide.catalogue.guide import Aspect
from shopguide.text.aspects import OTHER, general
from shopguide.text.clean import fold

#: The network must be this sure of an aspect where no word names it.
SURE = 0.4
#: Of several aspects with a word in the term the network chooses, if it gives them this at least.
POSSIBLE = 0.05

_WORD = re.compile(r"[a-z0-9][a-z0-9'/+-]*|[\u4e00-\u9fff]+")


class AspectFinder:
    """Sorts terms into ``aspects``. The terms of a shop's own aspects come before everything else:
    the network has never heard of them."""

    def __init__(self, aspects: Sequence[Aspect]) -> None:
        trained = {each.name: each for each in general()}
        self._names = {OTHER, *(each.name for each in aspects)}
        self._own = _by_term([each for each in aspects if trained.get(each.name) != each])
        self._general = _by_term([each for each in aspects if trained.get(each.name) == each])

    def __call__(self, term: str, probabilities: Mapping[str, float]) -> str:
        """The name of the aspect of ``term``; ``probabilities`` are the network's, of the general
        aspects and OTHER, which is also what a term is of which nothing is known."""
        folded = fold(term)
        own = _named(self._own, folded)
        if own:
            return own[0]
        known = [
            name for name in _named(self._general, folded) if probabilities.get(name, 0) >= POSSIBLE
        ]
        if known:
            return max(known, key=lambda name: probabilities.get(name, 0))
        possible = {name: p for name, p in probabilities.items() if name in self._names}
        best = max(possible, key=lambda name: possible[name], default=OTHER)
        return best if possible.get(best, 0) >= SURE else OTHER


def _by_term(aspects: Sequence[Aspect]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for aspect in aspects:
        for term in aspect.terms:
            found.setdefault(fold(term), []).append(aspect.name)
    return found


def _named(terms: Mapping[str, list[str]], folded: str) -> list[str]:
    """Aspects of the longest known term in ``folded``: whole words in English, any characters in
    Chinese; the last of several, which in both languages is the head."""
    if folded in terms:
        return terms[folded]
    best: tuple[int, int] = (0, 0)
    found: list[str] = []
    for start, end in _parts(folded):
        names = terms.get(folded[start:end])
        if names and (end - start, end) > best:
            best, found = (end - start, end), names
    return found


def _parts(folded: str) -> list[tuple[int, int]]:
    words = list(_WORD.finditer(folded))
    parts = []
    for i, first in enumerate(words):
        if first.group()[0] >= "\u4e00":
            a, b = first.span()
            parts += [(x, y) for x in range(a, b) for y in range(x + 1, b + 1)]
        parts += [(first.start(), last.end()) for last in words[i:]]
    return parts
