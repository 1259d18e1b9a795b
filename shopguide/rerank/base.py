"""The contract of every reranker: a question and passages in, probabilities out."""

from abc import ABC, abstractmethod
from collections.abc import Sequence

from django.core.checks import CheckMessage


class RerankerError(Exception):
    """No passage can be judged now: model files are absent, truncated or do not fit together.

    The message names the setting and the remedy.
    """


class Reranker(ABC):
    """Judges whether a passage answers a question."""

    @property
    @abstractmethod
    def revision(self) -> str:
        """At most 120 characters that change whenever scores would. Raises RerankerError."""

    @abstractmethod
    def scores(self, question: str, passages: Sequence[str]) -> list[float]:
        """For each passage the probability, 0 to 1, that it answers ``question``. Below
        ``SHOPGUIDE["ANSWERABLE"]`` it does not. Raises RerankerError."""

    def check(self) -> list[CheckMessage]:
        """What can be known to be wrong without loading weights."""
        return []
