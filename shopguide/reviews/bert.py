"""The reader that ships: BERT, trained on reviews in English and Chinese."""

from collections.abc import Sequence
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING

from django.core.checks import CheckMessage, Error

from shopguide.catalogue.guide import Aspect
from shopguide.encoders.transformer import TransformerEncoder
from shopguide.text.language import language_of

from .aspects import AspectFinder
from .base import Opinion, Reader, ReaderError, Reading, Sentence, Span
from .sentences import sentences
from .weights import PACKAGED, Weights

if TYPE_CHECKING:
    from .inference import Found, Inference, Read

#: Sentences in one call of the network, sorted by length within.
BATCH = 256


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
        cut = [sentences(text) for text in texts]
        flat = [
            text[start:end] for text, spans in zip(texts, cut, strict=True) for start, end in spans
        ]
        finder = AspectFinder(aspects)
        found = iter(self._read(flat, finder))
        return [
            _reading(text, spans, [next(found) for _ in spans])
            for text, spans in zip(texts, cut, strict=True)
        ]

    def judge(
        self, texts: Sequence[str], spans: Sequence[Sequence[Span]]
    ) -> list[list[tuple[float, float, float]]]:
        return self._load().judge(texts, spans) if texts else []

    def _read(self, flat: Sequence[str], finder: AspectFinder) -> "list[Read]":
        """Reads each different sentence once, the longest together, so that little is padding."""
        if not flat:
            return []
        inference = self._load()
        different = sorted(set(flat), key=len)
        read: dict[str, Read] = {}
        for start in range(0, len(different), BATCH):
            part = different[start : start + BATCH]
            read.update(zip(part, inference.read(part, finder), strict=True))
        return [read[sentence] for sentence in flat]

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


def _reading(text: str, spans: Sequence[Span], read: "Sequence[Read]") -> Reading:
    opinions = [
        _opinion(found, words, span)
        for span, of in zip(spans, read, strict=True)
        for found, words in _with_words(of)
    ]
    negative, neutral, positive = _whole(spans, read)
    label, probability = max(
        ((-1, negative), (0, neutral), (1, positive)), key=lambda each: each[1]
    )
    return Reading(
        language=language_of(text),
        sentiment=positive - negative,
        label=label,
        probability=probability,
        sentences=tuple(
            Sentence(span, of.polarity[2] - of.polarity[0])
            for span, of in zip(spans, read, strict=True)
        ),
        opinions=tuple(opinions),
    )


def _whole(spans: Sequence[Span], read: "Sequence[Read]") -> tuple[float, float, float]:
    """Negative, neutral and positive of a review: the mean of its sentences, each by its length."""
    weights = [end - start for start, end in spans]
    total = sum(weights)
    if not total:
        return 0.0, 1.0, 0.0
    negative, neutral, positive = (
        sum(w * of.polarity[k] for w, of in zip(weights, read, strict=True)) / total
        for k in range(3)
    )
    return negative, neutral, positive


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


def _opinion(found: "Found", words: Sequence[Span], sentence: Span) -> Opinion:
    at = sentence[0]
    best = max(range(3), key=lambda k: found.polarity[k])
    return Opinion(
        span=(at + found.span[0], at + found.span[1]),
        aspect=found.aspect,
        polarity=best - 1,
        probability=found.polarity[best],
        sentence=sentence,
        words=tuple((at + start, at + end) for start, end in words),
    )
