"""The trained part of a reader on disk: ``reader.safetensors`` and what it goes with."""

import json
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path

from shopguide.encoders import weights
from shopguide.encoders.base import EncoderError
from shopguide.encoders.transformer import DEFAULT
from shopguide.encoders.upper import AnotherEncoderError, encoder_folder

from .base import ReaderError

#: The weights that come with shopguide.
PACKAGED = "packaged"
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
class Weights:
    """A folder that was read but not loaded."""

    folder: Path
    told: Told
    digest: str

    @classmethod
    def of(cls, name: str) -> "Weights":
        """Raises ReaderError where a file is missing, truncated or not understood."""
        folder = _PACKAGED if name == PACKAGED else Path(name).expanduser()
        try:
            told = json.loads((folder / TOLD).read_text())
            told["aspects"] = tuple(told["aspects"])
            found = Told(**told)
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise missing(name, f"{folder / TOLD} cannot be read ({error})") from error
        if wrong := weights.fault(folder):
            raise missing(name, wrong)
        return cls(folder, found, weights.file_digest(folder / TENSORS))

    @property
    def revision(self) -> str:
        told = json.dumps([READING, self.digest, asdict(self.told)], sort_keys=True)
        name = "packaged" if self.folder == _PACKAGED else self.folder.name[:80]
        return f"{name}@{sha256(told.encode()).hexdigest()[:16]}"

    def encoder_folder(self, model: str | None) -> Path:
        """Where the encoder lies that these weights were trained on; ``model`` instead of the name
        in them. Raises ReaderError where it is absent or another one."""
        name = model or self.told.encoder
        try:
            return encoder_folder(name, self.told.mark)
        except AnotherEncoderError as error:
            raise ReaderError(
                f'SHOPGUIDE["READERS"] names the encoder {name!r}, whose weights are not '
                f"those that {self.folder} was trained on; give OPTIONS the encoder of that "
                "training, or train again with shopguide_train_reader."
            ) from error
        except EncoderError as error:
            raise ReaderError(
                f'SHOPGUIDE["READERS"] needs the encoder {name!r}: {error}'
            ) from error


def missing(name: str, why: str) -> ReaderError:
    return ReaderError(
        f'SHOPGUIDE["READERS"] names the weights {name!r}, but {why}; give OPTIONS["weights"] a '
        f"folder that shopguide_train_reader wrote, or {PACKAGED!r}."
    )


__all__ = ["DEFAULT", "PACKAGED", "TENSORS", "TOLD", "Told", "Weights", "missing"]
