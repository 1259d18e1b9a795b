"""Training of a reader's upper layers and heads: seeded, on a CPU in half an hour.

The lower layers stay as they are, so what they make of each text is computed once and kept; every
epoch then costs only what is trained.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random

import torch
from safetensors.torch import load_file
from torch import Tensor
from torch.nn import functional
from transformers import AutoTokenizer

from shopguide.encoders.transformer import TransformerEncoder
from shopguide.encoders.upper import save

from ..network import BEGIN, INSIDE, Output, ReaderNetwork
from ..weights import TENSORS, Told, Weights
from .examples import Example
from .items import IGNORED, NOT_JUDGED, Item, batches, filled, item_of, padded

#: Texts whose terms are annotated are read so often in every epoch: they are few and say most.
ANNOTATED = 2
#: How much the tokens of a text count beside its sentiment.
TOKENS_COUNT = 3.0
#: How much a token of a term counts beside one outside: there are few.
TOKEN_WEIGHTS = (1.0, 1.5, 1.5, 1.0, 1.0)
SMOOTHING = 0.05
#: How sure a term must be judged: of 0.3 to 0.8, what finds terms best.
TERM = 0.6


@dataclass(frozen=True)
class Plan:
    """How to train. ``lower``: layers that stay the encoder's own."""

    epochs: int = 2
    batch: int = 32
    rate: float = 8e-5
    head_rate: float = 1e-3
    warm_up: float = 0.06
    lower: int = 4
    max_length: int = 96
    seed: int = 0
    threads: int = 2


