"""The arithmetic of neighbours, beside plain loops and the published formula."""

import numpy as np
import pytest

from shopguide.recommend.ease import coefficients, neighbours
from shopguide.recommend.lines import Lines
from shopguide.recommend.together import CAUTION, MINIMUM, together


def lines(seed=1, buyers=30, products=12, n=400):
    draw = np.random.default_rng(seed)
    return Lines(
        products=[str(each) for each in range(products)],
        buyers=[str(each) for each in range(buyers)],
        buyer=draw.integers(-1, buyers, n).astype(np.int32),
        product=(draw.integers(0, products, n) * draw.random(n)).astype(np.int32),
        basket=draw.integers(0, 80, n).astype(np.int32),
        age=(draw.random(n) * 200).astype(np.float32),
    )


def test_bought_and_lately_equal_plain_loops():
    some = lines()
    bought, lately = some.bought().toarray(), some.bought_lately(30.0).toarray()
    expected = np.zeros_like(lately)
    for buyer, product, age in zip(some.buyer, some.product, some.age, strict=True):
        if buyer >= 0:
            weight = 0.5 ** (age / 30.0)
            expected[buyer, product] = max(expected[buyer, product], weight)
    assert lately == pytest.approx(expected, rel=1e-4)
    assert ((expected > 0) == (bought > 0)).all()
    between = some.bought_between(30.0, 60.0).toarray()
    held = {
        (b, p)
        for b, p, a in zip(some.buyer, some.product, some.age, strict=True)
        if b >= 0 and 30 <= a < 60
    }
    assert set(zip(*map(np.ndarray.tolist, between.nonzero()), strict=True)) == held


def test_with_the_same_answers_it_is_ease_as_published():
    bought = lines().bought().toarray().astype(np.float64)
    gram, ridge = bought.T @ bought, 5.0
    inverse = np.linalg.inv(gram + ridge * np.eye(len(gram)))
    published = inverse / -np.diag(inverse)
    np.fill_diagonal(published, 0)
    assert coefficients(gram.copy(), gram, ridge) == pytest.approx(published, abs=1e-9)


def test_its_coefficients_are_the_best_without_a_diagonal():
    some = lines(seed=4)
    bought = some.bought().toarray().astype(np.float64)
    answers = some.bought_lately(30.0).toarray().astype(np.float64)
    found = coefficients(bought.T @ bought, bought.T @ answers, 3.0)
    for column in range(found.shape[1]):
        others = [n for n in range(found.shape[0]) if n != column]
        left = bought[:, others]
        best = np.linalg.solve(
            left.T @ left + 3.0 * np.eye(len(others)), left.T @ answers[:, column]
        )
        assert found[others, column] == pytest.approx(best, abs=1e-6)


@pytest.mark.parametrize("largest", [8000, 5])
def test_only_what_may_be_named_is_named_and_nothing_names_itself(largest):
    some = lines()
    allowed = np.arange(len(some.products)) % 3 != 0
    pairs = neighbours(some, allowed, largest=largest)
    assert len(pairs)
    assert allowed[pairs.target].all()
    assert (pairs.source != pairs.target).all()
    assert (pairs.weight > 0).all()
    assert len({*zip(pairs.source.tolist(), pairs.target.tolist(), strict=True)}) == len(pairs)


def test_counts_are_buyers_of_both():
    some = lines()
    pairs = neighbours(some)
    bought = some.bought().toarray()
    both = bought.T @ bought
    assert (pairs.count == both[pairs.source, pairs.target]).all()


def test_products_outside_of_the_matrix_have_neighbours_too():
    some = lines()
    buyers = np.asarray(some.bought().sum(axis=0)).ravel()
    least_bought = int(np.argmin(np.where(buyers > 0, buyers, np.inf)))
    assert least_bought in neighbours(some, largest=5).source


def test_nothing_is_learned_from_nothing():
    none = np.empty(0, np.int32)
    empty = Lines([], [], none, none, none, np.empty(0, np.float32))
    assert len(neighbours(empty)) == len(together(empty)) == 0


def test_together_equals_a_plain_count():
    some = lines(seed=2)
    pairs = together(some)
    baskets = [set(some.product[some.basket == n]) for n in range(int(some.basket.max()) + 1)]
    assert len(pairs)
    for source, target, weight, count in zip(
        pairs.source, pairs.target, pairs.weight, pairs.count, strict=True
    ):
        both = sum(source in each and target in each for each in baskets)
        one = sum(source in each for each in baskets)
        other = sum(target in each for each in baskets)
        assert count == both >= MINIMUM
        lift = (both - CAUTION * both**0.5) * len(baskets) / (one * other)
        assert weight == pytest.approx(lift, rel=1e-4)


def test_only_the_best_are_kept_of_each():
    some = lines(seed=3)
    every, two = together(some), together(some, kept=2)
    for product in set(every.source.tolist()):
        weights = sorted(every.weight[every.source == product], reverse=True)
        assert sorted(two.weight[two.source == product], reverse=True) == weights[:2]
