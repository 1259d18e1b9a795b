"""What the frozen lower layers make of texts, computed once and kept in half precision."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import torch
from torch import Tensor

from shopguide.encoders.base import Kind
from shopguide.encoders.batches import by_length

from ..judged import Judged
from ..network import RerankNetwork
from ..overlap import overlap

#: Padded tokens in one pass of the lower layers.
TOKENS = 2048
#: Pairs are padded to the longest of those that are at most so much longer than the shortest.
PADDED = 1.35
#: States and mask of questions and of passages, and hints: what the network takes.
Kept = tuple[Tensor, Tensor, Tensor, Tensor, Tensor]


class States:
    def __init__(
        self,
        network: RerankNetwork,
        tokenizer: Any,
        prefixes: Mapping[Kind, str],
        longest: tuple[int, int],
    ) -> None:
        self.network = network
        self.tokenizer = tokenizer
        self.prefixes = (prefixes["query"], prefixes["passage"])
        self.longest = longest
        #: (states, vector of the untouched encoder) by side and text.
        self._kept: tuple[dict[str, tuple[Tensor, Tensor]], ...] = ({}, {})

    def keep(
        self, questions: Sequence[Judged], on_progress: Callable[[int, int, float], None]
    ) -> None:
        wanted = (
            {each.question for each in questions},
            {passage for each in questions for passage in each.passages},
        )
        total = sum(map(len, wanted))
        done = 0
        for side, texts in enumerate(wanted):
            for count in self._compute(side, sorted(texts - set(self._kept[side]))):
                done += count
                on_progress(done, total, 0.0)

    @torch.inference_mode()
    def _compute(self, side: int, texts: Sequence[str]) -> Iterator[int]:
        if not texts:
            return
        self.network.eval()
        prefix, longest = self.prefixes[side], self.longest[side]
        cut = self.tokenizer([prefix + each for each in texts], truncation=True, max_length=longest)
        ids = cut["input_ids"]
        for batch in by_length([len(each) for each in ids], TOKENS):
            padded = [torch.tensor(ids[i]) for i in batch]
            whole = torch.nn.utils.rnn.pad_sequence(
                padded, batch_first=True, padding_value=self.tokenizer.pad_token_id or 0
            )
            mask = _mask(padded)
            states = self.network.frozen(whole, mask)
            vectors = self.network.alone(states, mask)
            for row, i in enumerate(batch):
                self._kept[side][texts[i]] = states[row, : len(ids[i])].half(), vectors[row].clone()
            yield len(batch)

    def batches(self, pairs: Sequence[tuple[str, str]]) -> Iterator[tuple[list[int], Kept]]:
        """Indexes of pairs of like length with what the network takes of them."""
        lengths = [sum(len(self._of(side, pair)[0]) for side in (0, 1)) for pair in pairs]
        order = sorted(range(len(pairs)), key=lambda i: lengths[i])
        while order:
            most = lengths[order[0]] * PADDED + 4
            batch = [i for i in order if lengths[i] <= most]
            order = order[len(batch) :]
            yield batch, self._kept_of([pairs[i] for i in batch])

    def _kept_of(self, pairs: Sequence[tuple[str, str]]) -> Kept:
        asked = [self._of(0, pair) for pair in pairs]
        told = [self._of(1, pair) for pair in pairs]
        hints = torch.tensor(
            [
                [float(one[1] @ other[1]), overlap(*pair)]
                for one, other, pair in zip(asked, told, pairs, strict=True)
            ]
        )
        sides = [[states for states, _ in each] for each in (asked, told)]
        return (
            _padded(sides[0]), _mask(sides[0]), _padded(sides[1]), _mask(sides[1]), hints,
        )  # fmt: skip

    def _of(self, side: int, pair: tuple[str, str]) -> tuple[Tensor, Tensor]:
        return self._kept[side][pair[side]]


def _padded(states: Sequence[Tensor]) -> Tensor:
    return torch.nn.utils.rnn.pad_sequence(list(states), batch_first=True).float()


def _mask(rows: Sequence[Tensor]) -> Tensor:
    lengths = torch.tensor([len(each) for each in rows])
    return (torch.arange(int(lengths.max()))[None] < lengths[:, None]).long()
