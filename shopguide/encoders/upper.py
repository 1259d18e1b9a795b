"""Upper layers that were trained for a task on top of an encoder, in a folder of their own.

A safetensors file holds what was trained, in half precision, and a JSON file beside it says what it
goes with; the encoder's lower layers and its tokenizer stay where they are.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .base import EncoderError
from .transformer import TransformerEncoder

if TYPE_CHECKING:
    from torch import Tensor, nn


class AnotherEncoderError(EncoderError):
    """The encoder is there, but is not the one that the layers were trained on."""


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
