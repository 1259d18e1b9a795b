"""Faults of assignment that are planted and must be found, and figures beside other libraries'."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np


def faults(tests: int, seed: int) -> Iterator[dict[str, Any]]:
    """A variant that loses some of its shoppers, as one does whose page is slow or breaks."""
    from shopguide.experiments.ratio import broken

    for lost, size in ((0.0, 20_000), (0.05, 20_000), (0.05, 40_000), (0.1, 10_000), (0.1, 20_000)):
        draw = np.random.default_rng([seed, int(100 * lost), size])
        found = []
        for _ in range(tests):
            new = int(draw.binomial(size, 0.5))
            kept = int(draw.binomial(new, 1 - lost))
            found.append(broken([size - new, kept], [1, 1]))
        yield {
            "system": "shopguide",
            "what": "sample ratio" if lost else "sample ratio, no fault",
            "lost": lost,
            "shoppers": size,
            "share": float(np.mean(found)),
        }


def distances(seed: int) -> Iterator[dict[str, Any]]:
    """The largest distance of p values and ends of intervals on 200 random tables."""
    draw = np.random.default_rng(seed)
    checks: list[tuple[str, Callable[[np.random.Generator], float]]] = [
        ("scipy, Welch", _welch),
        ("scipy, chi square", _chi_square),
    ]
    try:
        import statsmodels  # noqa: F401
    except ImportError:
        yield {"system": "statsmodels", "what": "is not installed"}
    else:
        checks += [("statsmodels, shares", _shares), ("statsmodels, ratios", _ratios)]
        checks += [("statsmodels, Holm", _holm), ("statsmodels, sample size", _size)]
    for name, check in checks:
        far = max(check(draw) for _ in range(200))
        yield {"system": name, "what": "largest distance", "distance": far}


def assignment() -> dict[str, Any]:
    from shopguide.experiments.assign import Choice, RunningTest, drawn

    variants = (Choice(1, "control", 1), Choice(2, "new", 1))
    test = RunningTest(1, "t", "salt", variants, group="home", room=0.9)
    times = []
    for n in range(20_000):
        began = time.perf_counter()
        drawn(test, f"session:{n}")
        times.append(1000 * (time.perf_counter() - began))
    return {
        "system": "shopguide",
        "what": "assignment",
        "p50 ms": float(np.median(times)),
        "p99 ms": float(np.percentile(times, 99)),
    }


def _welch(draw: np.random.Generator) -> float:
    from scipy import stats

    from shopguide.experiments.statistics import Sums, mean

    a, b = (draw.lognormal(3, 1, draw.integers(50, 500)) for _ in range(2))
    ours, theirs = mean(Sums.of(a), Sums.of(b)), stats.ttest_ind(b, a, equal_var=False)
    ends = theirs.confidence_interval()
    return _far((ours.p, *ours.interval()), (theirs.pvalue, ends.low, ends.high))


def _chi_square(draw: np.random.Generator) -> float:
    from scipy import stats

    from shopguide.experiments.ratio import ratio_p

    counts = draw.integers(100, 200, 3)
    return _far((ratio_p(counts.tolist(), [1, 1, 1]),), (stats.chisquare(counts).pvalue,))


def _shares(draw: np.random.Generator) -> float:
    from statsmodels.stats import proportion

    from shopguide.experiments.statistics import Sums, share

    (n, m), p = draw.integers(50, 2000, 2), draw.uniform(0.05, 0.95)
    x, y = (float(draw.binomial(size - 2, p)) + 1 for size in (n, m))
    ours = share(Sums(int(n), x, x), Sums(int(m), y, y))
    given = {"compare": "diff", "method": "agresti-caffo"}
    ends = proportion.confint_proportions_2indep(y, m, x, n, **given)
    test = proportion.test_proportions_2indep(y, m, x, n, **given)
    return _far((ours.p, *ours.interval()), (test.pvalue, *ends))


def _ratios(draw: np.random.Generator) -> float:
    import statsmodels.api as models

    from shopguide.experiments.statistics import Sums, ratio

    sides = []
    for _ in range(2):
        shown = draw.geometric(0.1, 300).astype(float)
        sides.append((draw.binomial(shown.astype(int), 0.2).astype(float), shown))
    fits = [models.WLS(y / x, np.ones(len(y)), weights=x).fit(cov_type="HC1") for y, x in sides]
    ours = ratio(*(Sums.of(*side) for side in sides))
    theirs = (fits[1].params[0] - fits[0].params[0], np.hypot(fits[0].bse[0], fits[1].bse[0]))
    return _far((ours.difference, ours.error), theirs)


def _holm(draw: np.random.Generator) -> float:
    from statsmodels.stats.multitest import multipletests

    from shopguide.experiments.statistics import holm

    values = (draw.random(6) ** 3).tolist()
    return _far(holm(values), multipletests(values, method="holm")[1])


def _size(draw: np.random.Generator) -> float:
    """As a share of the size."""
    from statsmodels.stats.power import NormalIndPower

    from shopguide.experiments.power import needed

    effect = draw.uniform(0.02, 0.2)
    theirs = 2 * NormalIndPower().solve_power(effect, power=0.8, alpha=0.05)
    return abs(float(needed((0.0, 1.0), (effect, 1.0), looks=1) / theirs) - 1)


def _far(ours: Any, theirs: Any) -> float:
    return float(np.max(np.abs(np.asarray(ours) - np.asarray(theirs))))
