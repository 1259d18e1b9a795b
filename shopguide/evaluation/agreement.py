"""How far what was read agrees with what people say: labels, scores and found terms.

Each ``*_units`` gives one row of sums per unit; each measure takes such sums (``resampling``).
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from .resampling import Sums, ratio

Values = NDArray[np.float64]


def label_units(
    truth: Sequence[int],
    given: Sequence[int],
    classes: Sequence[int],
    units: Sequence[int] | None = None,
) -> Sums:
    """A confusion matrix per unit, truth by given, flattened. ``units`` says which unit, counted
    from 0, each label stands in; without it each is its own."""
    places = list(range(len(truth))) if units is None else list(units)
    size = len(classes)
    number = {name: n for n, name in enumerate(classes)}
    found = np.zeros((max(places, default=-1) + 1, size * size))
    for place, true, said in zip(places, truth, given, strict=True):
        found[place, number[true] * size + number[said]] += 1
    return found


def accuracy(sums: Sums) -> Values:
    matrix = _matrix(sums)
    right: Values = np.trace(matrix, axis1=1, axis2=2)
    return ratio(right, matrix.sum(axis=(1, 2)))


def macro_f1(sums: Sums) -> Values:
    """The mean over classes of F1; a class that is neither there nor given counts 0."""
    matrix = _matrix(sums)
    right = np.diagonal(matrix, axis1=1, axis2=2)
    by_class = ratio(2 * right, matrix.sum(axis=1) + matrix.sum(axis=2))
    mean: Values = by_class.mean(axis=1)
    return mean


def _matrix(sums: Sums) -> NDArray[np.float64]:
    size = round(sums.shape[1] ** 0.5)
    return sums.reshape(len(sums), size, size)


def score_units(truth: Sequence[float], given: Sequence[float]) -> Sums:
    """The moments of each pair of scores, around the means of all: r does not change by it, and
    rounding does little."""
    x, y = _centred(truth), _centred(given)
    return np.stack([np.ones_like(x), x, y, x * x, y * y, x * y], axis=1)


def _centred(scores: Sequence[float]) -> Values:
    values = np.asarray(scores, dtype=float)
    if not values.size or np.ptp(values) == 0:
        return np.zeros_like(values)
    centred: Values = values - values.mean()
    return centred


def pearson(sums: Sums) -> Values:
    """Pearson's r; 0 where one of the two never varies."""
    n, x, y, xx, yy, xy = sums.T
    spread = np.sqrt(np.maximum(n * xx - x * x, 0) * np.maximum(n * yy - y * y, 0))
    return np.clip(ratio(n * xy - x * y, spread), -1.0, 1.0)


def find_units(matched: Sequence[int], found: Sequence[int], there: Sequence[int]) -> Sums:
    """Of each unit, how many found terms match, how many were found, how many are there."""
    return np.stack([np.asarray(part, dtype=float) for part in (matched, found, there)], axis=1)


def precision(sums: Sums) -> Values:
    return ratio(sums[:, 0], sums[:, 1])


def recall(sums: Sums) -> Values:
    return ratio(sums[:, 0], sums[:, 2])


def f1(sums: Sums) -> Values:
    return ratio(2 * sums[:, 0], sums[:, 1] + sums[:, 2])
