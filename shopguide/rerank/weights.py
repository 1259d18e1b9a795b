"""The trained part of a reranker on disk: ``reranker.safetensors``, what it goes with, and digests of
the questions that it was trained on."""

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from shopguide.encoders.upper import PACKAGED, UpperWeights

from .base import RerankerError

_PACKAGED = Path(__file__).resolve().parent / "weights"
#: Rises when the same weights judge the same passage otherwise than before.
JUDGING = "1"
TENSORS, TOLD, TRAINED = "reranker.safetensors", "reranker.json", "trained.txt"


@dataclass(frozen=True)
class Told:
    """What ``reranker.json`` says. ``mark`` is that of the encoder whose lower layers are used."""

    encoder: str
    mark: str
    lower: int
    #: Tokens read of each.
    question: int
    passage: int
    #: From logits to probabilities (Platt, 1999), fitted on questions that the layers did not see.
    slope: float
    shift: float


@dataclass(frozen=True)
class Weights(UpperWeights):
    """A folder that was read but not loaded."""

    told: Told

    setting, command = "RERANKERS", "shopguide_train_reranker"
    packaged, tensors, edition, error = _PACKAGED, TENSORS, JUDGING, RerankerError

    @staticmethod
    def read_told(text: str) -> Told:
        return Told(**json.loads(text))

    @cached_property
    def trained(self) -> frozenset[str]:
        """Digests of questions and products that must not be measured on. Raises RerankerError."""
        try:
            return frozenset((self.folder / TRAINED).read_text().split())
        except OSError as error:
            why = f"{self.folder / TRAINED} cannot be read ({error})"
            raise missing(str(self.folder), why) from error


missing = Weights.missing

__all__ = ["PACKAGED", "TENSORS", "TOLD", "TRAINED", "Told", "Weights", "missing"]
