"""Looking every day costs no false alarm, and the size told beforehand has the power told."""

from math import inf

import numpy as np
import pytest
from scipy import stats

from shopguide.experiments.power import (
    drift,
    equally,
    needed,
    needed_for_share,
    power_told,
)  # fmt: skip
from shopguide.experiments.sequential import (
    SPENT,
    always,
    boundaries,
    boundary,
    crossing,
    repeated,
    spent,
)  # fmt: skip
from shopguide.experiments.statistics import Estimate


def test_the_boundaries_are_the_published_ones():
    """Of five equal looks at 0.05: Jennison & Turnbull (2000), and ldBounds."""
    published = (4.8769, 3.3569, 2.6803, 2.2898, 2.0310)
    assert boundaries(tuple(equally(5)), 0.05) == pytest.approx(published, abs=2e-4)
    assert boundaries((1.0,), 0.05) == pytest.approx((stats.norm.ppf(0.975),), abs=1e-6)


def test_all_of_it_is_spent_at_the_end_and_nothing_is_left_after():
    assert spent(1.0) == spent(1.7) == SPENT
    assert spent(0.0) == 0.0
    assert boundary([0.5, 1.2]) < inf
    assert boundary([0.5, 1.2, 1.4]) == inf


def test_looks_must_grow():
    with pytest.raises(ValueError, match="grow"):
        boundaries((0.5, 0.5))


@pytest.mark.parametrize("fractions", [equally(28), [0.03, 0.31, 0.32, 0.9, 1.0], [0.4, 1.0]])
def test_a_path_without_drift_crosses_as_often_as_may_be(fractions):
    """Counted over 200,000 simulated paths."""
    bounds = np.array(boundaries(tuple(fractions), 0.05))
    steps = np.sqrt(np.diff([0.0, *fractions]))
    draw = np.random.default_rng(11).standard_normal((200_000, len(fractions)))
    z = np.cumsum(draw * steps, axis=1) / np.sqrt(fractions)
    assert (np.abs(z) >= bounds).any(axis=1).mean() == pytest.approx(0.05, abs=0.0016)


def test_power_is_what_paths_with_drift_say():
    bounds = np.array(boundaries(tuple(equally(14))))
    size, steps = 2.9, np.full(14, np.sqrt(1 / 14))
    draw = np.random.default_rng(12).standard_normal((100_000, 14)) * steps + size / 14
    z = np.cumsum(draw, axis=1) / np.sqrt(equally(14))
    found = (z >= bounds).any(axis=1).mean()
    assert crossing(size, equally(14), bounds) == pytest.approx(found, abs=0.005)


def test_one_look_needs_what_the_textbook_says():
    assert drift(0.8, looks=1) == pytest.approx(1.959964 + 0.841621, abs=1e-4)
    both = 2 * (0.05 * 0.95 + 0.06 * 0.94)
    expected = both * (2.801585 / 0.01) ** 2
    assert needed_for_share(0.05, 0.2, looks=1) == pytest.approx(expected, abs=2)


def test_looking_every_day_costs_a_fifth_more_at_most():
    fixed, daily = needed_for_share(0.05, 0.2, looks=1), needed_for_share(0.05, 0.2)
    assert fixed < daily < 1.2 * fixed


def test_statsmodels_tells_the_same_size():
    solver = pytest.importorskip("statsmodels.stats.power")
    theirs = solver.NormalIndPower().solve_power(0.1, power=0.8, alpha=0.05)
    assert needed((0.0, 1.0), (0.1, 1.0), looks=1) == pytest.approx(2 * theirs, abs=2)


def test_the_size_has_the_power_that_it_was_made_for():
    sides = (10.0, 400.0), (11.0, 420.0)
    for looks in (1, 14):
        assert power_told(*sides, needed(*sides, looks=looks), looks=looks) == pytest.approx(
            0.8, abs=1e-3
        )


@pytest.mark.parametrize(("base", "relative"), [(0.0, 0.1), (0.6, 0.8), (0.1, 0.0)])
def test_what_cannot_be_found_is_an_error(base, relative):
    with pytest.raises(ValueError):
        needed_for_share(base, relative)


def test_the_interval_of_a_guard_holds_at_every_moment():
    """2,000 tests without a difference, looked at after each of 200 batches."""
    missed = 0
    draw = np.random.default_rng(13)
    for _ in range(2000):
        means = np.cumsum(draw.standard_normal(200)) / np.arange(1, 201)
        errors = 1 / np.sqrt(np.arange(1, 201))
        found = [
            always(Estimate(0, m, m, e), 0.3, 0.05) for m, e in zip(means, errors, strict=True)
        ]
        missed += any(low > 0 or high < 0 for low, high in found)
    assert missed <= 2000 * 0.05
    assert missed > 0


def test_the_repeated_interval_ends_at_nothing_where_the_boundary_is_touched():
    low, high = repeated(Estimate(1.0, 1.5, 0.5, 0.2), 2.5)
    assert low == pytest.approx(0.0)
    assert high == pytest.approx(1.0)
    assert repeated(Estimate(1.0, 1.5, 0.5, 0.2), inf) == (-inf, inf)
