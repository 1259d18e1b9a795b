"""Near copies and bursts against plain Python, and nothing of the kind in ordinary reviews."""

import random
from datetime import UTC, datetime
from itertools import combinations

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom

from shopguide.insight import Scope
from shopguide.insight.suspicion import DISTANCE, bursts, distance, near_copies
from shopguide.models import ReviewReading
from tests.shop.factories import products

from .factories import START, Said, days, store

LOWEST, HIGHEST = -(2**63), 2**63 - 1
BITS = st.integers(LOWEST, HIGHEST)
FLIPS = st.lists(st.integers(0, 63), max_size=5, unique=True)
NOW = START + days(120)


def signed(bits):
    return (bits + 2**63) % 2**64 - 2**63


def flipped(bits, which):
    for each in which:
        bits ^= 1 << each
    return signed(bits)


def groups(fingerprints):
    """Sets of positions that pairs link, in plain Python."""
    sets = [{n} for n in range(len(fingerprints))]
    for a, b in combinations(range(len(fingerprints)), 2):
        one, other = fingerprints[a], fingerprints[b]
        if None not in (one, other) and bin((one ^ other) % 2**64).count("1") <= DISTANCE:
            first = next(each for each in sets if a in each)
            second = next(each for each in sets if b in each)
            if first is not second:
                sets.remove(second)
                first |= second
    return {frozenset(each) for each in sets if len(each) > 1}


@pytest.mark.parametrize(
    ("one", "other", "expected"), [(0, -1, 64), (LOWEST, HIGHEST, 64), (5, 5, 0), (-1, -2, 1)]
)
def test_distance_counts_bits_of_signed_numbers(one, other, expected):
    assert distance(one, other) == expected


@settings(max_examples=30)
@given(BITS, st.lists(FLIPS, max_size=8), st.booleans())
def test_groups_are_what_comparing_all_with_all_gives(guide, product, bits, flips, of_one):
    """Chains of copies of copies among them, and the edges of 64 bits."""
    ReviewReading.objects.all().delete()
    made = [bits, None, LOWEST, HIGHEST]
    for flip in flips:
        made.append(flipped(made[-1], flip))
    readings = store(product, [Said(fingerprint=each) for each in made])
    scope = Scope(guide, product=product.pk if of_one else None)
    found = near_copies(scope)
    number = {reading.review_id: n for n, reading in enumerate(readings)}
    assert {frozenset(number[c.review] for c in each.reviews) for each in found} == groups(made)
    assert all(each.count == len(each.reviews) for each in found)
    assert all(each.distance <= DISTANCE for each in found)


def test_copies_are_found_across_products_and_told_with_their_evidence(guide):
    one, other, third = products(3)
    store(one, [Said(fingerprint=77, written=START + days(1), verified=True)])
    store(other, [Said(fingerprint=77 ^ 0b111, written=START)])
    store(third, [Said(fingerprint=77 ^ (1 << 40), written=None), Said(fingerprint=1 << 50)])
    (found,) = near_copies(Scope(guide, product=one.pk))
    assert (found.count, found.products, found.distance) == (3, 3, 3)
    assert [each.product for each in found.reviews] == [str(p.pk) for p in (other, one, third)]
    assert found.reviews[1].verified is True
    assert ReviewReading.objects.count() == 4  # nothing is removed for it


def test_exact_copies_are_one_group_however_many(guide, product):
    store(product, [Said(fingerprint=LOWEST)] * 300)
    (found,) = near_copies(Scope(guide, product=product.pk))
    assert (found.count, len(found.reviews), found.distance) == (300, 50, 0)


def test_another_guide_or_reader_is_no_copy(guide, product):
    _, second, third = store(product, [Said(fingerprint=5)] * 3)
    ReviewReading.objects.filter(pk=second.pk).update(reader="other")
    ReviewReading.objects.filter(pk=third.pk).update(guide="other")
    assert near_copies(Scope(guide, product=product.pk)) == near_copies(Scope(guide)) == []


