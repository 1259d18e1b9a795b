"""Weights averaged along training."""

from collections.abc import Mapping

import torch
from torch import Tensor, nn


class Average:
    """The mean of weights along the second half of training, which meets texts of another kind
    better than the last ones (Izmailov et al., "Averaging weights", 2018)."""

    def __init__(self) -> None:
        self.seen = 0
        self.means: dict[str, Tensor] = {}

    def add(self, weights: Mapping[str, nn.Parameter]) -> None:
        self.seen += 1
        for name, weight in weights.items():
            mean = self.means.setdefault(name, torch.zeros_like(weight.detach()))
            mean += (weight.detach() - mean) / self.seen

    def store(self, weights: Mapping[str, nn.Parameter]) -> None:
        with torch.no_grad():
            for name, mean in self.means.items():
                weights[name].copy_(mean)
