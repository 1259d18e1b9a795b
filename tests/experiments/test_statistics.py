"""The figures are those of scipy and of statsmodels on the same tables."""

from math import inf

import numpy as np
import pytest
from scipy import stats

from shopguide.experiments import ratio as sample_ratio
from shopguide.experiments.statistics import (
    Sums,
    adjusted,
    explained,
    holm,
    mean,
    ratio,
    share,
)  # fmt: skip

from .tables import amounts, clicks, shares, sums


def test_means_are_welch_of_scipy():
    a, b = amounts(900, 1100, 0.2)
    ours = mean(sums(a), sums(b))
    theirs = stats.ttest_ind(b, a, equal_var=False)
    assert ours.p == pytest.approx(theirs.pvalue, rel=1e-9)
    assert ours.freedom == pytest.approx(theirs.df)
    low, high = theirs.confidence_interval(0.95)
    assert ours.interval() == pytest.approx((low, high))


def test_the_ratio_of_samples_is_chi_square_of_scipy():
    assert sample_ratio.ratio_p([5100, 4900], [1, 1]) == pytest.approx(
        stats.chisquare([5100, 4900]).pvalue
    )
    assert sample_ratio.ratio_p([900, 80], [0.9, 0.1]) == pytest.approx(
        stats.chisquare([900, 80], [882, 98]).pvalue
    )
    assert not sample_ratio.broken([5100, 4900], [1, 1])
    assert sample_ratio.broken([5300, 4700], [1, 1])
    assert sample_ratio.ratio_p([0, 0], [1, 1]) == 1.0


def test_holm_is_the_textbook():
    # Holm's own procedure, step by step, on four p values.
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([0.9, 0.8]) == [1.0, 1.0]
    assert holm([]) == []


def test_figures_written_down_from_statsmodels():
    """statsmodels 0.15.0: confint_proportions_2indep and test_proportions_2indep, agresti-caffo."""
    ours = share(Sums(1000, 50, 50), Sums(1200, 84, 84))
    assert (ours.p, *ours.interval()) == pytest.approx(
        (0.05072845938654847, -6.282923359760689e-05, 0.039697370467270045), abs=1e-12
    )


def test_statsmodels_says_the_same():
    proportion = pytest.importorskip("statsmodels.stats.proportion")
    weightstats = pytest.importorskip("statsmodels.stats.weightstats")
    multitest = pytest.importorskip("statsmodels.stats.multitest")
    api = pytest.importorskip("statsmodels.api")
    a, b = shares(1000, 1200, 0.05, 0.07)
    ours = share(sums(a), sums(b))
    given = {"compare": "diff", "method": "agresti-caffo"}
    low, high = proportion.confint_proportions_2indep(b.sum(), 1200, a.sum(), 1000, **given)
    test = proportion.test_proportions_2indep(b.sum(), 1200, a.sum(), 1000, **given)
    assert (ours.p, *ours.interval()) == pytest.approx((test.pvalue, low, high))

    a, b = amounts(800, 700, 0.3)
    compared = weightstats.CompareMeans.from_data(b, a)
    assert mean(sums(a), sums(b)).interval() == pytest.approx(
        compared.tconfint_diff(usevar="unequal")
    )

    (y, x), (v, w) = clicks(600, 0.1), clicks(700, 0.12, seed=4)
    sides = [
        api.WLS(above / below, np.ones(len(above)), weights=below).fit(cov_type="HC1")
        for above, below in ((y, x), (v, w))
    ]
    ours = ratio(sums(y, x), sums(v, w))
    assert ours.difference == pytest.approx(sides[1].params[0] - sides[0].params[0])
    assert ours.error == pytest.approx(np.hypot(sides[0].bse[0], sides[1].bse[0]))

    values = [0.001, 0.2, 0.04, 0.03, 0.011]
    assert holm(values) == pytest.approx(multitest.multipletests(values, method="holm")[1])


def past(n, m, seed=5):
    draw = np.random.default_rng(seed)
    before = draw.gamma(2, 10, n + m)
    now = 0.8 * before + draw.normal(0, 5, n + m)
    now[n:] += 1.0
    return before, now


def test_cuped_is_the_least_squares_line_with_one_slope():
    before, now = past(500, 600)
    left, right = sums(now[:500], before[:500]), sums(now[500:], before[500:])
    in_test = np.r_[np.zeros(500), np.ones(600)]
    line = np.linalg.lstsq(np.c_[np.ones(1100), in_test, before], now, rcond=None)[0]
    ours = adjusted(left, right)
    assert ours.difference == pytest.approx(line[1])
    assert ours.error < mean(left, right).error / 1.5
    assert 0.5 < explained(left, right) < 1.0


def test_cuped_without_a_past_is_welch():
    a, b = amounts(300, 300)
    left, right = sums(a), sums(b)
    assert adjusted(left, right) == mean(left, right)
    assert explained(left, right) == 0.0


def test_the_delta_method_counts_shoppers_and_not_products_shown():
    """Simulated: its interval covers the truth in 95 of 100, a share of products shown does not."""
    ours = naive = 0
    for seed in range(300):
        (y, x), (v, w) = clicks(400, 0.1, seed=2 * seed), clicks(400, 0.1, seed=2 * seed + 1)
        ours += ratio(sums(y, x), sums(v, w)).p < 0.05
        p, q, n, m = y.sum() / x.sum(), v.sum() / w.sum(), x.sum(), w.sum()
        error = np.sqrt(p * (1 - p) / n + q * (1 - q) / m)
        naive += abs(p - q) / error > 1.96
    assert ours <= 300 * (0.05 + 2.58 * np.sqrt(0.05 * 0.95 / 300))
    assert naive > 300 * 0.12


@pytest.mark.parametrize("compare", [share, mean, ratio])
def test_nobody_proves_nothing(compare):
    empty = Sums(0, 0, 0)
    found = compare(empty, Sums(10, 3, 3, 10, 10, 3))
    assert found.p == 1.0
    assert found.interval() == (-inf, inf)
    assert found.z == 0.0
