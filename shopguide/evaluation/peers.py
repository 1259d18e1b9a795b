"""What a reader is measured against: an opinion lexicon and VADER.

Both know English alone. Neither is ever used in place of a reader.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from shopguide.reviews.base import Span
from shopguide.text.opinions import opinion_words

#: Words back in which a negation turns an opinion word.
REACH = 4
#: VADER's own bounds of neutral (Hutto & Gilbert, 2014).
NEUTRAL = 0.05
_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*|[.,;:!?]")
_NEGATION = re.compile(
    r"not|no|never|none|nothing|neither|nor|without|hardly|barely|lacks?|lacking|cannot|.*n['’]?t"
)
#: Beyond these an opinion is on something else.
_TURN = frozenset([*".;:!?", "but", "however", "although", "though", "except"])


class PeerError(Exception):
    """A peer's package is not there; the message says what to install."""


@dataclass(frozen=True)
class _Token:
    place: int
    span: Span
    text: str


class OpinionLexicon:
    """Opinion words near a term, each turned by a negation before it and weighed by one over its
    distance in words; beyond a turn of the sentence ("but", a full stop) a fifth of that."""

    name = "opinion lexicon"

    def sentiment(self, text: str) -> float:
        """Praise less blame over all opinion words, from -1 to 1."""
        signs = [sign for _, sign in _opinions(_tokens(text))]
        return sum(signs) / (len(signs) + 1)

    def polarity(self, text: str, span: Span) -> float:
        """Above 0 praise, below 0 blame, 0 no opinion near."""
        tokens = _tokens(text)
        inside = [t.place for t in tokens if t.span[0] < span[1] and t.span[1] > span[0]]
        if not inside:
            return 0.0
        score = 0.0
        for place, sign in _opinions(tokens):
            if place in inside:
                continue
            near = inside[0] if place < inside[0] else inside[-1]
            between = tokens[min(place, near) + 1 : max(place, near)]
            weight = 0.2 if any(token.text in _TURN for token in between) else 1.0
            score += sign * weight / abs(place - near)
        return score


def _tokens(text: str) -> list[_Token]:
    return [
        _Token(place, found.span(), found.group())
        for place, found in enumerate(_WORD.finditer(text.lower()))
    ]


def _opinions(tokens: list[_Token]) -> Iterator[tuple[int, int]]:
    words = opinion_words()
    for token in tokens:
        if not (sign := words.get(token.text, 0)):
            continue
        before = tokens[max(0, token.place - REACH) : token.place]
        # A negation reaches the first opinion word after it, and over no turn.
        while any(each.text in _TURN or each.text in words for each in before):
            before = before[1:]
        negations = sum(_NEGATION.fullmatch(each.text) is not None for each in before)
        yield token.place, -sign if negations % 2 else sign


class Vader:
    """VADER (Hutto & Gilbert, 2014). It knows no terms: a term is judged by its sentence. Raises
    PeerError where vaderSentiment is not installed."""

    name = "VADER"

    def __init__(self) -> None:
        try:
            from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer
        except ImportError as error:
            raise PeerError(
                "vaderSentiment is not installed, so VADER is left out; "
                "pip install 'shopguide[evaluation]'."
            ) from error
        self._analyzer: Any = SentimentIntensityAnalyzer()

    def sentiment(self, text: str) -> float:
        """The compound score, from -1 to 1."""
        return float(self._analyzer.polarity_scores(text)["compound"])

    def polarity(self, text: str, span: Span) -> float:
        score = self.sentiment(text)
        return 0.0 if abs(score) < NEUTRAL else score
