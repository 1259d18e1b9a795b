"""A vision model of transformers: pictures in, its own pooled features out."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from .base import EncoderError

if TYPE_CHECKING:
    from PIL.Image import Image

#: What a model without a preprocessor_config.json gets.
MEAN, DEVIATION = (0.5, 0.5, 0.5), (0.5, 0.5, 0.5)


def width_of(config: dict[str, Any]) -> int | None:
    """The width of the features that ``VisionModel`` gives, as far as a config.json tells it."""
    # CLIP and its like project pictures into the space of texts.
    width = config.get("projection_dim")
    if width is None:
        inner = config.get("vision_config") or config
        sizes = inner.get("hidden_sizes") or [inner.get("hidden_size") or inner.get("hidden_dim")]
        width = sizes[-1]
    return width if isinstance(width, int) else None


class VisionModel:
    """Any model of ``AutoModel`` that reads pixels: ViT, DINOv2, ConvNeXt, ResNet, CLIP, SigLIP.

    Pictures are prepared by what preprocessor_config.json says of size, crop and normalisation.
    """

    def __init__(self, folder: Path) -> None:
        import torch

        from .torch_model import load

        self.model = load(folder)
        told = _told(folder)
        self.side = _side(told) or _image_size(self.model.config)
        self.squeezed = not told.get("do_center_crop", False)
        self.mean = np.asarray(told.get("image_mean") or MEAN, dtype=np.float32)
        self.deviation = np.asarray(told.get("image_std") or DEVIATION, dtype=np.float32)
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self.model.to(self.device)

    def prepared(self, image: "Image") -> NDArray[np.float32]:
        from .efficientnet import middle

        sized = (
            image.resize((self.side, self.side)) if self.squeezed else middle(image, self.side, 1)
        )
        pixels = np.asarray(sized, dtype=np.float32) / 255
        normalised = (pixels - self.mean) / self.deviation
        return normalised.transpose(2, 0, 1).astype(np.float32)

    def __call__(self, pictures: Sequence[NDArray[np.float32]]) -> NDArray[np.float32]:
        import torch

        with torch.inference_mode():
            batch = torch.from_numpy(np.stack(pictures)).to(self.device)
            features = _features(self.model, batch)
        pooled: NDArray[np.float32] = features.float().cpu().numpy()
        return pooled


def _features(model: Any, batch: Any) -> Any:
    """Of shape (n, width): the projection where there is one, else what the model pools itself,
    else the mean over places."""
    if hasattr(model, "get_image_features"):
        found = model.get_image_features(pixel_values=batch)
        return getattr(found, "pooler_output", found)
    told = model(pixel_values=batch)
    if (pooled := getattr(told, "pooler_output", None)) is not None:
        return pooled.flatten(1)
    states = told.last_hidden_state
    return states.mean(1) if states.ndim == 3 else states.mean((2, 3))


def _told(folder: Path) -> dict[str, Any]:
    file = folder / "preprocessor_config.json"
    if not file.is_file():
        return {}
    try:
        read: dict[str, Any] = json.loads(file.read_text())
    except ValueError as error:
        raise EncoderError(f"{file} cannot be read ({error}); fetch the model again.") from error
    return read


def _side(told: dict[str, Any]) -> int | None:
    size = told.get("crop_size") if told.get("do_center_crop") else told.get("size")
    if isinstance(size, dict):
        size = size.get("height") or size.get("shortest_edge")
    return size if isinstance(size, int) else None


def _image_size(config: Any) -> int:
    inner = getattr(config, "vision_config", config)
    size = getattr(inner, "image_size", 224)
    return int(size[0] if isinstance(size, list | tuple) else size)
