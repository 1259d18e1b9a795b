"""The contract of every reader: review texts in, readings out."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.checks import CheckMessage

from shopguide.catalogue.guide import Aspect
from shopguide.text.language import Language

#: From start to before end, in characters of the text that was read.
Span = tuple[int, int]


class ReaderError(Exception):
    """No review can be read now: model files are absent, truncated or do not fit together.

    The message names the setting and the remedy.
    """


@dataclass(frozen=True)
class Sentence:
    """``sentiment`` is the probability of positive less that of negative."""

    span: Span
    sentiment: float


@dataclass(frozen=True)
class Opinion:
    """What a sentence says of one aspect term. ``polarity`` is -1, 0 or 1 and ``probability`` that
    of it; ``words`` are the spans that say so."""

    span: Span
    aspect: str
    polarity: int
    probability: float
    sentence: Span
    words: tuple[Span, ...] = ()


@dataclass(frozen=True)
class Reading:
    """A review, read. ``label`` is -1, 0 or 1 and ``probability`` that of it; ``sentiment`` is the
    probability of positive less that of negative."""

    language: Language
    sentiment: float
    label: int
    probability: float
    sentences: tuple[Sentence, ...] = ()
    opinions: tuple[Opinion, ...] = ()


class Reader(ABC):
    """Finds what reviews say of which aspect."""

    @property
    @abstractmethod
    def revision(self) -> str:
        """At most 120 characters that change whenever readings would. Raises ReaderError."""

    @abstractmethod
    def read(self, texts: Sequence[str], aspects: Sequence[Aspect]) -> list[Reading]:
        """One reading per text, whose opinions name only ``aspects`` or "other". Raises
        ReaderError."""

    @abstractmethod
    def judge(
        self, texts: Sequence[str], spans: Sequence[Sequence[Span]]
    ) -> list[list[tuple[float, float, float]]]:
        """For each text, the probabilities of negative, neutral and positive of the aspect terms at
        its ``spans``. Raises ReaderError."""

    def check(self) -> list[CheckMessage]:
        """What can be known to be wrong without loading weights."""
        return []
