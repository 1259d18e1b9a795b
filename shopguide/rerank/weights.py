"""The trained part of a reranker on disk: ``reranker.safetensors``, what it goes with, and digests of
the questions that it was trained on."""

import json
from dataclasses import asdict, dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from shopguide.encoders import weights
from shopguide.encoders.base import EncoderError
from shopguide.encoders.upper import AnotherEncoderError, encoder_folder

from .base import RerankerError

#: The weights that come with shopguide.
PACKAGED = "packaged"
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
class Weights:
    """A folder that was read but not loaded."""

    folder: Path
    told: Told
    digest: str

    @classmethod
    def of(cls, name: str) -> "Weights":
        """Raises RerankerError where a file is missing, truncated or not understood."""
        folder = _PACKAGED if name == PACKAGED else Path(name).expanduser()
        try:
            found = Told(**json.loads((folder / TOLD).read_text()))
        except (OSError, ValueError, TypeError) as error:
            raise missing(name, f"{folder / TOLD} cannot be read ({error})") from error
        if wrong := weights.fault(folder):
            raise missing(name, wrong)
        return cls(folder, found, weights.file_digest(folder / TENSORS))

    @property
    def revision(self) -> str:
        told = json.dumps([JUDGING, self.digest, asdict(self.told)], sort_keys=True)
        name = "packaged" if self.folder == _PACKAGED else self.folder.name[:80]
        return f"{name}@{sha256(told.encode()).hexdigest()[:16]}"

    @cached_property
    def trained(self) -> frozenset[str]:
        """Digests of questions and products that must not be measured on. Raises RerankerError."""
        try:
            return frozenset((self.folder / TRAINED).read_text().split())
        except OSError as error:
            why = f"{self.folder / TRAINED} cannot be read ({error})"
            raise missing(str(self.folder), why) from error

    def encoder_folder(self, model: str | None) -> Path:
        """Where the encoder lies that these weights were trained on; ``model`` instead of the name
        in them. Raises RerankerError where it is absent or another one."""
        name = model or self.told.encoder
        try:
            return encoder_folder(name, self.told.mark)
        except AnotherEncoderError as error:
            raise RerankerError(
                f'SHOPGUIDE["RERANKERS"] names the encoder {name!r}, whose weights are not '
                f"those that {self.folder} was trained on; give OPTIONS the encoder of that "
                "training, or train again with shopguide_train_reranker."
            ) from error
        except EncoderError as error:
            raise RerankerError(
                f'SHOPGUIDE["RERANKERS"] needs the encoder {name!r}: {error}'
            ) from error


def missing(name: str, why: str) -> RerankerError:
    return RerankerError(
        f'SHOPGUIDE["RERANKERS"] names the weights {name!r}, but {why}; give OPTIONS["weights"] a '
        f"folder that shopguide_train_reranker wrote, or {PACKAGED!r}."
    )