def test_a_group_must_touch_the_scope(guide):
    one, other = products(2)
    store(one, [Said(fingerprint=(1 << 20) - 1)])
    store(other, [Said(fingerprint=5)] * 2)
    assert near_copies(Scope(guide, product=one.pk)) == []
    assert len(near_copies(Scope(guide))) == 1


def test_random_fingerprints_are_not_alike(guide, product):
    chance = random.Random(1)
    store(product, [Said(fingerprint=signed(chance.getrandbits(64))) for _ in range(400)])
    assert near_copies(Scope(guide)) == []


@pytest.mark.parametrize("count", [2, 80])
def test_two_statements_however_many_copies(guide, product, django_assert_num_queries, count):
    store(product, [Said(fingerprint=1 << n % 3) for n in range(count)])
    with django_assert_num_queries(2):
        near_copies(Scope(guide, product=product.pk))


def steady(count, every=1):
    return [Said(written=START + days(every * n)) for n in range(count)]


def test_a_burst_is_found_with_its_numbers(guide, product):
    day = START + days(40)
    store(product, [*steady(28, 4), *[Said(written=day)] * 9])
    scope = Scope(guide, product=product.pk, until=NOW)
    (found,) = bursts(scope)
    # Of 57 days, every fourth has one review, and the day itself is one of these.
    assert (found.product, found.day, found.count) == (str(product.pk), day.date(), 10)
    assert found.expected == pytest.approx(14 / 56)
    assert found.p == pytest.approx(binom.sf(9, 24, 1 / 57))
    # As many tests as days since the first review.
    assert found.q == pytest.approx(found.p * 120, rel=0.02)


def test_steady_reviews_are_no_burst_however_many(guide, product):
    store(product, [*steady(100), *steady(100), *steady(100)] * 3)
    assert bursts(Scope(guide, product=product.pk, until=NOW)) == []


def test_a_product_may_become_popular(guide, product):
    """Ten times as many from one day on is no burst: the days around are as busy."""
    chance = random.Random(3)
    later = [Said(written=START + days(60 + chance.random() * 60)) for _ in range(300)]
    store(product, [*steady(10, 6), *later])
    assert bursts(Scope(guide, product=product.pk, until=NOW)) == []


def test_chance_alone_makes_hardly_a_burst(guide):
    """Poisson reviews of 30 products over a year: of 11,000 days hardly one may be told."""
    chance = random.Random(5)
    for product in products(30):
        count = chance.choice([20, 100, 400])
        store(product, [Said(written=START + days(365 * chance.random())) for _ in range(count)])
    assert len(bursts(Scope(guide, until=START + days(365)))) <= 1


def test_few_reviews_on_a_day_are_no_burst(guide, product):
    store(product, [Said(written=START)] * 4)
    assert bursts(Scope(guide, product=product.pk, until=NOW)) == []


def test_all_at_once_and_nothing_since_is_a_burst(guide, product):
    store(product, [Said(written=START)] * 6)
    (found,) = bursts(Scope(guide, product=product.pk, until=NOW))
    assert (found.count, found.expected) == (6, 0)
    assert bursts(Scope(guide, product=product.pk, until=START + days(0.1))) == []


def test_a_day_is_one_of_the_current_time_zone(guide, product):
    evening = datetime(2026, 3, 10, 20, tzinfo=UTC)
    store(product, [Said(written=evening)] * 3 + [Said(written=evening + days(0.3))] * 3)
    scope = Scope(guide, product=product.pk, until=NOW)
    assert bursts(scope) == []
    with timezone.override("Asia/Shanghai"):
        (found,) = bursts(scope)
    assert found.day == datetime(2026, 3, 11).date()


def test_dates_that_cannot_be_true_are_borne(guide, product):
    first, last = datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC)
    store(product, [Said(written=first)] * 6 + [Said(written=last)] * 6)
    assert [each.day.year for each in bursts(Scope(guide, product=product.pk))] == [1]


def test_bursts_in_one_statement(guide, product, django_assert_num_queries):
    store(product, [Said(written=START)] * 9)
    with django_assert_num_queries(1):
        bursts(Scope(guide, until=NOW))
