"""The contract of every encoder: texts or pictures in, vectors out."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import ClassVar, Literal

import numpy as np
from django.core.checks import CheckMessage
from numpy.typing import NDArray

from .pictures import Picture

Kind = Literal["query", "passage"]


class EncoderError(Exception):
    """No text can be encoded now: model files are absent, truncated or of another width.

    The message names the setting and the remedy.
    """


class Encoder(ABC):
    """Turns texts into vectors whose cosine tells how alike they are."""

    modality: ClassVar[str] = "text"

    @property
    @abstractmethod
    def dimensions(self) -> int:
        """Width of the vectors, read without loading weights. Raises EncoderError."""

    @property
    @abstractmethod
    def revision(self) -> str:
        """At most 120 characters that change whenever the vectors would. Raises EncoderError."""

    @abstractmethod
    def encode(self, texts: Sequence[str], *, kind: Kind = "passage") -> NDArray[np.float32]:
        """Vectors of shape (len(texts), dimensions), L2-normalised. Raises EncoderError."""

    def check(self) -> list[CheckMessage]:
        """What can be known to be wrong without loading weights."""
        return []


class PictureEncoder(Encoder):
    """Turns pictures into vectors whose cosine tells how alike they look."""

    modality = "image"

    @abstractmethod
    def encode_pictures(self, pictures: Sequence[Picture]) -> NDArray[np.float32]:
        """Vectors of shape (len(pictures), dimensions), L2-normalised. Raises EncoderError, and
        PictureError where one of them cannot be read."""

    def encode(self, texts: Sequence[str], *, kind: Kind = "passage") -> NDArray[np.float32]:
        raise EncoderError(
            f'{type(self).__name__} reads pictures and no texts; name another of SHOPGUIDE["ENCODERS"] '
            "as the guide's encoder."
        )
