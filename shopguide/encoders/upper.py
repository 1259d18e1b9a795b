"""Upper layers that were trained for a task on top of an encoder, in a folder of their own.

A safetensors file holds what was trained, in half precision, and a JSON file beside it says what it
goes with; the encoder's lower layers and its tokenizer stay where they are.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Self

from . import weights
from .base import EncoderError
from .transformer import TransformerEncoder

if TYPE_CHECKING:
    from torch import Tensor, nn


#: The weights that come with shopguide.
PACKAGED = "packaged"


class AnotherEncoderError(EncoderError):
    """The encoder is there, but is not the one that the layers were trained on."""


@dataclass(frozen=True)
class UpperWeights:
    """A folder that was read but not loaded. ``told`` has the fields ``encoder`` and ``mark``, of the
    encoder whose lower layers are used, and what else the task needs."""

    folder: Path
    told: Any
    digest: str

    #: The key of SHOPGUIDE that names such weights, and the command that makes them.
    setting: ClassVar[str]
    command: ClassVar[str]
    packaged: ClassVar[Path]
    tensors: ClassVar[str]
    #: Rises when the same weights answer otherwise than before.
    edition: ClassVar[str]
    error: ClassVar[type[Exception]]

    @staticmethod
    def read_told(text: str) -> Any:
        """What the JSON file says. Raises ValueError, TypeError or KeyError for anything else."""
        raise NotImplementedError

    @classmethod
    def of(cls, name: str) -> Self:
        """Raises ``error`` where a file is missing, truncated or not understood."""
        folder = cls.packaged if name == PACKAGED else Path(name).expanduser()
        file = (folder / cls.tensors).with_suffix(".json")
        try:
            told = cls.read_told(file.read_text())
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise cls.missing(name, f"{file} cannot be read ({error})") from error
        if wrong := weights.fault(folder):
            raise cls.missing(name, wrong)
        return cls(folder, told, weights.file_digest(folder / cls.tensors))

    @classmethod
    def missing(cls, name: str, why: str) -> Exception:
        return cls.error(
            f'SHOPGUIDE["{cls.setting}"] names the weights {name!r}, but {why}; give '
            f'OPTIONS["weights"] a folder that {cls.command} wrote, or {PACKAGED!r}.'
        )

    @property
    def revision(self) -> str:
        told = json.dumps([self.edition, self.digest, asdict(self.told)], sort_keys=True)
        name = PACKAGED if self.folder == self.packaged else self.folder.name[:80]
        return f"{name}@{sha256(told.encode()).hexdigest()[:16]}"

    def encoder_folder(self, model: str | None) -> Path:
        """Where the encoder lies that these weights were trained on; ``model`` instead of the name
        in them. Raises ``error`` where it is absent or another one."""
        name = model or self.told.encoder
        try:
            return encoder_folder(name, self.told.mark)
        except AnotherEncoderError as error:
            raise self.error(
                f'SHOPGUIDE["{self.setting}"] names the encoder {name!r}, whose weights are not '
                f"those that {self.folder} was trained on; give OPTIONS the encoder of that "
                f"training, or train again with {self.command}."
            ) from error
        except EncoderError as error:
            raise self.error(
                f'SHOPGUIDE["{self.setting}"] needs the encoder {name!r}: {error}'
            ) from error


def encoder_folder(model: str, mark: str) -> Path:
    """Where the encoder lies whose mark is ``mark``. Raises EncoderError, AnotherEncoderError where
    its weights are others."""
    encoder = TransformerEncoder(model)
    folder = encoder.folder
    if encoder.mark != mark:
        raise AnotherEncoderError(f"{model!r} has other weights")
    return folder


def save(file: Path, trained: "Mapping[str, Tensor]", told: Mapping[str, Any]) -> None:
    """Write ``file`` (``….safetensors``) and what goes with it (``….json``). Half precision: 16 bits
    say all that training has learned."""
    from safetensors.torch import save_file

    file.parent.mkdir(parents=True, exist_ok=True)
    save_file({k: v.detach().half().contiguous() for k, v in trained.items()}, file)
    # The library leaves it to its owner alone; a web server is another user.
    file.chmod(0o644)
    file.with_suffix(".json").write_text(json.dumps(told, indent=1) + "\n")


def load_into(network: "nn.Module", trained: Mapping[str, Any], file: Path) -> None:
    """Fill the parameters ``trained`` of ``network`` from ``file``. Raises ValueError where a name is
    in only one of both."""
    from safetensors.torch import load_file

    stored = {k: v.float() for k, v in load_file(file).items()}
    if unlike := set(stored) ^ set(trained):
        raise ValueError(f"{sorted(unlike)[0]} is in only one of file and network")
    network.load_state_dict(stored, strict=False)
