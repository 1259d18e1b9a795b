"""The model under torch. Imported by the process that encodes and by nobody else."""

from pathlib import Path
from threading import Lock
from typing import Any
from weakref import WeakValueDictionary

import numpy as np
import torch
from numpy.typing import NDArray
from transformers import AutoConfig, AutoModel
from transformers.utils import logging

#: Architectures that take ``add_pooling_layer``; what it adds is not used and may be absent.
POOLED = {"bert", "roberta", "xlm-roberta", "camembert", "mpnet", "ernie"}


def load(folder: Path) -> Any:
    """A model in float32, ready for inference, from safetensors only."""
    shows_progress, verbosity = logging.is_progress_bar_enabled(), logging.get_verbosity()
    # It reports the pooling layer that is left out on purpose.
    logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        config = AutoConfig.from_pretrained(str(folder), trust_remote_code=False)
        without_pooling = {"add_pooling_layer": False} if config.model_type in POOLED else {}
        model = AutoModel.from_pretrained(
            str(folder),
            config=config,
            use_safetensors=True,
            trust_remote_code=False,
            dtype=torch.float32,
            **without_pooling,
        )
    finally:
        logging.set_verbosity(verbosity)
        if shows_progress:
            logging.enable_progress_bar()  # type: ignore[no-untyped-call]
    return model.eval()


_shared: "WeakValueDictionary[tuple[str, int], Any]" = WeakValueDictionary()
_lock = Lock()


def shared(folder: Path) -> Any:
    """``load``, once for all in this process that read with the model and never change it: the default
    encoder takes half a gigabyte."""
    file = max(path.stat().st_mtime_ns for path in folder.glob("*.safetensors"))
    with _lock:
        model = _shared.get((str(folder), file))
        if model is None:
            model = _shared[str(folder), file] = load(folder)
        return model


class TorchModel:
    """Token ids and mask in, normalised vectors out."""

    def __init__(self, folder: Path, threads: int | None) -> None:
        if threads:
            torch.set_num_threads(threads)
        self.model = shared(folder)
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self.model.to(self.device)

    @torch.inference_mode()
    def __call__(self, ids: NDArray[np.int64], mask: NDArray[np.int64]) -> NDArray[np.float32]:
        """``ids`` and ``mask`` of shape (n, tokens) → (n, dimensions)."""
        masked = torch.from_numpy(mask).to(self.device)
        # Without padding there is nothing to mask, and attention takes its faster path.
        given = None if mask.all() else masked
        states = self.model(
            input_ids=torch.from_numpy(ids).to(self.device), attention_mask=given
        ).last_hidden_state
        weights = masked.unsqueeze(-1).to(states.dtype)
        pooled = (states * weights).sum(1) / weights.sum(1).clamp(min=1)
        vectors: NDArray[np.float32] = torch.nn.functional.normalize(pooled, dim=1).cpu().numpy()
        return vectors
