"""Questions and passages through the network. Imported by the process that judges."""

import os
from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor
from transformers import AutoTokenizer

from shopguide.encoders.base import Kind
from shopguide.encoders.batches import by_length
from shopguide.encoders.torch_model import shared
from shopguide.encoders.transformer import CHARACTERS_PER_TOKEN, TransformerEncoder
from shopguide.encoders.upper import load_into

from .network import RerankNetwork
from .overlap import overlap
from .weights import TENSORS, Weights, missing

#: Padded tokens of passages in one pass.
TOKENS = 2048


class Inference:
    """Weights in memory. Raises RerankerError if they cannot be loaded."""

    def __init__(self, weights: Weights, encoder: str | None, threads: int | None) -> None:
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        if threads:
            torch.set_num_threads(threads)
        self.told = weights.told
        folder = weights.encoder_folder(encoder)
        self.prefixes = TransformerEncoder(encoder or self.told.encoder).prefixes
        try:
            self.tokenizer = AutoTokenizer.from_pretrained(str(folder))
            self.network = RerankNetwork(shared(folder), self.told.lower)
            load_into(self.network, self.network.trained(), weights.folder / TENSORS)
        except Exception as error:
            # transformers, tokenizers, safetensors and torch each raise their own kinds.
            raise missing(str(weights.folder), f"it cannot be loaded ({error})"[:500]) from error
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self.network.to(self.device).eval()

    @torch.inference_mode()
    def scores(self, question: str, passages: Sequence[str]) -> list[float]:
        """A probability for each passage."""
        ids = self._ids("query", [question], self.told.question)
        asked, asked_mask = self._padded(ids)
        asked = self.network.frozen(asked, asked_mask)
        asked_alone = self.network.alone(asked, asked_mask)
        ids = self._ids("passage", passages, self.told.passage)
        scores = [0.0] * len(passages)
        for batch in by_length([len(each) for each in ids], TOKENS):
            states, mask = self._padded([ids[i] for i in batch])
            states = self.network.frozen(states, mask)
            near = self.network.alone(states, mask) @ asked_alone[0]
            shared = torch.tensor([overlap(question, passages[i]) for i in batch]).to(near)
            logits = self.network(
                asked.expand(len(batch), -1, -1), asked_mask.expand(len(batch), -1), states, mask,
                torch.stack([near, shared], dim=1),
            )  # fmt: skip
            found = torch.sigmoid(self.told.slope * logits + self.told.shift).tolist()
            for i, score in zip(batch, found, strict=True):
                scores[i] = score
        return scores

    def _ids(self, kind: Kind, texts: Sequence[str], longest: int) -> list[list[int]]:
        # A token is hardly ever longer, so more of a text is never read.
        most = longest * CHARACTERS_PER_TOKEN
        cut = [self.prefixes[kind] + text[:most] for text in texts]
        found: Any = self.tokenizer(cut, truncation=True, max_length=longest)["input_ids"]
        return list(found)

    def _padded(self, ids: Sequence[Sequence[int]]) -> tuple[Tensor, Tensor]:
        width = max(map(len, ids))
        pad = self.tokenizer.pad_token_id or 0
        padded = torch.tensor([[*each, *[pad] * (width - len(each))] for each in ids])
        lengths = torch.tensor([len(each) for each in ids])
        mask = (torch.arange(width)[None] < lengths[:, None]).long()
        return padded.to(self.device), mask.to(self.device)
