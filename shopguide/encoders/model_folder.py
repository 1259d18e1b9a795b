"""A model by folder, hub name or ``packaged:`` name, as a folder of this machine."""

import json
from functools import cached_property
from pathlib import Path
from typing import Any

from shopguide.conf import settings

from . import hub, packaged, weights
from .base import EncoderError


class ModelFolder:
    """Where a model lies, read without loading weights. ``default`` is what a message recommends."""

    def __init__(self, model: str, hub_revision: str | None, default: str) -> None:
        self.model = model
        self.hub_revision = hub_revision
        self.default = default

    @cached_property
    def folder(self) -> Path:
        """Raises EncoderError."""
        if self.model.startswith(packaged.PREFIX):
            return packaged.folder_of(self.model, settings["MODEL_DIR"])
        if (local := Path(self.model).expanduser()).is_dir():
            return local
        if self.is_path:
            raise self.missing("the folder does not exist")
        return self._from_hub()

    @property
    def is_path(self) -> bool:
        """Whether the name can only be one of this machine."""
        return self.model.startswith((".", "/", "~"))

    def _from_hub(self) -> Path:
        from huggingface_hub.errors import HfHubHTTPError, HFValidationError

        try:
            folder = hub.config_folder(self.model, self.hub_revision)
            return hub.weights_folder(self.model, folder.name)
        except (HfHubHTTPError, HFValidationError, OSError) as error:
            raise self.missing(f"no hub gives it ({type(error).__name__})") from error

    def missing(self, why: str) -> EncoderError:
        return EncoderError(
            f'SHOPGUIDE["ENCODERS"] names the model {self.model!r}, but {why}; give OPTIONS["model"] '
            f"a folder with config.json and model.safetensors, a hub name, or {self.default!r}."
        )

    @cached_property
    def config(self) -> dict[str, Any]:
        try:
            read: dict[str, Any] = json.loads((self.folder / "config.json").read_text())
        except (OSError, ValueError) as error:
            raise self.missing(f"its config.json cannot be read ({error})") from error
        return read

    def whole(self) -> Path:
        """The folder, once its weights look complete. Raises EncoderError."""
        if wrong := weights.fault(self.folder):
            raise self.missing(wrong)
        return self.folder
