"""Two products side by side, by a test that is what scipy says, and who says so."""

import pytest
from scipy.stats import fisher_exact

from shopguide.insight import Scope
from shopguide.insight.comparison import compare
from shopguide.insight.purchases import by_purchase
from tests.admin.readings import BAD, GOOD, buyer, read, reviews
from tests.shop.factories import phone_guide, products


@pytest.fixture
def two(db):
    first, second = products(2)
    reviews(first, 18, BAD)
    reviews(first, 12, GOOD + " The camera is good.")
    reviews(second, 4, BAD)
    reviews(second, 36, GOOD)
    read(phone_guide())
    return [Scope(phone_guide(), product=each.pk) for each in (first, second)]


def test_a_clear_difference_is_told_apart_from_chance(two):
    battery, camera = {each.aspect: each for each in compare(*two)}.values()
    assert (battery.aspect, camera.aspect) == ("battery", "camera")
    assert (battery.negative.first.count, battery.negative.first.total) == (18, 30)
    assert (battery.negative.second.count, battery.negative.second.total) == (4, 40)
    assert battery.negative.more == 1
    assert battery.positive.more == 2
    assert camera.positive.more == 1
    # Nobody blames either camera, so there is nothing to test.
    assert not camera.negative.tested
    assert camera.negative.more == 0


def test_the_test_is_two_sided_and_corrected(two):
    battery, camera = compare(*two)
    tables = [[[12, 18], [36, 4]], [[18, 12], [4, 36]], [[12, 18], [0, 40]]]
    tails = [
        2 * min(fisher_exact(table, alternative=side).pvalue for side in ("less", "greater"))
        for table in tables
    ]
    # Benjamini and Hochberg: the least of p · m / rank over those no smaller.
    ranked = sorted(tails)
    adjusted = {p: min(q * 3 / (n + 1) for n, q in enumerate(ranked) if q >= p) for p in ranked}
    assert [battery.positive.q, battery.negative.q, camera.positive.q] == pytest.approx(
        [adjusted[p] for p in tails]
    )


def test_equals_are_not_clear(db):
    first, second = products(2)
    for product in (first, second):
        reviews(product, 20, GOOD)
        reviews(product, 6, BAD)
    read(phone_guide())
    (battery,) = compare(*(Scope(phone_guide(), product=each.pk) for each in (first, second)))
    assert battery.negative.tested
    assert not battery.clear
    assert battery.negative.q == 1


def test_too_few_reviews_are_not_tested(db):
    first, second = products(2)
    reviews(first, 30, BAD)
    reviews(second, 4, GOOD)
    read(phone_guide())
    (battery,) = compare(*(Scope(phone_guide(), product=each.pk) for each in (first, second)))
    assert not battery.negative.tested
    assert not battery.clear


def test_both_ways_round_agree(two):
    there, back = compare(*two), compare(*reversed(two))
    assert [(each.aspect, each.negative.more) for each in there] == [
        (each.aspect, {0: 0, 1: 2, 2: 1}[each.negative.more]) for each in back
    ]


def test_verified_purchases_stand_apart(db):
    (product,) = products(1)
    reviews(product, 4, GOOD)
    reviews(product, 3, BAD, user=buyer(product))
    read(phone_guide())
    found = by_purchase(Scope(phone_guide(), product=product.pk))
    assert [
        (each.reviews, each.positive.count, each.negative.count)
        for each in (found.all, found.verified, found.others, found.untold)
    ] == [(7, 4, 3), (3, 0, 3), (4, 4, 0), (0, 0, 0)]
    assert found.told
    assert not by_purchase(
        Scope(phone_guide(), product=product.pk, verified=False)
    ).verified.reviews
