"""Pictures as vectors: the packaged EfficientNet, or any vision model of transformers."""

import hashlib
import json
from collections.abc import Sequence
from functools import cached_property
from threading import Lock

import numpy as np
from django.core.checks import CheckMessage, Error
from numpy.typing import NDArray

from . import efficientnet, weights
from .base import EncoderError, PictureEncoder
from .efficientnet import EfficientNet
from .model_folder import ModelFolder
from .packaged import PREFIX
from .pictures import Picture, open_picture
from .vision import VisionModel, width_of

DEFAULT = f"{PREFIX}{efficientnet.NAME}"
#: Pictures in one call of the model.
BATCH = 16
#: Rises when the same picture is prepared otherwise than before.
EDITION = 1


class ImageEncoder(PictureEncoder):
    """Features of a picture, pooled over its places and normalised.

    ``model``: "packaged:efficientnet-lite0" (the default, 1280 wide), a folder, or a hub name such
    as "openai/clip-vit-base-patch32". ``hub_revision``: a commit of the hub. ``threads``: of torch,
    all cores if not given. Weights are loaded on first use, after a worker has forked; code that
    comes with a model is never run.
    """

    def __init__(
        self, model: str = DEFAULT, *, hub_revision: str | None = None, threads: int | None = None
    ) -> None:
        if model.startswith(PREFIX) and model != DEFAULT:
            raise TypeError(f"the packaged model of pictures is {DEFAULT!r}, not {model!r}")
        self.model = model
        self.threads = threads
        self._place = ModelFolder(model, hub_revision, DEFAULT)
        self._lock = Lock()
        self._loaded: EfficientNet | VisionModel | None = None

    @property
    def is_packaged(self) -> bool:
        return self.model == DEFAULT

    @property
    def dimensions(self) -> int:
        if self.is_packaged:
            efficientnet.weights_file()
            return efficientnet.DIMENSIONS
        width = width_of(self._place.config)
        if width is None:
            raise self._place.missing("its config.json tells no width of a vision model")
        return width

    @cached_property
    def revision(self) -> str:
        name = self.model.removeprefix(PREFIX).rstrip("/").rpartition("/")[2]
        told = json.dumps([self._mark(), EDITION])
        return f"{name[:80]}@{hashlib.sha256(told.encode()).hexdigest()[:16]}"

    def _mark(self) -> str:
        if self.is_packaged:
            efficientnet.weights_file()
            return efficientnet.DIGEST
        return weights.digest(self._place.whole())

    def encode_pictures(self, pictures: Sequence[Picture]) -> NDArray[np.float32]:
        vectors = np.empty((len(pictures), self.dimensions), dtype=np.float32)
        if not len(pictures):
            return vectors
        model = self._load()
        for start in range(0, len(pictures), BATCH):
            # One picture at a time is open: the largest one allowed takes a hundred megabytes.
            batch = [
                model.prepared(open_picture(picture, model.side))
                for picture in pictures[start : start + BATCH]
            ]
            vectors[start : start + BATCH] = _normalised(model(batch))
        return vectors

    def _load(self) -> EfficientNet | VisionModel:
        with self._lock:
            if self._loaded is None:
                self._loaded = self._read_weights()
            return self._loaded

    def _read_weights(self) -> EfficientNet | VisionModel:
        import torch

        if self.threads:
            torch.set_num_threads(self.threads)
        try:
            return EfficientNet() if self.is_packaged else VisionModel(self._place.whole())
        except EncoderError:
            raise
        except Exception as error:
            # transformers, safetensors and torch each raise their own kinds.
            raise self._place.missing(f"its files cannot be loaded ({error})"[:500]) from error

    def check(self) -> list[CheckMessage]:
        try:
            if self.is_packaged:
                efficientnet.weights_file()
            elif self._place.is_path:
                _ = self.dimensions, self._place.whole()
        except EncoderError as error:
            hint = "pip install shopguide[images], or change OPTIONS of the encoder."
            return [Error(str(error), hint=hint, id="shopguide.E202")]
        return []


def _normalised(features: NDArray[np.float32]) -> NDArray[np.float32]:
    lengths = np.linalg.norm(features, axis=1, keepdims=True)
    normalised: NDArray[np.float32] = features / np.maximum(lengths, 1e-12)
    return normalised
