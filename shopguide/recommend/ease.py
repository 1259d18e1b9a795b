"""Which products speak for which others, learned from who bought what.

EASE (Steck, 2019) is a ridge regression of what each buyer bought on what else they bought, in
closed form. Here the answers are weighted by recency: a product counts the less the longer ago it
was bought, while what speaks for it may be old. Tastes drift with the seasons, and so what is learned
is which of last year's purchases speak for what sells now.

The closed form takes a dense matrix of the products. Only the most bought ``LARGEST`` are in it; the
others speak by a regression on themselves alone, in the same unit.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from .lines import Lines, Numbers, Reals

#: Products in the dense matrix: 8,000 take 0.25 GB for each of four copies.
LARGEST = 8000
#: Neighbours kept for each product.
KEPT = 60
#: Days after which a purchase counts half as an answer.
HALF_LIFE = 30.0
#: Strength of the regularisation, in mean buyers of a product.
RIDGE = 8.0
#: Rows of the sparse part at a time.
CHUNK = 1000


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
    inverse = np.linalg.inv(gram)
    found: Reals = inverse @ answers
    found -= inverse * (found[diagonal] / inverse[diagonal])
    found[diagonal] = 0.0
    return found


def neighbours(
    lines: Lines,
    allowed: NDArray[np.bool_] | None = None,
    *,
    kept: int = KEPT,
    half_life: float = HALF_LIFE,
    ridge: float = RIDGE,
    largest: int = LARGEST,
) -> Pairs:
    """The ``kept`` products that each product speaks for most. ``allowed`` says of each product
    whether it may be spoken for."""
    bought = lines.bought()
    if not bought.nnz:
        return joined([])
    buyers = np.asarray(bought.sum(axis=0)).ravel()
    penalty = ridge * float(bought.nnz / max(1, np.count_nonzero(buyers)))
    allowed = np.ones(len(buyers), bool) if allowed is None else allowed
    # Only what a second buyer has can be told from chance.
    often = np.flatnonzero(buyers >= 2)
    dense = np.sort(often[np.argsort(-buyers[often], kind="stable")][:largest])
    rest = np.setdiff1d(np.flatnonzero(buyers), dense)
    lately = lines.bought_lately(half_life)
    parts = [_dense(bought, lately, dense.astype(np.int32), allowed, penalty, kept)]
    for start in range(0, len(rest), CHUNK):
        part = rest[start : start + CHUNK].astype(np.int32)
        parts.append(_alone(bought, lately, part, allowed, penalty, kept))
    return joined(parts)


def _dense(
    bought: sparse.csr_array,
    lately: sparse.csr_array,
    products: Numbers,
    allowed: NDArray[np.bool_],
    penalty: float,
    kept: int,
) -> Pairs:
    inside = bought[:, products]
    gram = (inside.T @ inside).toarray()
    answers = (inside.T @ lately[:, products]).toarray()
    both = gram.copy()
    found = coefficients(gram, answers, penalty)
    found[:, ~allowed[products]] = 0.0
    row, column = _largest(found, kept)
    count = both[row, column].astype(np.int32)
    return Pairs(products[row], products[column], found[row, column], count)


def _alone(
    bought: sparse.csr_array,
    lately: sparse.csr_array,
    products: Numbers,
    allowed: NDArray[np.bool_],
    penalty: float,
    kept: int,
) -> Pairs:
    inside = bought[:, products]
    found = (inside.T @ lately).toarray()
    found /= np.asarray(inside.sum(axis=0)).reshape(-1, 1) + penalty
    found[np.arange(len(products)), products] = 0.0
    found[:, ~allowed] = 0.0
    row, column = _largest(found, kept)
    both = (inside.T @ bought).toarray()
    count = both[row, column].astype(np.int32)
    return Pairs(products[row], column.astype(np.int32), found[row, column], count)


def _largest(found: Reals, kept: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Rows and columns of the ``kept`` largest of each row that are above zero."""
    if not found.size:
        return np.empty(0, np.intp), np.empty(0, np.intp)
    kept = min(kept, found.shape[1])
    columns = np.argpartition(-found, kept - 1, axis=1)[:, :kept]
    rows = np.repeat(np.arange(len(found)), kept)
    flat = columns.ravel()
    above = found[rows, flat] > 0
    return rows[above], flat[above]
