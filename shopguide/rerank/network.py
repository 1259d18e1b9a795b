"""The reranker's network: a sentence encoder whose upper layers were trained to judge answers.

The lower layers read question and passage each for itself, as the encoder always does, so that what
they make of a passage can be kept ("DeFormer", Cao et al., 2020); the trained upper layers read both
together. The logit adds up how near the two means are, a small head over both, and two hints that cost
nothing: how near the untouched encoder has them, and the share of the question's words in the passage.
Imported by the process that judges.
"""

from copy import deepcopy
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

#: Cosines of this family of encoders lie about here, and so much apart.
MIDDLE, SCALE = 0.85, 20.0


class RerankNetwork(nn.Module):
    """``encoder`` (of ``torch_model``) stays as it is; copies of its layers above ``lower`` and the
    head are trained, and are what a reranker's weights hold."""

    def __init__(self, encoder: Any, lower: int) -> None:
        super().__init__()
        self.encoder = encoder
        self.lower = lower
        width: int = self.encoder.config.hidden_size
        self.joint = nn.ModuleList(deepcopy(each) for each in self.encoder.encoder.layer[lower:])
        # Tells tokens of the question from those of the passage.
        self.side = nn.Parameter(torch.zeros(2, width))
        self.scale = nn.Parameter(torch.tensor(SCALE))
        self.hints = nn.Parameter(torch.tensor([SCALE / 2, 1.0]))
        self.head = nn.Sequential(
            nn.Linear(2 * width, width // 2), nn.GELU(), nn.Dropout(0.1), nn.Linear(width // 2, 1)
        )

    def trained(self) -> dict[str, nn.Parameter]:
        """What a reranker's weights hold, by name."""
        return {k: v for k, v in self.named_parameters() if not k.startswith("encoder.")}

    def frozen(self, ids: Tensor, mask: Tensor) -> Tensor:
        """States below the trained layers, (n, tokens, width), of texts alone."""
        states: Tensor = self.encoder.embeddings(input_ids=ids)
        return _through(self.encoder.encoder.layer[: self.lower], states, mask)

    def alone(self, states: Tensor, mask: Tensor) -> Tensor:
        """Vectors of the untouched encoder, (n, width), from ``frozen`` states."""
        states = _through(self.encoder.encoder.layer[self.lower :], states, mask)
        return functional.normalize(_mean(states, mask), dim=-1)

    def forward(
        self,
        asked: Tensor,
        asked_mask: Tensor,
        passage: Tensor,
        passage_mask: Tensor,
        hints: Tensor,
    ) -> Tensor:
        """Logits, (n,), that the passage answers, from ``frozen`` states of both and ``hints``,
        (n, 2): the cosine of ``alone`` and the share of words."""
        states = torch.cat([asked + self.side[0], passage + self.side[1]], dim=1)
        mask = torch.cat([asked_mask, passage_mask], dim=1)
        states = _through(self.joint, states, mask)
        cut = asked.shape[1]
        u, v = _mean(states[:, :cut], asked_mask), _mean(states[:, cut:], passage_mask)
        near = self.scale * (functional.cosine_similarity(u, v) - MIDDLE)
        u, v = functional.normalize(u, dim=-1), functional.normalize(v, dim=-1)
        told: Tensor = self.head(torch.cat([u * v, (u - v).abs()], dim=-1) * 10).squeeze(-1)
        return near + told + ((hints - hints.new_tensor([MIDDLE, 0.0])) * self.hints).sum(-1)


def _through(layers: Any, states: Tensor, mask: Tensor) -> Tensor:
    # Without padding there is nothing to mask, and attention takes its faster path.
    hidden = (1 - mask[:, None, None, :].to(states.dtype)) * torch.finfo(states.dtype).min
    given = None if bool(mask.all()) else hidden
    for layer in layers:
        found: Any = layer(states, attention_mask=given)
        states = found[0] if isinstance(found, tuple) else found
    return states


def _mean(states: Tensor, mask: Tensor) -> Tensor:
    weights = mask.unsqueeze(-1).to(states.dtype)
    return (states * weights).sum(1) / weights.sum(1).clamp(min=1)
