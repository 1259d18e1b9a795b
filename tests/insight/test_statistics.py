"""Intervals and corrections against scipy's and against published numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest, false_discovery_control, fisher_exact, norm

from shopguide.insight.complaints import fisher
from shopguide.insight.statistics import Share, corrected, wilson

COUNTS = st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
P = st.floats(0, 1, allow_nan=False)


# Newcombe, "Two-sided confidence intervals for the single proportion" (1998), table I, method 3.
@pytest.mark.parametrize(
    ("k", "n", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_is_newcombes(k, n, low, high):
    assert wilson(k, n) == pytest.approx((low, high), abs=6e-5)


@given(COUNTS)
def test_wilson_is_scipys(counted):
    k, n = counted
    expected = binomtest(k, n).proportion_ci(method="wilson")
    found = wilson(k, n, norm.ppf(0.975))
    assert found == pytest.approx((expected.low, expected.high), abs=1e-9)


@given(COUNTS)
def test_a_share_lies_in_its_interval(counted):
    share = Share(*counted)
    assert 0 <= share.low <= share.share <= share.high <= 1


def test_of_no_reviews_nothing_is_known():
    assert (Share(0, 0).share, Share(0, 0).low, Share(0, 0).high) == (0, 0, 1)


@given(st.lists(P, min_size=1, max_size=40))
def test_the_correction_is_scipys(values):
    assert corrected(values) == pytest.approx(false_discovery_control(values), abs=1e-12)


@given(st.lists(P, min_size=1, max_size=20), st.integers(0, 50))
def test_tests_that_are_not_told_count(values, untold):
    whole = corrected([*values, *[1.0] * untold])
    assert corrected(values, len(values) + untold) == pytest.approx(whole[: len(values)])


def test_nothing_is_corrected_to_nothing():
    assert corrected([]) == []


@given(st.lists(st.tuples(COUNTS, COUNTS), min_size=1, max_size=8))
def test_fishers_test_is_scipys(pairs):
    rates = [(Share(*recent), Share(*past)) for recent, past in pairs]
    expected = [
        fisher_exact([[a, n - a], [b, m - b]], alternative="greater").pvalue
        for (a, n), (b, m) in pairs
    ]
    assert fisher(rates) == pytest.approx(expected, rel=1e-6, abs=1e-12)
