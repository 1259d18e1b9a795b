"""Any BERT-family model as a sentence encoder.

Mean pooling under the attention mask and cosine similarity, as in Reimers & Gurevych,
"Sentence-BERT" (EMNLP 2019).
"""

import hashlib
import json
import os
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from django.core.checks import CheckMessage, Error
from numpy.typing import NDArray

from shopguide.conf import settings

from . import packaged, weights
from .base import Encoder, EncoderError, Kind
from .batches import by_length
from .model_folder import ModelFolder

DEFAULT = "packaged:multilingual-e5-small"
#: Prefixes that the E5 models were trained with.
E5_PREFIXES = ("query: ", "passage: ")
#: Padded tokens in one call of the model: few long texts or many short ones.
TOKENS = 4096
#: A token is hardly ever longer than this many characters, so more of them are never read.
CHARACTERS_PER_TOKEN = 16


class TransformerEncoder(Encoder):
    """A transformers model by folder, hub name or ``packaged:`` name.

    ``model``: "packaged:multilingual-e5-small" (the default, Chinese and English in one space),
    "packaged:all-minilm-l6-v2" (English), a folder, or a hub name such as "bert-base-uncased".
    ``query_prefix``, ``passage_prefix``: what the model expects before a text; E5's own for an E5
    model, nothing for others. ``max_length``: tokens read of a text. ``runtime``: "torch", or
    "onnx-int8" for ONNX Runtime with 8-bit weights. ``threads``: of torch, all cores if not given.
    ``hub_revision``: a commit of the hub, to pin a model by name.

    Weights are loaded on first use, after a worker has forked, from safetensors only; code that
    comes with a model is never run.
    """

    def __init__(
        self,
        model: str = DEFAULT,
        *,
        query_prefix: str | None = None,
        passage_prefix: str | None = None,
        max_length: int = 256,
        runtime: str = "torch",
        threads: int | None = None,
        hub_revision: str | None = None,
    ) -> None:
        if runtime not in ("torch", "onnx-int8"):
            raise TypeError(f"runtime is 'torch' or 'onnx-int8', not {runtime!r}")
        of_e5 = E5_PREFIXES if "e5" in Path(model).name.lower() else ("", "")
        self.model = model
        self.prefixes: dict[Kind, str] = {
            "query": of_e5[0] if query_prefix is None else query_prefix,
            "passage": of_e5[1] if passage_prefix is None else passage_prefix,
        }
        self.max_length = max_length
        self.runtime = runtime
        self.threads = threads
        self._place = ModelFolder(model, hub_revision, DEFAULT)
        self._lock = Lock()
        self._loaded: tuple[Any, Any] | None = None

    @property
    def folder(self) -> Path:
        """Where the model lies on this machine. Raises EncoderError."""
        return self._place.folder

    @property
    def config(self) -> dict[str, Any]:
        return self._place.config

    @property
    def dimensions(self) -> int:
        width = self.config.get("hidden_size") or self.config.get("dim")
        if not isinstance(width, int):
            raise self._place.missing("its config.json has no hidden_size")
        return width

    @cached_property
    def revision(self) -> str:
        name = self.model.removeprefix(packaged.PREFIX).rstrip("/").rpartition("/")[2]
        told = json.dumps([self.mark, self.prefixes, self.max_length, self.runtime])
        return f"{name[:80]}@{hashlib.sha256(told.encode()).hexdigest()[:16]}"

    @cached_property
    def mark(self) -> str:
        """What tells these weights from others. Raises EncoderError."""
        converted = packaged.mark(self.folder)
        if converted is not None:
            return converted
        return weights.digest(self._place.whole())

    def encode(self, texts: Sequence[str], *, kind: Kind = "passage") -> NDArray[np.float32]:
        if not texts:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        tokenizer, model = self._load()
        longest = self.max_length * CHARACTERS_PER_TOKEN
        prefix = self.prefixes[kind]
        # A lone surrogate is no text that a tokenizer could read.
        cut = [prefix + text[:longest].encode("utf-8", "replace").decode() for text in texts]
        ids = tokenizer(
            cut, truncation=True, max_length=self.max_length, add_special_tokens=True,
            return_attention_mask=False, return_token_type_ids=False,
        )["input_ids"]  # fmt: skip
        vectors = np.empty((len(texts), self.dimensions), dtype=np.float32)
        for batch in by_length([len(each) for each in ids], TOKENS):
            padded, mask = _padded([ids[i] for i in batch], tokenizer.pad_token_id or 0)
            vectors[batch] = model(padded, mask)
        return vectors

    def _load(self) -> tuple[Any, Any]:
        with self._lock:
            if self._loaded is None:
                self._loaded = self._read_weights()
            return self._loaded

    def _read_weights(self) -> tuple[Any, Any]:
        # No request leaves for a folder that is already here, and no thread pool outlives a fork.
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        from transformers import AutoTokenizer

        folder = self._place.whole()
        try:
            tokenizer = AutoTokenizer.from_pretrained(str(folder), trust_remote_code=False)
            if self.runtime == "onnx-int8":
                from .onnx import OnnxModel

                return tokenizer, OnnxModel.of(folder, self.revision, self.threads)
            from .torch_model import TorchModel

            return tokenizer, TorchModel(folder, self.threads)
        except EncoderError:
            raise
        except Exception as error:
            # transformers, tokenizers, safetensors and torch each raise their own kinds.
            raise self._place.missing(f"its files cannot be loaded ({error})"[:500]) from error

    def check(self) -> list[CheckMessage]:
        try:
            if self.model.startswith(packaged.PREFIX):
                packaged.folder_of(self.model, settings["MODEL_DIR"], convert=False)
            elif self._place.is_path:
                _ = self.dimensions, self._place.whole()
        except EncoderError as error:
            hint = "pip install shopguide[models], or change OPTIONS of the encoder."
            return [Error(str(error), hint=hint, id="shopguide.E201")]
        return []


def _padded(ids: Sequence[Sequence[int]], pad: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Token ids and their mask, each of shape (texts, longest)."""
    width = max(map(len, ids))
    padded = np.full((len(ids), width), pad, dtype=np.int64)
    mask = np.zeros((len(ids), width), dtype=np.int64)
    for row, each in enumerate(ids):
        padded[row, : len(each)] = each
        mask[row, : len(each)] = 1
    return padded, mask
