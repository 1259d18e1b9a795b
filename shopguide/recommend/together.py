"""Which products are bought in one order with which, more often than by chance.

The measure is lift: how often two are in a basket together, over how often they would be if baskets
were filled blindly. A few baskets prove little, so it is the lower end of what the count allows
that ranks, and pairs seen less than ``MINIMUM`` times are no pairs.
"""

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from .ease import Pairs, joined
from .lines import Lines, Numbers

#: Baskets that have both.
MINIMUM = 3
#: Neighbours kept for each product.
KEPT = 20
#: A larger basket is a reseller's, and everything in it goes with everything.
LARGEST_BASKET = 200
#: Standard deviations of a count (Poisson) that are not relied on.
CAUTION = 1.0
#: Products at a time.
CHUNK = 500


def together(lines: Lines, allowed: NDArray[np.bool_] | None = None, *, kept: int = KEPT) -> Pairs:
    """The ``kept`` products most bought with each, best first. ``allowed`` says of each product
    whether it may be named beside another."""
    baskets = lines.baskets()
    sizes = np.asarray(baskets.sum(axis=1)).ravel()
    baskets = baskets[np.flatnonzero(sizes <= LARGEST_BASKET)]
    single = np.asarray(baskets.sum(axis=0)).ravel()
    allowed = np.ones(len(single), bool) if allowed is None else allowed
    common = np.flatnonzero(single >= MINIMUM).astype(np.int32)
    return joined(
        [
            _of(baskets, single, common[start : start + CHUNK], allowed, kept)
            for start in range(0, len(common), CHUNK)
        ]
    )


def _of(
    baskets: sparse.csr_array,
    single: NDArray[np.float32],
    products: Numbers,
    allowed: NDArray[np.bool_],
    kept: int,
) -> Pairs:
    both = (baskets[:, products].T @ baskets).tocoo()
    source, target, count = products[both.coords[0]], both.coords[1], both.data
    lift = lifts(count, single[source], single[target], baskets.shape[0])
    good = (count >= MINIMUM) & (source != target) & (lift > 1.0) & allowed[target]
    source, target, count, lift = source[good], target[good], count[good], lift[good]
    order = np.lexsort((target, -lift, source))
    source, target, count, lift = source[order], target[order], count[order], lift[order]
    # Rank within the product, since its rows stand together.
    starts = np.flatnonzero(np.diff(source, prepend=-1))
    rank = np.arange(len(source)) - np.repeat(starts, np.diff([*starts, len(source)]))
    best = rank < kept
    return Pairs(
        source[best].astype(np.int32),
        target[best].astype(np.int32),
        lift[best].astype(np.float32),
        count[best].astype(np.int32),
    )


def lifts(
    both: NDArray[np.float32],
    one: NDArray[np.float32],
    other: NDArray[np.float32],
    baskets: int,
) -> NDArray[np.float64]:
    """The lower end of the lift of pairs that ``both`` baskets hold."""
    sure = both - CAUTION * np.sqrt(both)
    found: NDArray[np.float64] = sure * baskets / (one.astype(np.float64) * other)
    return found
