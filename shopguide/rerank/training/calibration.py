"""From logits to probabilities, and below which of them nothing answers."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit

from ..judged import Judged


@dataclass(frozen=True)
class Calibration:
    """``slope`` and ``shift`` of Platt's scaling (1999); ``threshold`` refuses best by F1."""

    slope: float
    shift: float
    threshold: float

    def probability(self, logit: float) -> float:
        return float(expit(self.slope * logit + self.shift))


def calibrated(questions: Sequence[Judged], logits: Sequence[Sequence[float]]) -> Calibration:
    given = np.concatenate([np.asarray(each, dtype=float) for each in logits])
    right = np.array([answers for each in questions for answers in each.answers])

    # As Platt has it: never wholly sure, so that what can be told apart has a slope.
    wanted = np.where(right, (right.sum() + 1) / (right.sum() + 2), 1 / ((~right).sum() + 2))

    def loss(told: NDArray[np.float64]) -> float:
        logit = told[0] * given + told[1]
        return float((np.logaddexp(0, logit) - wanted * logit).mean())

    slope, shift = minimize(loss, np.array([1.0, 0.0]), method="Nelder-Mead").x
    fitted = Calibration(float(slope), float(shift), 0.0)
    best = [fitted.probability(max(each)) for each in logits]
    unanswered = [not any(each.answers) for each in questions]
    return Calibration(fitted.slope, fitted.shift, threshold(best, unanswered))


def threshold(best: Sequence[float], unanswered: Sequence[bool]) -> float:
    """Below which a question's best score refuses with the best F1."""

    def f1(cut: float) -> float:
        refused = [score < cut for score in best]
        both = sum(a and b for a, b in zip(refused, unanswered, strict=True))
        return 2 * both / max(sum(refused) + sum(unanswered), 1)

    return max(sorted(set(best)), key=f1, default=0.5)
