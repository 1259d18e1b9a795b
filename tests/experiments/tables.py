"""Seeded tables of two variants, and the sums of each."""

import numpy as np

from shopguide.experiments.statistics import Sums


def shares(n, m, p, q, seed=1):
    draw = np.random.default_rng(seed)
    return draw.binomial(1, p, n).astype(float), draw.binomial(1, q, m).astype(float)


def amounts(n, m, lift=0.0, seed=2):
    """Skewed, with many zeros: what shoppers spend."""
    draw = np.random.default_rng(seed)

    def side(size, factor):
        return draw.binomial(1, 0.2, size) * draw.lognormal(3, 1, size) * factor

    return side(n, 1.0), side(m, 1.0 + lift)


def clicks(n, p, seed=3):
    """Clicks and products shown per shopper, whose taste for clicking differs."""
    draw = np.random.default_rng(seed)
    shown = draw.geometric(0.05, n).astype(float)
    taste = draw.beta(20 * p, 20 * (1 - p), n)
    return draw.binomial(shown.astype(int), taste).astype(float), shown


def sums(*columns):
    return Sums.of(*columns)
