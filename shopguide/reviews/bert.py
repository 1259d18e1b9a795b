"""The reader that ships: BERT, trained on reviews in English and Chinese."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING

from django.core.checks import CheckMessage, Error

from shopguide.catalogue.guide import Aspect
from shopguide.encoders.transformer import TransformerEncoder
from shopguide.text.language import language_of

from .aspects import AspectFinder
from .base import Opinion, Reader, ReaderError, Reading, Sentence, Span
from .sentences import clauses, sentences
from .weights import PACKAGED, Weights

if TYPE_CHECKING:
    from .inference import Found, Inference, Polarity, Read

    #: Polarity and strength of a whole review.
    Whole = tuple[Polarity, float]

#: Clauses in one call of the network, sorted by length within.
BATCH = 256
#: So many parts of a long review say what it says as a whole.
PARTS = 4


class BertReader(Reader):
    """Sentiment, aspects and opinions by a sentence encoder with trained upper layers.

    ``weights``: a folder that ``shopguide_train_reader`` wrote, or "packaged" for those that come
    with shopguide (English and Chinese; docs/reader.md is their model card). ``encoder``: the model
    they were trained on, where it is not found under the name in them. ``threads``: of torch, all
    cores if not given.

    The encoder is loaded on first use, after a worker has forked.
    """

    def __init__(
        self, weights: str = PACKAGED, *, encoder: str | None = None, threads: int | None = None
    ) -> None:
        self.weights = weights
        self.encoder = encoder
        self.threads = threads
        self._lock = Lock()
        self._loaded: Inference | None = None

    @cached_property
    def _weights(self) -> Weights:
        return Weights.of(self.weights)

    @property
    def revision(self) -> str:
        return self._weights.revision

    def read(self, texts: Sequence[str], aspects: Sequence[Aspect]) -> list[Reading]:
        cut = [_units(text) for text in texts]
        flat = [
            text[unit.start : unit.end]
            for text, units in zip(texts, cut, strict=True)
            for unit in units
        ]
        found = iter(self._read(flat, AspectFinder(aspects)))
        read = [[next(found) for _ in units] for units in cut]
        wholes = self._wholes(texts, cut, read)
        return [
            _reading(text, units, each, whole)
            for text, units, each, whole in zip(texts, cut, read, wholes, strict=True)
        ]

    def judge(
        self, texts: Sequence[str], spans: Sequence[Sequence[Span]]
    ) -> list[list[tuple[float, float, float]]]:
        """Each span within its clause, as it is read."""
        asked = [
            _within(text, units, span)
            for text, units, each in zip(texts, map(_units, texts), spans, strict=True)
            for span in each
        ]
        judged = iter(
            self._load().judge([text for text, _ in asked], [[span] for _, span in asked])
            if asked
            else []
        )
        return [[next(judged)[0] for _ in each] for each in spans]

    def _read(self, flat: Sequence[str], finder: AspectFinder) -> "list[Read]":
        """Reads each different clause once, the longest together, so that little is padding."""
        if not flat:
            return []
        inference = self._load()
        different = sorted(set(flat), key=len)
        read: dict[str, Read] = {}
        for start in range(0, len(different), BATCH):
            part = different[start : start + BATCH]
            read.update(zip(part, inference.read(part, finder), strict=True))
        return [read[clause] for clause in flat]

    def _wholes(
        self,
        texts: Sequence[str],
        cut: "Sequence[Sequence[Unit]]",
        read: "Sequence[Sequence[Read]]",
    ) -> "list[Whole]":
        """What each review says as a whole. Two clauses say together what neither says alone, so
        they are read once more in parts of several; a review of one clause has been read."""
        parts = [
            _parts(text, [unit.sentence for unit in units]) if len(units) > 1 else []
            for text, units in zip(texts, cut, strict=True)
        ]
        flat = [
            text[start:end] for text, each in zip(texts, parts, strict=True) for start, end in each
        ]
        found = iter(self._load().sentiment(flat) if flat else [])
        return [
            _mean([(next(found), end - start) for start, end in each])
            if each
            else _mean([((of.polarity, of.strength), 1) for of in alone])
            for each, alone in zip(parts, read, strict=True)
        ]

    def _load(self) -> "Inference":
        from .inference import Inference

        with self._lock:
            if self._loaded is None:
                self._loaded = Inference(self._weights, self.encoder, self.threads)
            return self._loaded

    def check(self) -> list[CheckMessage]:
        try:
            told = self._weights.told
        except ReaderError as error:
            hint = "pip install shopguide[models], or change OPTIONS of the reader."
            return [Error(str(error), hint=hint, id="shopguide.E205")]
        return TransformerEncoder(self.encoder or told.encoder).check()


@dataclass(frozen=True)
class Unit:
    """What the network reads at once: a clause, so that "but the screen is dim" does not colour the
    battery before it."""

    sentence: Span
    start: int
    end: int


def _units(text: str) -> list[Unit]:
    return [
        Unit(sentence, *clause)
        for sentence in sentences(text)
        for clause in clauses(text, sentence)
    ]


def _within(text: str, units: Sequence[Unit], span: Span) -> tuple[str, Span]:
    """The clause around a span and the span in it; the whole text where none holds it."""
    start, end = next(
        ((unit.start, unit.end) for unit in units if unit.start <= span[0] and span[1] <= unit.end),
        (0, len(text)),
    )
    return text[start:end], (span[0] - start, span[1] - start)


def _reading(text: str, units: Sequence[Unit], read: "Sequence[Read]", whole: "Whole") -> Reading:
    strengths: dict[Span, list[tuple[float, int]]] = {}
    opinions = []
    for unit, of in zip(units, read, strict=True):
        strengths.setdefault(unit.sentence, []).append((of.strength, unit.end - unit.start))
        opinions += [_opinion(found, words, unit) for found, words in _with_words(of)]
    polarity, strength = whole
    best = max(range(3), key=lambda k: polarity[k])
    return Reading(
        language=language_of(text),
        sentiment=strength,
        label=best - 1,
        probability=polarity[best],
        sentences=tuple(
            Sentence(span, sum(s * n for s, n in told) / sum(n for _, n in told))
            for span, told in strengths.items()
        ),
        opinions=tuple(opinions),
    )


def _parts(text: str, spans: Sequence[Span]) -> list[Span]:
    """A review in parts of several sentences, as long as the network can read, the first few."""
    parts: list[Span] = []
    for start, end in dict.fromkeys(spans):
        if parts and _room(text[parts[-1][0] : end]):
            parts[-1] = (parts[-1][0], end)
        elif len(parts) == PARTS:
            break
        else:
            parts.append((start, end))
    return parts


def _room(text: str) -> bool:
    # A Chinese character is about two thirds of a token, a Latin one a quarter.
    return len(text.encode()) < 360


def _mean(told: "Sequence[tuple[Whole, int]]") -> "Whole":
    """The mean of parts, each by its length."""
    total = sum(length for _, length in told)
    if not total:
        return (0.0, 1.0, 0.0), 0.0
    negative, neutral, positive = (
        sum(polarity[k] * length for (polarity, _), length in told) / total for k in range(3)
    )
    strength = sum(strength * length for (_, strength), length in told) / total
    return (negative, neutral, positive), strength


def _with_words(read: "Read") -> "list[tuple[Found, list[Span]]]":
    """Each term with the opinion words that are nearer to it than to any other."""
    words: list[list[Span]] = [[] for _ in read.terms]
    for word in read.words:
        if read.terms:
            gaps = [_gap(word, found.span) for found in read.terms]
            words[gaps.index(min(gaps))].append(word)
    return list(zip(read.terms, words, strict=True))


def _gap(one: Span, other: Span) -> int:
    return max(one[0] - other[1], other[0] - one[1], 0)


def _opinion(found: "Found", words: Sequence[Span], unit: Unit) -> Opinion:
    at = unit.start
    return Opinion(
        span=(at + found.span[0], at + found.span[1]),
        aspect=found.aspect,
        polarity=found.sign,
        probability=found.probability,
        sentence=unit.sentence,
        words=tuple((at + start, at + end) for start, end in words),
    )
