"""The reader's network: a sentence encoder whose upper layers were trained for reading, and heads.

One pass over a sentence answers everything: its sentiment, which tokens are aspect terms and which
are opinion words, and, for any span, its polarity and aspect. The span is read from its own tokens
in their context and from the whole sentence, as in "BERT for target-dependent sentiment" (Gao et
al., 2019), so that ten aspects cost no more than one. Imported by the process that reads.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from shopguide.encoders.torch_model import load

#: Classes of a sentence and of a span, in the order of the outputs.
POLARITIES = (-1, 0, 1)
#: Classes of a token: outside; beginning and inside of an aspect term that is judged; beginning and
#: inside of one that is only mentioned.
OUTSIDE, BEGIN, INSIDE, BEGIN_MENTION, INSIDE_MENTION = range(5)


@dataclass(frozen=True)
class Output:
    """``states`` (n, tokens, width) and ``pooled`` (n, width) are what span heads read."""

    states: Tensor
    pooled: Tensor
    #: (n, 3) logits of the sentence's polarity.
    sentence: Tensor
    #: (n,) strength of the sentiment, from -1 to 1.
    strength: Tensor
    #: (n, tokens, 5) logits of the token's class.
    tokens: Tensor
    #: (n, tokens) logits of being an opinion word.
    words: Tensor


class ReaderNetwork(nn.Module):
    """``lower`` layers are the encoder's own and never trained; the others and the heads are what
    a reader's weights hold."""

    def __init__(self, encoder: Path, lower: int, aspects: int) -> None:
        super().__init__()
        self.encoder = load(encoder)
        self.lower = lower
        width: int = self.encoder.config.hidden_size
        self.sentence = nn.Sequential(nn.Dropout(0.1), nn.Linear(width, len(POLARITIES)))
        self.strength = nn.Linear(width, 1)
        self.tokens = nn.Linear(width, INSIDE_MENTION + 1)
        self.words = nn.Linear(width, 1)
        self.polarity = _span_head(width, len(POLARITIES))
        self.aspect = _span_head(width, aspects)

    def trained(self) -> dict[str, nn.Parameter]:
        """What a reader's weights hold, by name."""
        prefix = "encoder.encoder.layer."
        return {
            name: parameter
            for name, parameter in self.named_parameters()
            if not name.startswith("encoder.")
            or (name.startswith(prefix) and int(name[len(prefix) :].split(".")[0]) >= self.lower)
        }

    def forward(self, ids: Tensor, mask: Tensor) -> Output:
        """``ids`` and ``mask`` of shape (n, tokens)."""
        return self.upper(self.frozen(ids, mask), mask)

    def frozen(self, ids: Tensor, mask: Tensor) -> Tensor:
        """States below the trained layers, (n, tokens, width): the same in every epoch."""
        states: Tensor = self.encoder.embeddings(input_ids=ids)
        return self._layers(states, mask, 0, self.lower)

    def upper(self, states: Tensor, mask: Tensor) -> Output:
        states = self._layers(states, mask, self.lower, len(self.encoder.encoder.layer))
        weights = mask.unsqueeze(-1).to(states.dtype)
        pooled = (states * weights).sum(1) / weights.sum(1)
        return Output(
            states,
            pooled,
            self.sentence(pooled),
            torch.tanh(self.strength(pooled)).squeeze(-1),
            self.tokens(states),
            self.words(states).squeeze(-1),
        )

    def spans(self, output: Output, rows: Sequence[int], tokens: Sequence[Sequence[int]]) -> Tensor:
        """What the span heads read, (spans, 2 × width): the mean over the tokens of each span, and
        its sentence. Span ``i`` is ``tokens[i]`` of sentence ``rows[i]``."""
        means = [output.states[row, list(at)].mean(0) for row, at in zip(rows, tokens, strict=True)]
        return torch.cat([torch.stack(means), output.pooled[list(rows)]], dim=1)

    def _layers(self, states: Tensor, mask: Tensor, first: int, last: int) -> Tensor:
        # Without padding there is nothing to mask, and attention takes its faster path.
        hidden = (1 - mask[:, None, None, :].to(states.dtype)) * torch.finfo(states.dtype).min
        given = None if bool(mask.all()) else hidden
        for layer in self.encoder.encoder.layer[first:last]:
            found: Any = layer(states, attention_mask=given)
            states = found[0] if isinstance(found, tuple) else found
        return states


def _span_head(width: int, classes: int) -> nn.Sequential:
    return nn.Sequential(
        nn.Linear(2 * width, width), nn.GELU(), nn.Dropout(0.1), nn.Linear(width, classes)
    )
