"""A planted complaint is found, and where nothing has changed nothing is told."""

import random
from datetime import UTC, datetime

import pytest

from shopguide.insight import Scope, new_complaints
from shopguide.insight.complaints import FALSE, judged
from shopguide.insight.statistics import Share
from tests.shop.factories import products

from .factories import Said, days, store

NOW = datetime(2026, 6, 1, tzinfo=UTC)
LATE, EARLY = NOW - days(5), NOW - days(100)
#: Shares of blame that aspects commonly have.
ASPECTS = {f"aspect{n}": 0.02 + 0.03 * n for n in range(8)}
#: Standard errors that a simulated mean may be above what was promised.
SLACK = 3


def blamed(count, of, written, aspect="battery"):
    return [Said([(aspect, -1)] * (n < count), written=written) for n in range(of)]


def test_a_planted_rise_is_found_with_its_counts(guide, product):
    store(product, [*blamed(9, 20, LATE), *blamed(5, 100, EARLY)])
    (found,) = new_complaints(Scope(guide, product=product.pk, until=NOW))
    assert (found.product, found.aspect, found.label) == (str(product.pk), "battery", "battery")
    assert (found.recent, found.past) == (Share(9, 20), Share(5, 100))
    assert found.p == found.q < 0.001
    assert found.rise == pytest.approx(0.4)


def test_what_was_always_blamed_is_not_new(guide, product):
    store(product, [*blamed(9, 20, LATE), *blamed(45, 100, EARLY)])
    assert new_complaints(Scope(guide, product=product.pk, until=NOW)) == []


@pytest.mark.parametrize(
    ("late", "early"),
    [
        ((2, 20), (0, 200)),  # two reviews are too few, however sure
        ((4, 4), (0, 200)),  # fewer reviews of late than anything is claimed of
        ((9, 9), (0, 4)),  # no past to speak of
        ((0, 30), (30, 100)),  # it got better
    ],
)
def test_too_few_reviews_or_no_rise_are_no_complaint(guide, product, late, early):
    store(product, [*blamed(*late, LATE), *blamed(*early, EARLY)])
    assert new_complaints(Scope(guide, product=product.pk, until=NOW)) == []


def test_a_rise_that_is_sure_but_slight_is_not_told():
    rates = [("1", "battery", Share(600, 10_000), Share(200, 10_000))]
    assert judged(rates) == []


def test_a_review_counts_once_and_other_not_at_all(guide, product):
    many = [Said([("battery", -1)] * 40 + [("other", -1)], written=LATE)] * 2
    store(product, [*many, *blamed(0, 18, LATE), *blamed(0, 100, EARLY)])
    assert new_complaints(Scope(guide, product=product.pk, until=NOW)) == []


def test_each_product_is_held_against_its_own_past(guide):
    bad, good = products(2)
    store(bad, [*blamed(10, 20, LATE), *blamed(50, 100, EARLY)])
    store(good, [*blamed(8, 20, LATE), *blamed(0, 100, EARLY)])
    found = new_complaints(Scope(guide, until=NOW))
    assert [each.product for each in found] == [str(good.pk)]
    assert new_complaints(Scope(guide, product=bad.pk, until=NOW)) == []


def test_the_periods_end_where_they_say(guide, product):
    """The last day of the recent ones is before ``until``; what lies before the past is ignored."""
    store(product, blamed(9, 9, NOW - days(28)) + blamed(0, 9, NOW - days(28) - days(1)))
    store(product, blamed(9, 9, NOW) + blamed(9, 9, NOW - days(393)) + blamed(9, 9, None))
    scope = Scope(guide, product=product.pk, until=NOW, since=NOW - days(1))
    (found,) = new_complaints(scope)
    assert (found.recent, found.past) == (Share(9, 9), Share(0, 9))


@pytest.mark.parametrize("count", [1, 6])
def test_two_statements_however_many_products(guide, django_assert_num_queries, count):
    for product in products(count):
        store(product, [*blamed(9, 20, LATE), *blamed(0, 60, EARLY)])
    with django_assert_num_queries(2):
        assert len(new_complaints(Scope(guide, until=NOW))) == count


def drawn(chance, rate, of):
    return Share(sum(chance.random() < rate for _ in range(of)), of)


def rates(chance, changed=()):
    """A shop of 20 products: of each, 10 to 60 reviews of late and ten times as many before."""
    made = []
    for product in range(20):
        recent = chance.randrange(10, 60)
        for aspect, rate in ASPECTS.items():
            rise = 0.35 if (product, aspect) in changed else 0.0
            late, early = drawn(chance, rate + rise, recent), drawn(chance, rate, 10 * recent)
            if late.count + early.count >= 3:
                made.append((str(product), aspect, late, early))
    return made


def test_without_a_change_a_shop_seldom_hears_of_one():
    """Where nothing changed every discovery is false: the share of shops that hear of any is the
    false discovery rate."""
    shops = 150
    alarmed = sum(bool(judged(rates(random.Random(seed)))) for seed in range(shops))
    assert alarmed / shops <= FALSE + SLACK * (FALSE * (1 - FALSE) / shops) ** 0.5


def test_planted_rises_are_found_and_few_others():
    planted = {(product, f"aspect{product % 8}") for product in range(0, 20, 4)}
    found = false = 0
    shares = []
    for seed in range(40):
        told = {(int(r[0]), r[1]) for r, _, _ in judged(rates(random.Random(seed), planted))}
        found += len(told & planted)
        false = len(told - planted)
        shares.append(false / max(len(told), 1))
    assert found / (40 * len(planted)) > 0.85
    assert sum(shares) / len(shares) <= FALSE
