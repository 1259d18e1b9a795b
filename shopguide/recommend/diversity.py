"""A strip that is not eight times the same (MMR, Carbonell & Goldstein, 1998)."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

#: How much of a place is the score; the rest is being unlike what stands before.
BALANCE = 0.7


def mmr(
    scored: Sequence[tuple[Any, float]],
    vectors: Mapping[Any, NDArray[np.float32]],
    limit: int,
    balance: float = BALANCE,
) -> list[Any]:
    """Up to ``limit`` keys of ``scored`` (key, score): each the best of score and of distance from
    those chosen before. A key without a vector is like no other."""
    if not scored:
        return []
    keys = [key for key, _ in scored]
    relevance = _spread(np.array([score for _, score in scored], dtype=np.float64))
    alike = _similarity(keys, vectors)
    chosen: list[int] = []
    nearest = np.zeros(len(keys))
    free = np.ones(len(keys), dtype=bool)
    while len(chosen) < min(limit, len(keys)):
        worth = balance * relevance - (1 - balance) * nearest
        best = int(np.argmax(np.where(free, worth, -np.inf)))
        chosen.append(best)
        free[best] = False
        nearest = np.maximum(nearest, alike[best])
    return [keys[position] for position in chosen]


def _similarity(keys: list[Any], vectors: Mapping[Any, NDArray[np.float32]]) -> NDArray[np.float64]:
    """Cosines of each pair, spread from 0 to 1: encoders differ in how narrow their band is."""
    size = len(keys)
    found = [position for position, key in enumerate(keys) if key in vectors]
    whole = np.zeros((size, size))
    if len(found) < 2:
        return whole
    rows = np.stack([vectors[keys[position]] for position in found]).astype(np.float32)
    rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    # Not by BLAS, whose threads cost more than so small a product.
    cosines = np.einsum("id,jd->ij", rows, rows)
    pairs = cosines[np.triu_indices(len(found), 1)]
    whole[np.ix_(found, found)] = _between(cosines.astype(np.float64), float(pairs.min()), 1.0)
    return whole


def _spread(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return _between(values, float(values.min()), float(values.max()))


def _between(values: NDArray[np.float64], low: float, high: float) -> NDArray[np.float64]:
    if high - low < 1e-9:
        return np.ones_like(values)
    return np.clip((values - low) / (high - low), 0.0, 1.0)
