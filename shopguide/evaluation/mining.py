"""Frequent-noun mining, after Hu & Liu (2004): what many sentences of a product name is an aspect.

Without a tagger: a word is taken for a noun where it often follows a determiner, with or without an
opinion word between, and is no opinion word itself. A noun, or two in a row, in at least one sentence
of a hundred is an aspect, and is found where it is the nearest to an opinion word. Theirs also prunes
by compactness and adds rare nouns; this does not. English alone, and a peer alone.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from shopguide.reviews.base import Span
from shopguide.text.opinions import opinion_words
from shopguide.text.stopwords import ENGLISH

#: Share of its occurrences in which a noun follows a determiner, and how often at least.
LEAST_SHARE, LEAST_TIMES = 0.1, 2
#: Share of a product's sentences that name an aspect.
SUPPORT = 0.01
#: Words between an aspect and the opinion word on it.
REACH = 6
_WORD = re.compile(r"[a-z][a-z0-9'-]*")
_DETERMINERS = frozenset(
    "the a an this that these those my its it's their your his her our some any no every each 's".split()
)
_NO_ASPECTS = ENGLISH | frozenset(
    """'s lot thing things one way time fact bit people day days week weeks month months year years
    problem""".split()
)


@dataclass(frozen=True)
class _Term:
    text: str
    span: Span
    first: int
    last: int


def mined(sentences: Sequence[str]) -> list[list[Span]]:
    """The spans of the aspect terms in each of one product's sentences."""
    cut = [list(_WORD.finditer(sentence.lower())) for sentence in sentences]
    nouns = _nouns([[word.group() for word in words] for words in cut])
    terms = [_terms(words, nouns) for words in cut]
    support = Counter(text for each in terms for text in {term.text for term in each})
    enough = max(2, SUPPORT * len(sentences))
    return [
        _nearest(words, [term for term in each if support[term.text] >= enough])
        for words, each in zip(cut, terms, strict=True)
    ]


def _nouns(sentences: Sequence[Sequence[str]]) -> set[str]:
    every: Counter[str] = Counter()
    after: Counter[str] = Counter()
    opinions = opinion_words()
    for words in sentences:
        every.update(words)
        for place, word in enumerate(words[1:], start=1):
            before = words[place - 1]
            if before in opinions and place > 1:
                before = words[place - 2]
            after[word] += before in _DETERMINERS
    return {
        word
        for word, times in every.items()
        if len(word) > 2
        and word not in _NO_ASPECTS
        and word not in opinions
        and after[word] >= max(LEAST_TIMES, LEAST_SHARE * times)
    }


def _terms(words: Sequence[re.Match[str]], nouns: set[str]) -> list[_Term]:
    found = []
    for place, word in enumerate(words):
        if word.group() not in nouns:
            continue
        found.append(_Term(word.group(), word.span(), place, place))
        if place + 1 < len(words) and words[place + 1].group() in nouns:
            both = f"{word.group()} {words[place + 1].group()}"
            found.append(_Term(both, (word.start(), words[place + 1].end()), place, place + 1))
    return found


def _nearest(words: Sequence[re.Match[str]], terms: Sequence[_Term]) -> list[Span]:
    found: dict[str, Span] = {}
    for place, word in enumerate(words):
        if word.group() not in opinion_words() or not terms:
            continue

        def distance(term: _Term, place: int = place) -> int:
            return min(abs(place - term.first), abs(place - term.last))

        nearest = min(terms, key=lambda term: (distance(term), -len(term.text)))
        if distance(nearest) <= REACH:
            found.setdefault(nearest.text, nearest.span)
    return list(found.values())
