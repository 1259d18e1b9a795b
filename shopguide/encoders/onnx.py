"""The model under ONNX Runtime with 8-bit weights: faster on some processors, a little less exact."""

import tempfile
import warnings
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from shopguide.conf import settings

from .base import EncoderError
from .once import make_once

GRAPH = "model.onnx"


class OnnxModel:
    """Token ids and mask in, normalised vectors out, as TorchModel."""

    def __init__(self, path: Path, threads: int | None) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        if threads:
            options.intra_op_num_threads = threads
        self.session = onnxruntime.InferenceSession(
            str(path), options, providers=["CPUExecutionProvider"]
        )

    @classmethod
    def of(cls, folder: Path, revision: str, threads: int | None) -> "OnnxModel":
        """The model of a transformers folder, exported and quantised once into MODEL_DIR.

        Raises EncoderError where the packages for it are not installed.
        """
        made = settings["MODEL_DIR"] / "onnx" / revision
        if not (made / GRAPH).is_file():
            try:
                import onnx  # noqa: F401
                import onnxruntime  # noqa: F401
            except ImportError as error:
                raise EncoderError(
                    f'SHOPGUIDE["ENCODERS"] asks for runtime="onnx-int8", but {error.name} is not '
                    "installed: pip install shopguide[models]."
                ) from error
            make_once(made, GRAPH, lambda beside: _export(folder, beside))
        return cls(made / GRAPH, threads)

    def __call__(self, ids: NDArray[np.int64], mask: NDArray[np.int64]) -> NDArray[np.float32]:
        """``ids`` and ``mask`` of shape (n, tokens) → (n, dimensions)."""
        (states,) = self.session.run(None, {"input_ids": ids, "attention_mask": mask})
        weights = mask[:, :, None].astype(np.float32)
        pooled = (states * weights).sum(1) / np.maximum(weights.sum(1), 1)
        norm = np.linalg.norm(pooled, axis=1, keepdims=True)
        vectors: NDArray[np.float32] = (pooled / np.maximum(norm, 1e-12)).astype(np.float32)
        return vectors


def _export(folder: Path, beside: Path) -> None:
    """Write the quantised graph into ``beside``."""
    import torch
    from onnxruntime.quantization import QuantType, quantize_dynamic

    from .torch_model import load

    model = load(folder)

    class States(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.inner = model

        def forward(self, input_ids: Any, attention_mask: Any) -> Any:
            return self.inner(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state

    # Padded: an example without padding would be exported without its mask.
    ids, mask = torch.full((3, 9), 5), torch.ones((3, 9), dtype=torch.int64)
    mask[1, 6:], mask[2, 3:] = 0, 0
    batch, width = torch.export.Dim("batch", min=1), torch.export.Dim("width", min=2)
    shape = {0: batch, 1: width}
    with tempfile.TemporaryDirectory(dir=beside.parent) as scratch, warnings.catch_warnings():
        # torch's exporter warns of its own deprecations.
        warnings.simplefilter("ignore")
        exact = Path(scratch) / "f32.onnx"
        torch.onnx.export(
            States().eval(),
            (ids, mask),
            str(exact),
            input_names=["input_ids", "attention_mask"],
            output_names=["states"],
            dynamic_shapes=(shape, shape),
            dynamo=True,
            external_data=True,
            verbose=False,
        )
        quantize_dynamic(exact, beside / GRAPH, weight_type=QuantType.QInt8, per_channel=True)
