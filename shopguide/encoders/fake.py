"""An encoder for tests. It knows nothing of meaning and is never a default."""

from collections.abc import Sequence
from zlib import crc32

import numpy as np
from django.core.checks import CheckMessage, Warning
from numpy.typing import NDArray

from shopguide.text.clean import clean
from shopguide.text.segment import words

from .base import Encoder, Kind, PictureEncoder
from .pictures import Picture, open_picture


class FakeEncoder(Encoder):
    """Hashes words into a vector: texts that share words are near each other, nothing else is."""

    def __init__(self, dimensions: int = 384) -> None:
        self._dimensions = dimensions

    @property
    def dimensions(self) -> int:
        return self._dimensions

    @property
    def revision(self) -> str:
        return f"fake-{self._dimensions}"

    def encode(self, texts: Sequence[str], *, kind: Kind = "passage") -> NDArray[np.float32]:
        vectors = np.zeros((len(texts), self._dimensions), dtype=np.float32)
        for row, text in zip(vectors, texts, strict=True):
            for word in words(clean(text)):
                row[crc32(word.encode()) % self._dimensions] += 1
            row[0] += 0.01
            row /= np.linalg.norm(row)
        return vectors

    def check(self) -> list[CheckMessage]:
        return [
            Warning(
                'SHOPGUIDE["ENCODERS"] uses FakeEncoder, which knows nothing of meaning.',
                hint="Use shopguide.encoders.transformer.TransformerEncoder.",
                id="shopguide.W290",
            )
        ]


class FakePictureEncoder(PictureEncoder):
    """The colours of a picture on a coarse grid. For tests, as above."""

    def __init__(self, side: int = 4) -> None:
        self.side = side

    @property
    def dimensions(self) -> int:
        return 3 * self.side**2

    @property
    def revision(self) -> str:
        return f"fake-picture-{self.side}"

    def encode_pictures(self, pictures: Sequence[Picture]) -> NDArray[np.float32]:
        vectors = np.zeros((len(pictures), self.dimensions), dtype=np.float32)
        for row, picture in zip(vectors, pictures, strict=True):
            small = open_picture(picture, self.side).resize((self.side, self.side))
            row[:] = np.asarray(small, dtype=np.float32).reshape(-1) + 1
            row /= np.linalg.norm(row)
        return vectors

    def check(self) -> list[CheckMessage]:
        return [
            Warning(
                'SHOPGUIDE["ENCODERS"] uses FakePictureEncoder, which sees colours alone.',
                hint="Use shopguide.encoders.image.ImageEncoder.",
                id="shopguide.W293",
            )
        ]
