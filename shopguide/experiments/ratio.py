"""Whether variants got the shares of shoppers that they were meant to get. Where they did not, some
shoppers were lost on one side, and no figure of the test means anything."""

from collections.abc import Sequence

from scipy import stats

#: Less likely than this and the test is broken. Rare, since it is looked at every day.
BROKEN = 0.001


def ratio_p(counts: Sequence[int], weights: Sequence[float]) -> float:
    """How likely counts so far from the weights are by chance (chi square)."""
    total, whole = sum(counts), sum(weights)
    if not total or len(counts) < 2:
        return 1.0
    expected = [total * weight / whole for weight in weights]
    return float(stats.chisquare(counts, expected).pvalue)


def broken(counts: Sequence[int], weights: Sequence[float]) -> bool:
    return ratio_p(counts, weights) < BROKEN
