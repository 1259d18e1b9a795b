"""Measures and their intervals, against scikit-learn, scipy and numbers worked out by hand."""

import random

import numpy as np
import pytest
from scipy import stats
from sklearn import metrics

from shopguide.evaluation.agreement import (
    accuracy,
    f1,
    find_units,
    label_units,
    macro_f1,
    pearson,
    precision,
    recall,
    score_units,
)
from shopguide.evaluation.resampling import Measured, difference, interval, value


@pytest.mark.parametrize("classes", [(-1, 1), (-1, 0, 1)])
@pytest.mark.parametrize("seed", range(4))
def test_labels_as_scikit_learn_has_them(classes, seed):
    choice = random.Random(seed)
    truth = [choice.choice(classes) for _ in range(200)]
    given = [each if choice.random() < 0.6 else choice.choice(classes) for each in truth]
    for units in (None, [n // 3 for n in range(200)]):
        sums = label_units(truth, given, classes, units)
        assert len(sums) == (200 if units is None else 67)
        assert value(accuracy, sums) == pytest.approx(metrics.accuracy_score(truth, given))
        assert value(macro_f1, sums) == pytest.approx(
            metrics.f1_score(truth, given, average="macro")
        )


def test_a_class_that_is_never_given_counts_nothing():
    sums = label_units([-1, 1, 1, 1], [1, 1, 1, 1], (-1, 1))
    assert value(accuracy, sums) == 0.75
    # Positive: precision 3/4, recall 1.
    assert value(macro_f1, sums) == pytest.approx((0 + 6 / 7) / 2)


@pytest.mark.parametrize("seed", range(3))
def test_correlation_as_scipy_has_it(seed):
    choice = np.random.default_rng(seed)
    x = choice.normal(size=300)
    y = 1000 + 0.01 * (x + choice.normal(size=300))
    assert value(pearson, score_units(x, y)) == pytest.approx(stats.pearsonr(x, y)[0], abs=1e-6)
    assert value(pearson, score_units(x, -3 * x)) == pytest.approx(-1)


def test_what_never_varies_does_not_correlate():
    assert value(pearson, score_units([1, 2, 3], [0.7, 0.7, 0.7])) == 0
    assert value(pearson, score_units([0.1] * 7, list(range(7)))) == 0


def test_found_terms_in_plain_numbers():
    sums = find_units([1, 0, 2], [2, 1, 2], [1, 3, 2])
    assert value(precision, sums) == pytest.approx(3 / 5)
    assert value(recall, sums) == pytest.approx(3 / 6)
    assert value(f1, sums) == pytest.approx(6 / 11)
    nothing = find_units([0], [0], [0])
    assert [value(measure, nothing) for measure in (precision, recall, f1)] == [0, 0, 0]
    assert value(f1, sums[:0]) == 0


def test_an_interval_of_accuracy_is_that_of_a_mean():
    right = [1, 1, -1, 1, -1] * 40
    low, high = interval(accuracy, label_units([1] * 200, right, (-1, 1)))
    # 0.6 and its standard error, 0.0346.
    assert low == pytest.approx(0.6 - 1.96 * 0.0346, abs=0.012)
    assert high == pytest.approx(0.6 + 1.96 * 0.0346, abs=0.012)
    assert (low, high) == interval(accuracy, label_units([1] * 200, right, (-1, 1)))
    assert interval(accuracy, label_units([], [], (-1, 1))) == (0.0, 0.0)


def test_what_stands_together_is_drawn_together():
    truth, given = [1] * 200, [1] * 100 + [-1] * 100
    alone = interval(accuracy, label_units(truth, given, (-1, 1)))
    together = interval(accuracy, label_units(truth, given, (-1, 1), [n // 20 for n in range(200)]))
    assert together[1] - together[0] > 3 * (alone[1] - alone[0])


def test_a_difference_is_of_the_same_rows():
    truth = [1, -1] * 100
    worse = [1] * 100 + truth[100:]
    ours, theirs = (label_units(truth, given, (-1, 1)) for given in (truth, worse))
    told = difference(accuracy, ours, theirs)
    assert told["difference"] == pytest.approx(0.25)
    assert 0 < told["low"] < 0.25 < told["high"]
    # Paired: two systems that fail together differ by nothing, in every draw.
    assert difference(accuracy, theirs, theirs) == {"difference": 0.0, "low": 0.0, "high": 0.0}
    assert difference(accuracy, theirs, ours)["difference"] == pytest.approx(-0.25)


def test_a_row_is_in_the_form_of_the_benchmarks():
    sums = label_units([1, -1, 1, 1], [1, 1, 1, 1], (-1, 1))
    row = Measured("x", sums, {"accuracy": accuracy, "macro-F1": macro_f1}, {"part": 2}).row()
    assert list(row) == ["system", "accuracy", "macro-F1", "low", "high", "part"]
    assert row["low"] <= row["accuracy"] <= row["high"]
