"""The trained part of a reader on disk: ``reader.safetensors`` and what it goes with."""

import json
from dataclasses import dataclass
from pathlib import Path

from shopguide.encoders.transformer import DEFAULT
from shopguide.encoders.upper import PACKAGED, UpperWeights

from .base import ReaderError

_PACKAGED = Path(__file__).resolve().parent / "weights"
#: Rises when the same weights read the same text otherwise than before.
READING = "2"
TENSORS, TOLD = "reader.safetensors", "reader.json"


@dataclass(frozen=True)
class Told:
    """What ``reader.json`` says. ``mark`` is that of the encoder whose lower layers are used."""

    encoder: str
    mark: str
    lower: int
    max_length: int
    #: How sure a token must be to be part of an aspect term, or to be an opinion word.
    term: float
    word: float
    aspects: tuple[str, ...]


@dataclass(frozen=True)
class Weights(UpperWeights):
    """A folder that was read but not loaded."""

    told: Told

    setting, command = "READERS", "shopguide_train_reader"
    packaged, tensors, edition, error = _PACKAGED, TENSORS, READING, ReaderError

    @staticmethod
    def read_told(text: str) -> Told:
        told = json.loads(text)
        told["aspects"] = tuple(told["aspects"])
        return Told(**told)


missing = Weights.missing

__all__ = ["DEFAULT", "PACKAGED", "TENSORS", "TOLD", "Told", "Weights", "missing"]
