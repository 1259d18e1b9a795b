"""Sentences through the network. Imported by the process that reads."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from transformers import AutoTokenizer

from shopguide.encoders.batches import by_length
from shopguide.encoders.upper import load_into

from .aspects import AspectFinder
from .base import Span
from .network import Output, ReaderNetwork
from .spans import judgment, merged, terms, tokens_of
from .weights import TENSORS, Weights, missing

#: Padded tokens in one pass.
TOKENS = 2048
#: Tokens of a text that is read as a whole.
WHOLE = 160
#: Probabilities of negative, neutral and positive.
Polarity = tuple[float, float, float]


@dataclass(frozen=True)
class Found:
    """An aspect term in a sentence, in characters of that sentence."""

    span: Span
    aspect: str
    #: -1, 0 where it is only mentioned, or 1.
    sign: int
    #: Of the sign.
    probability: float


@dataclass(frozen=True)
class Read:
    """One sentence, read. ``words`` are the spans of opinion words."""

    polarity: Polarity
    strength: float
    terms: tuple[Found, ...]
    words: tuple[Span, ...]


class Inference:
    """Weights in memory. Raises ReaderError if they cannot be loaded."""

    def __init__(self, weights: Weights, encoder: str | None, threads: int | None) -> None:
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        if threads:
            torch.set_num_threads(threads)
        told = self.told = weights.told
        folder = weights.encoder_folder(encoder)
        try:
            self.tokenizer = AutoTokenizer.from_pretrained(str(folder))
            self.network = ReaderNetwork(folder, told.lower, len(told.aspects))
            load_into(self.network, self.network.trained(), weights.folder / TENSORS)
        except Exception as error:
            # transformers, tokenizers, safetensors and torch each raise their own kinds.
            raise missing(str(weights.folder), f"it cannot be loaded ({error})"[:500]) from error
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self.network.to(self.device).eval()

    @torch.inference_mode()
    def read(self, sentences: Sequence[str], finder: AspectFinder) -> list[Read]:
        encoded = self._tokenized(sentences)
        read: list[Any] = [None] * len(sentences)
        for batch in by_length([len(ids) for ids, _ in encoded], TOKENS):
            output = self._pass([encoded[i][0] for i in batch])
            offsets = [encoded[i][1] for i in batch]
            found = self._read(output, [sentences[i] for i in batch], offsets, finder)
            for i, each in zip(batch, found, strict=True):
                read[i] = each
        return read

    def _read(
        self,
        output: Output,
        sentences: Sequence[str],
        offsets: Sequence[list[Span]],
        finder: AspectFinder,
    ) -> list[Read]:
        polarity = output.sentence.softmax(-1).tolist()
        inside = output.tokens.softmax(-1).tolist()
        word = output.words.sigmoid().tolist()
        spans = [
            terms(sentence, at, classes)
            for sentence, at, classes in zip(sentences, offsets, inside, strict=False)
        ]
        judged = iter(self._judged(output, offsets, spans))
        return [
            Read(
                tuple(polarity[row]),
                float(output.strength[row]),
                tuple(
                    self._found(
                        sentence,
                        span,
                        judgment(offsets[row], inside[row], span),
                        *next(judged),
                        finder,
                    )
                    for span in spans[row]
                ),
                merged(sentence, offsets[row], word[row], self.told.word),
            )
            for row, sentence in enumerate(sentences)
        ]

    def _found(
        self,
        sentence: str,
        span: Span,
        judgment: float,
        polarity: Polarity,
        aspects: Sequence[float],
        finder: AspectFinder,
    ) -> Found:
        """A term is judged where both heads say so: that of its tokens and that of its span."""
        aspect = finder(sentence[slice(*span)], dict(zip(self.told.aspects, aspects, strict=True)))
        negative, _, positive = (judgment * each for each in polarity)
        if negative + positive < self.told.term:
            return Found(span, aspect, 0, 1 - negative - positive)
        return Found(span, aspect, 1 if positive > negative else -1, max(negative, positive))

    @torch.inference_mode()
    def sentiment(self, texts: Sequence[str]) -> list[tuple[Polarity, float]]:
        """Polarity and strength of each text as a whole."""
        encoded = [ids for ids, _ in self._tokenized(texts, WHOLE)]
        found: list[Any] = [None] * len(texts)
        for batch in by_length([len(ids) for ids in encoded], TOKENS):
            output = self._pass([encoded[i] for i in batch])
            polarity = output.sentence.softmax(-1).tolist()
            for i, each, strength in zip(batch, polarity, output.strength.tolist(), strict=True):
                found[i] = (tuple(each), strength)
        return found

    def _judged(
        self, output: Output, offsets: Sequence[list[Span]], spans: Sequence[Sequence[Span]]
    ) -> list[tuple[Polarity, list[float]]]:
        """Polarity and probabilities of the aspects of every span, row by row."""
        rows = [row for row, each in enumerate(spans) for _ in each]
        if not rows:
            return []
        at = [tokens_of(offsets[row], span) for row, each in enumerate(spans) for span in each]
        states = self.network.spans(output, rows, at)
        polarity = self.network.polarity(states).softmax(-1).tolist()
        aspect = self.network.aspect(states).softmax(-1).tolist()
        return [((p[0], p[1], p[2]), a) for p, a in zip(polarity, aspect, strict=True)]

    @torch.inference_mode()
    def judge(self, texts: Sequence[str], spans: Sequence[Sequence[Span]]) -> list[list[Polarity]]:
        """Polarity of given spans, which may be any part of the texts."""
        encoded = self._tokenized(texts)
        judged: list[Any] = [None] * len(texts)
        for batch in by_length([len(ids) for ids, _ in encoded], TOKENS):
            output = self._pass([encoded[i][0] for i in batch])
            given = [spans[i] for i in batch]
            found = iter(self._judged(output, [encoded[i][1] for i in batch], given))
            for i in batch:
                judged[i] = [next(found)[0] for _ in spans[i]]
        return judged

    def _tokenized(
        self, texts: Sequence[str], longest: int | None = None
    ) -> list[tuple[list[int], list[Span]]]:
        found = self.tokenizer(
            # A lone surrogate is no text that a tokenizer could read.
            [text.encode("utf-8", "replace").decode() for text in texts],
            truncation=True,
            max_length=longest or self.told.max_length,
            return_offsets_mapping=True,
            return_attention_mask=False,
            return_token_type_ids=False,
        )
        return list(zip(found["input_ids"], found["offset_mapping"], strict=True))

    def _pass(self, ids: Sequence[Sequence[int]]) -> Output:
        width = max(map(len, ids))
        pad = self.tokenizer.pad_token_id or 0
        padded = torch.tensor([[*each, *[pad] * (width - len(each))] for each in ids])
        lengths = torch.tensor([len(each) for each in ids])
        mask = (torch.arange(width)[None] < lengths[:, None]).long()
        output: Output = self.network(padded.to(self.device), mask.to(self.device))
        return output
