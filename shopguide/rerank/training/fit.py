"""Training of a reranker's upper layers and head: seeded, on a CPU in half an hour.

The lower layers stay as they are, so what they make of each question and passage is computed once and
kept; every epoch then costs only what is trained. A question's passages are ranked against each other
(a softmax over them) and each is judged by itself (its logit), which is what refusal needs.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random

import torch
from torch import Tensor
from torch.nn import functional
from transformers import AutoTokenizer

from shopguide.encoders.torch_model import load
from shopguide.encoders.transformer import TransformerEncoder
from shopguide.encoders.upper import load_into, save

from ..judged import Judged
from ..network import RerankNetwork
from ..weights import TENSORS, TRAINED, Told, Weights, missing
from .calibration import Calibration, calibrated
from .states import Kept, States

#: What a passage about the matter counts beside one that answers: in ranking, and by itself.
ABOUT = 0.25
Progress = Callable[[int, int, float], None]


@dataclass(frozen=True)
class Plan:
    """How to train. ``upper``: layers that are trained, the others stay the encoder's own; ``right``
    and ``wrong``: passages of a question drawn in each epoch; ``alone``: weight of judging each
    passage by itself."""

    epochs: int = 2
    batch: int = 8
    rate: float = 1e-4
    head_rate: float = 1e-3
    warm_up: float = 0.08
    right: int = 3
    wrong: int = 5
    alone: float = 1.0
    upper: int = 3
    question: int = 28
    passage: int = 64
    seed: int = 0
    threads: int = 2


class Trainer:
    """Fits a network to judged questions. Raises EncoderError where the encoder is absent."""

    def __init__(self, encoder: str, plan: Plan) -> None:
        torch.manual_seed(plan.seed)
        torch.set_num_threads(plan.threads)
        self.plan = plan
        self.encoder = TransformerEncoder(encoder)
        folder = self.encoder.folder
        layers = self.encoder.config["num_hidden_layers"]
        self.network = RerankNetwork(load(folder), max(layers - plan.upper, 0))
        self.trained = self.network.trained()
        for parameter in self.network.parameters():
            parameter.requires_grad = False
        for parameter in self.trained.values():
            parameter.requires_grad = True
        tokenizer = AutoTokenizer.from_pretrained(str(folder))
        self.states = States(
            self.network, tokenizer, self.encoder.prefixes, (plan.question, plan.passage)
        )
        self.calibration = Calibration(1.0, 0.0, 0.5)

    def start_from(self, weights: Weights) -> None:
        """Train further what another training left. Raises RerankerError where its layers are others."""
        try:
            load_into(self.network, self.trained, weights.folder / TENSORS)
        except (RuntimeError, ValueError) as error:
            raise missing(str(weights.folder), f"it cannot be loaded ({error})"[:500]) from error

    def prepare(self, questions: Sequence[Judged], on_progress: Progress) -> None:
        """Computes what the lower layers make of every text."""
        self.states.keep(questions, on_progress)

    def fit(self, questions: Sequence[Judged], on_progress: Progress) -> None:
        """``on_progress`` is told the step, how many there are, and the loss of the last one."""
        layers = [p for name, p in self.trained.items() if name.startswith("joint.")]
        head = [p for name, p in self.trained.items() if not name.startswith("joint.")]
        optimizer = torch.optim.AdamW(
            [{"params": layers, "lr": self.plan.rate}, {"params": head, "lr": self.plan.head_rate}],
            weight_decay=0.01,
        )
        steps = math.ceil(len(questions) / self.plan.batch) * self.plan.epochs
        schedule = torch.optim.lr_scheduler.LambdaLR(
            optimizer, lambda step: self._rate(step, steps)
        )
        self.network.train()
        for done, batch in enumerate(self._batches(questions), start=1):
            loss = self._loss(batch)
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_([*layers, *head], 1.0)
            optimizer.step()
            schedule.step()
            on_progress(done, steps, float(loss.detach()))

    def _rate(self, step: int, steps: int) -> float:
        return min(1.0, (step + 1) / (self.plan.warm_up * steps)) * max(0.02, 1 - step / steps)

    def _batches(self, questions: Sequence[Judged]) -> Iterator[list[Judged]]:
        random = Random(self.plan.seed)  # noqa: S311
        for _ in range(self.plan.epochs):
            order = list(questions)
            random.shuffle(order)
            for start in range(0, len(order), self.plan.batch):
                yield [
                    _drawn(each, self.plan.right, self.plan.wrong, random)
                    for each in order[start : start + self.plan.batch]
                ]

    def _loss(self, batch: Sequence[Judged]) -> Tensor:
        logits = self._logits(batch)
        labels = torch.tensor([label for each in batch for label in each.labels])
        targets = torch.where(labels == 0.5, ABOUT, labels)
        loss = self.plan.alone * functional.binary_cross_entropy_with_logits(logits, targets)
        sizes = [len(each.passages) for each in batch]
        for ranked, wanted in zip(
            torch.split(logits, sizes), torch.split(targets, sizes), strict=True
        ):
            if float(wanted.max()) == 1:
                loss -= (wanted / wanted.sum() * ranked.log_softmax(0)).sum() / len(batch)
        return loss

    def _logits(self, questions: Sequence[Judged]) -> Tensor:
        """Of every passage of every question, in order."""
        pairs = [(each.question, passage) for each in questions for passage in each.passages]
        logits: dict[int, Tensor] = {}
        for indexes, kept in self.states.batches(pairs):
            logits |= zip(indexes, self.network(*kept), strict=True)
        return torch.stack([logits[i] for i in range(len(pairs))])

    @torch.inference_mode()
    def judge(self, questions: Sequence[Judged]) -> list[list[float]]:
        """Logits of the passages of each question."""
        self.network.eval()
        return [self._logits([each]).tolist() for each in questions]

    def calibrate(self, questions: Sequence[Judged]) -> Calibration:
        """Fit probabilities and the threshold of refusal on questions that ``fit`` did not see."""
        self.calibration = calibrated(questions, self.judge(questions))
        return self.calibration

    def save(self, folder: Path, questions: Sequence[Judged]) -> None:
        """Write weights, and digests of the ``questions`` that must not be measured on."""
        told = Told(
            self.encoder.model, self.encoder.mark, self.network.lower, self.plan.question,
            self.plan.passage, self.calibration.slope, self.calibration.shift,
        )  # fmt: skip
        save(folder / TENSORS, self.trained, asdict(told))
        digests = sorted({digest for each in questions for digest in each.digests})
        (folder / TRAINED).write_text("".join(f"{digest}\n" for digest in digests))


def _drawn(judged: Judged, right: int, wrong: int, random: Random) -> Judged:
    """The question with some of its passages, drawn anew in each epoch."""
    good = [i for i, label in enumerate(judged.labels) if label]
    bad = [i for i, label in enumerate(judged.labels) if not label]
    chosen = random.sample(good, min(right, len(good))) + random.sample(bad, min(wrong, len(bad)))
    return Judged(
        judged.question,
        tuple(judged.passages[i] for i in chosen),
        tuple(judged.labels[i] for i in chosen),
        judged.digests,
    )


__all__ = ["Kept", "Plan", "Progress", "Trainer"]
