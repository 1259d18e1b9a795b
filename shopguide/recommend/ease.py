"""Which products speak for which others, learned from who bought what.

EASE (Steck, 2019) is a ridge regression of what each buyer bought on what else they bought, in
closed form. Tastes drift with the seasons, so two such regressions are added up here:

- of what was bought, the less the longer ago (half after ``HALF_LIFE``), on whatever the same buyer
  bought at any time: last year's purchases speak for what sells now;
- of what was new to a buyer in the last month, and with half the weight in the month before, on what
  they had until then: this one also knows what comes first and what follows.

The closed form takes a dense matrix of the products. Only the most bought ``LARGEST`` are in it; the
others speak by a regression on themselves alone, in the same unit.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import solve

from .lines import Lines, Numbers, Reals

#: Products in the dense matrix: 8,000 take 0.25 GB for each of five copies.
LARGEST = 8000
#: Products kept that speak most for each, and those that each speaks most for.
KEPT = 80
OUTWARD = 20
#: Days after which a purchase counts half as an answer.
HALF_LIFE = 30.0
#: Strength of the regularisation of the two, in mean buyers of a product.
RIDGE = 9.0
RIDGE_NEW = 27.0
#: Days of a month, and how much what was new counts in the last one and those before.
MONTH = 30.0
MONTHS = (1.0, 0.5)
#: Rows of the sparse part at a time.
CHUNK = 1000
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Pairs:
    """One product speaks for another, by their numbers, with how many have both."""

    source: Numbers
    target: Numbers
    weight: Reals
    count: Numbers

    def __len__(self) -> int:
        return len(self.source)


def joined(parts: list[Pairs]) -> Pairs:
    return Pairs(
        source=np.concatenate([np.empty(0, np.int32), *(each.source for each in parts)]),
        target=np.concatenate([np.empty(0, np.int32), *(each.target for each in parts)]),
        weight=np.concatenate([np.empty(0, np.float32), *(each.weight for each in parts)]),
        count=np.concatenate([np.empty(0, np.int32), *(each.count for each in parts)]),
    )


def coefficients(gram: Reals, answers: Reals, ridge: float) -> Reals:
    """The regression of ``answers`` (products by products: X'Y) under a diagonal of nothing, so that
    no product speaks for itself. ``gram`` (X'X) is used up."""
    diagonal = np.diag_indices(len(gram))
    gram[diagonal] += ridge
    inverse: Reals = np.linalg.inv(gram)
    found = inverse @ answers
    found -= inverse * (found[diagonal] / inverse[diagonal])
    found[diagonal] = 0.0
    return found


def neighbours(
    lines: Lines,
    allowed: Flags | None = None,
    *,
    largest: int = LARGEST,
) -> Pairs:
    """How much products speak for others, where it is most. ``allowed`` says of each product
    whether it may be spoken for."""
    bought = lines.bought()
    if not bought.nnz:
        return joined([])
    buyers = np.asarray(bought.sum(axis=0)).ravel()
    mean = float(bought.nnz / np.count_nonzero(buyers))
    allowed = np.ones(len(buyers), bool) if allowed is None else allowed
    # Only what a second buyer has can be told from chance.
    often = np.flatnonzero(buyers >= 2)
    dense = np.sort(often[np.argsort(-buyers[often], kind="stable")][:largest]).astype(np.int32)
    rest = np.setdiff1d(np.flatnonzero(buyers), dense).astype(np.int32)
    lately = lines.bought_lately(HALF_LIFE)
    parts = [_dense(lines, bought[:, dense], lately[:, dense], dense, allowed, mean)]
    for start in range(0, len(rest), CHUNK):
        part = rest[start : start + CHUNK]
        parts.append(_alone(bought, lately, part, allowed, RIDGE * mean))
    return joined(parts)


def _dense(
    lines: Lines, bought: Any, lately: Any, products: Numbers, allowed: Flags, mean: float
) -> Pairs:
    both: Reals = (bought.T @ bought).toarray()
    found = coefficients(both.copy(), (bought.T @ lately).toarray(), RIDGE * mean)
    found += _new(lines, products, RIDGE_NEW * mean)
    found[:, ~allowed[products]] = 0.0
    chosen = _largest(found, OUTWARD) | _largest(found.T, KEPT).T
    row, column = np.nonzero(chosen)
    count = both[row, column].astype(np.int32)
    return Pairs(products[row], products[column], found[row, column], count)


def _new(lines: Lines, products: Numbers, ridge: float) -> Reals:
    """The regression of what was new to buyers on what they had before."""
    size = len(products)
    gram, answers = np.zeros((size, size), np.float32), np.zeros((size, size), np.float32)
    for month, weight in enumerate(MONTHS):
        start, end = MONTH * (month + 1), MONTH * month
        before = lines.bought_between(start, np.inf)[:, products]
        after = lines.bought_between(end, start)[:, products]
        # Of those who have not come back it is not known what they would have bought.
        back = np.flatnonzero((before.sum(axis=1) > 0) & (after.sum(axis=1) > 0))
        before, after = before[back], after[back]
        after = after - after.multiply(before)
        gram += weight * (before.T @ before).toarray()
        answers += weight * (before.T @ after).toarray()
    gram[np.diag_indices(size)] += ridge
    found: Reals = solve(gram, answers, assume_a="pos", overwrite_a=True, overwrite_b=True)
    found[np.diag_indices(size)] = 0.0
    return found


def _alone(bought: Any, lately: Any, products: Numbers, allowed: Flags, ridge: float) -> Pairs:
    inside = bought[:, products]
    found: Reals = (inside.T @ lately).toarray()
    found /= np.asarray(inside.sum(axis=0)).reshape(-1, 1) + ridge
    found[np.arange(len(products)), products] = 0.0
    found[:, ~allowed] = 0.0
    row, column = np.nonzero(_largest(found, OUTWARD))
    count = (inside.T @ bought).toarray()[row, column].astype(np.int32)
    return Pairs(products[row], column.astype(np.int32), found[row, column], count)


def _largest(found: Reals, kept: int) -> Flags:
    """Where the ``kept`` largest of each row are that are above zero."""
    chosen = found > 0
    if found.size and kept < found.shape[1]:
        least = -np.partition(-found, kept - 1, axis=1)[:, kept - 1 : kept]
        chosen &= found >= least
    return chosen
