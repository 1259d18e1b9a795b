"""Questions and passages through the network. Imported by the process that judges."""

import os
from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock
from typing import Any

import torch
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence
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
#: Passages of which is kept what the lower layers made: some 30 MB.
KEPT = 1000
#: States in half precision, (tokens, width), and the vector of the untouched encoder.
Read = tuple[Tensor, Tensor]


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
        self._lock = Lock()
        self._kept: OrderedDict[str, Read] = OrderedDict()

    @torch.inference_mode()
    def scores(self, question: str, passages: Sequence[str]) -> list[float]:
        """A probability for each passage."""
        ids = self._ids("query", [question], self.told.question)
        asked, asked_mask = self._padded(ids)
        asked = self.network.frozen(asked, asked_mask)
        near_to = self.network.alone(asked, asked_mask)[0]
        read = self._read(passages)
        scores = [0.0] * len(passages)
        for batch in by_length([len(states) for states, _ in read], TOKENS):
            states = pad_sequence([read[i][0] for i in batch], batch_first=True).float()
            mask = self._mask([len(read[i][0]) for i in batch])
            hints = torch.tensor(
                [[float(read[i][1] @ near_to), overlap(question, passages[i])] for i in batch]
            )
            logits = self.network(
                asked.expand(len(batch), -1, -1), asked_mask.expand(len(batch), -1), states, mask,
                hints.to(self.device),
            )  # fmt: skip
            found = torch.sigmoid(self.told.slope * logits + self.told.shift).tolist()
            for i, score in zip(batch, found, strict=True):
                scores[i] = score
        return scores

    def _read(self, passages: Sequence[str]) -> list[Read]:
        """What the lower layers make of passages. Those of a shop's policies and of a product that is
        asked about come again and again, so the last ones are kept."""
        with self._lock:
            read = {text: self._kept[text] for text in passages if text in self._kept}
        new = [text for text in dict.fromkeys(passages) if text not in read]
        ids = self._ids("passage", new, self.told.passage) if new else []
        for batch in by_length([len(each) for each in ids], TOKENS):
            padded, mask = self._padded([ids[i] for i in batch])
            states = self.network.frozen(padded, mask)
            vectors = self.network.alone(states, mask)
            for row, i in enumerate(batch):
                read[new[i]] = states[row, : len(ids[i])].half(), vectors[row].clone()
        with self._lock:
            for text in passages:
                self._kept[text] = read[text]
                self._kept.move_to_end(text)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return [read[text] for text in passages]

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
        return padded.to(self.device), self._mask([len(each) for each in ids])

    def _mask(self, lengths: Sequence[int]) -> Tensor:
        kept = torch.arange(max(lengths))[None] < torch.tensor(lengths)[:, None]
        return kept.long().to(self.device)