class Trainer:
    """Fits a network to examples. Raises EncoderError where the encoder is absent."""

    def __init__(self, encoder: str, aspects: Sequence[str], plan: Plan) -> None:
        torch.manual_seed(plan.seed)
        torch.set_num_threads(plan.threads)
        self.plan = plan
        self.aspects = tuple(aspects)
        self.encoder = TransformerEncoder(encoder)
        self.tokenizer = AutoTokenizer.from_pretrained(str(self.encoder.folder))
        self.network = ReaderNetwork(self.encoder.folder, plan.lower, len(self.aspects))
        for parameter in self.network.parameters():
            parameter.requires_grad = False
        for parameter in self.network.trained().values():
            parameter.requires_grad = True

    def start_from(self, weights: Weights) -> None:
        """Train further what another training left."""
        stored = load_file(weights.folder / TENSORS)
        self.network.load_state_dict({k: v.float() for k, v in stored.items()}, strict=False)

    def fit(
        self,
        examples: Sequence[Example],
        on_progress: Callable[[int, int, float], None] = lambda done, of, loss: None,
    ) -> None:
        """``on_progress`` is told the step, how many there are, and the loss of the last one."""
        items = self._items(examples)
        items += [item for item in items if item.classes is not None] * (ANNOTATED - 1)
        trained = self.network.trained()
        layers = [p for name, p in trained.items() if name.startswith("encoder.")]
        heads = [p for name, p in trained.items() if not name.startswith("encoder.")]
        optimizer = torch.optim.AdamW(
            [
                {"params": layers, "lr": self.plan.rate},
                {"params": heads, "lr": self.plan.head_rate},
            ],
            weight_decay=0.01,
        )
        steps = math.ceil(len(items) / self.plan.batch) * self.plan.epochs
        schedule = torch.optim.lr_scheduler.LambdaLR(
            optimizer, lambda step: self._rate(step, steps)
        )
        random = Random(self.plan.seed)  # noqa: S311
        done = 0
        for _ in range(self.plan.epochs):
            for batch in batches(items, self.plan.batch, random):
                self.network.train()
                loss = self._loss(batch)
                optimizer.zero_grad()
                loss.backward()  # type: ignore[no-untyped-call]
                torch.nn.utils.clip_grad_norm_([*layers, *heads], 1.0)
                optimizer.step()
                schedule.step()
                done += 1
                on_progress(done, steps, float(loss.detach()))

    def _rate(self, step: int, steps: int) -> float:
        return min(1.0, (step + 1) / (self.plan.warm_up * steps)) * max(0.02, 1 - step / steps)

    def save(self, folder: Path, term: float = TERM, word: float = 0.5) -> None:
        told = Told(
            self.encoder.model, self.encoder.mark, self.plan.lower, self.plan.max_length,
            term, word, self.aspects,
        )  # fmt: skip
        save(folder / TENSORS, self.network.trained(), asdict(told))

    def _items(self, examples: Sequence[Example]) -> list[Item]:
        found = self.tokenizer(
            [each.text for each in examples],
            truncation=True,
            max_length=self.plan.max_length,
            return_offsets_mapping=True,
        )
        numbers = {name: number for number, name in enumerate(self.aspects)}
        items = [
            item_of(example, ids, offsets, numbers)
            for example, ids, offsets in zip(
                examples, found["input_ids"], found["offset_mapping"], strict=True
            )
        ]
        self._freeze(items)
        return items

    @torch.inference_mode()
    def _freeze(self, items: Sequence[Item]) -> None:
        self.network.eval()
        for batch in batches(items, 64, None):
            ids, mask = padded([item.ids for item in batch], self.tokenizer.pad_token_id or 0)
            states = self.network.frozen(ids, mask).half()
            for item, each in zip(batch, states, strict=True):
                item.states = each[: len(item.ids)].clone()

    def _loss(self, batch: Sequence[Item]) -> Tensor:
        longest = max(len(item.ids) for item in batch)
        width = self.network.strength.in_features
        states = torch.zeros(len(batch), longest, width)
        mask = torch.zeros(len(batch), longest, dtype=torch.long)
        for row, item in enumerate(batch):
            states[row, : len(item.ids)] = item.states
            mask[row, : len(item.ids)] = 1
        output = self.network.upper(states, mask)
        return torch.stack([*self._losses(output, batch, longest)]).sum()

    def _losses(self, output: Output, batch: Sequence[Item], longest: int) -> Iterator[Tensor]:
        weights = torch.tensor([item.example.weight for item in batch])
        if rows := [i for i, item in enumerate(batch) if item.example.polarity is not None]:
            target = torch.tensor([1 + (batch[i].example.polarity or 0) for i in rows])
            yield (_cross_entropy(output.sentence[rows], target) * weights[rows]).mean()
        if rows := [i for i, item in enumerate(batch) if item.example.strength is not None]:
            strength = torch.tensor([0.9 * (batch[i].example.strength or 0.0) for i in rows])
            yield 2 * ((output.strength[rows] - strength) ** 2 * weights[rows]).mean()
        yield from self._span_losses(output, batch, weights)
        if rows := [i for i, item in enumerate(batch) if item.classes is not None]:
            classes = filled([batch[i].classes or [] for i in rows], longest, IGNORED)
            each = weights[rows].unsqueeze(1).expand_as(classes)
            yield from _token_losses(output.tokens[rows], classes, each)
        if rows := [i for i, item in enumerate(batch) if item.words is not None]:
            marked = filled([batch[i].words or [] for i in rows], longest, -1.0)
            yield functional.binary_cross_entropy_with_logits(
                output.words[rows][marked >= 0], marked[marked >= 0]
            )

    def _span_losses(
        self, output: Output, batch: Sequence[Item], weights: Tensor
    ) -> Iterator[Tensor]:
        rows = [row for row, item in enumerate(batch) for _ in item.terms]
        if not rows:
            return
        terms = [term for item in batch for term in item.terms]
        states = self.network.spans(output, rows, [tokens for tokens, *_ in terms])
        polarity = torch.tensor([1 + polarity for _, polarity, _ in terms])
        yield (_cross_entropy(self.network.polarity(states), polarity) * weights[rows]).mean()
        if known := [i for i, (*_, aspect) in enumerate(terms) if aspect >= 0]:
            aspect = torch.tensor([terms[i][2] for i in known])
            yield functional.cross_entropy(self.network.aspect(states[known]), aspect)


def _token_losses(logits: Tensor, classes: Tensor, weights: Tensor) -> Iterator[Tensor]:
    known = classes >= 0
    if known.any():
        loss = functional.cross_entropy(
            logits[known], classes[known], weight=torch.tensor(TOKEN_WEIGHTS), reduction="none"
        )
        yield TOKENS_COUNT * (loss * weights[known]).mean()
    if (unjudged := classes == NOT_JUDGED).any():
        judged = logits[unjudged].softmax(-1)[:, [BEGIN, INSIDE]].sum(-1)
        yield TOKENS_COUNT * (-torch.log((1 - judged).clamp(min=1e-6)) * weights[unjudged]).mean()


def _cross_entropy(logits: Tensor, target: Tensor) -> Tensor:
    return functional.cross_entropy(logits, target, reduction="none", label_smoothing=SMOOTHING)
