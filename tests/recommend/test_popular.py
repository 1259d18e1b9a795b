"""Popularity and what is bought again: counts of the shop's own orders and of events."""

from datetime import timedelta

import pytest
from django.db.models import Count, Q

from shopguide.models import Event, Popularity
from shopguide.recommend.behaviour import ranking
from shopguide.recommend.fit import fit
from shopguide.recommend.orders import lines_of
from shopguide.recommend.popular import CART, VIEW, popular, recount
from shopguide.recommend.repeat import repeats
from tests.shop.factories import phone_guide, products
from tests.shop.models import Line

from .orders import DAY, buyer, order


@pytest.fixture
def guide(db):
    return phone_guide()


def of(product):
    return Popularity.objects.get(guide="phone", object_id=str(product.pk))


def event(product, kind="view", shopper="", days=0, **given):
    return Event.objects.create(
        shopper=shopper,
        client_id=f"{kind}{Event.objects.count()}",
        kind=kind,
        guide="phone",
        object_id=str(product.pk),
        happened=DAY - timedelta(days=days),
        **given,
    )


class TestPopularity:
    def test_it_counts_buyers_and_not_lines(self, guide):
        often, twice = products(2)
        for n in range(5):
            order("one", [often, often], days=n)
        order("a", [twice])
        order("b", [twice])
        recount(guide)
        assert (of(often).buyers, of(twice).buyers) == (1, 2)
        assert list(popular(guide, 2)) == [str(twice.pk), str(often.pk)]

    def test_it_equals_a_count_by_sql(self, guide):
        made = products(5)
        for n in range(30):
            order(f"b{n % 7}", made[: n % 5 + 1], days=3 * n)
        recount(guide)
        late = Q(order__placed_at__gt=DAY - timedelta(days=30))
        rows = Line.objects.values_list("product").annotate(
            ever=Count("order__user", distinct=True),
            lately=Count("order__user", distinct=True, filter=late),
        )
        assert {(row.object_id, row.buyers, row.recent) for row in Popularity.objects.all()} == {
            (str(key), ever, float(lately)) for key, ever, lately in rows
        }

    def test_lately_is_before_the_newest_order(self, guide):
        old, new = products(2)
        order("a", [old], days=400 + 60)
        order("b", [new], days=400)
        recount(guide)
        assert (of(old).recent, of(new).recent) == (0.0, 1.0)
        assert popular(guide, 5) == {str(new.pk): 1.0}

    def test_looking_counts_little_beside_buying(self, guide):
        bought, looked = products(2)
        order("a", [bought])
        for n in range(10):
            event(looked, shopper=f"user:{n}")
        recount(guide)
        assert of(looked).views == 10
        assert of(looked).recent == pytest.approx(10 * VIEW)
        assert list(popular(guide, 1)) == [str(bought.pk)]

    def test_one_shopper_who_looks_a_thousand_times_counts_once(self, guide):
        (looked,) = products(1)
        for _ in range(50):
            event(looked, shopper="user:1")
        event(looked, kind="cart", shopper="user:1")
        recount(guide)
        assert of(looked).views == 1
        assert of(looked).recent == pytest.approx(VIEW + CART)

    def test_a_product_of_which_nothing_is_left_goes(self, guide):
        (looked,) = products(1)
        made = event(looked)
        assert recount(guide) == 1
        made.delete()
        assert recount(guide) == 0
        assert not Popularity.objects.exists()

    def test_a_shop_without_orders_and_events_has_none(self, guide):
        assert recount(guide) == 0
        assert popular(guide, 5) == {}


class TestRanking:
    def test_a_stranger_gets_what_is_popular(self, guide):
        made = products(3)
        for n in range(6):
            order(f"b{n}", made[: n % 3 + 1], days=n)
        fit(guide)
        assert ranking(guide, {}, []) == [str(each.pk) for each in made]

    def test_what_is_left_out_is_left_out(self, guide):
        made = products(6)
        for n in range(12):
            order(f"b{n}", made[n % 3 :], days=n)
        fit(guide)
        owned = {made[0].pk: 1.0}
        found = ranking(guide, owned, [made[0].pk, made[5].pk])
        assert set(found) == {str(each.pk) for each in made[1:5]}
        assert len(found) == len(set(found))


class TestRepeats:
    def test_what_was_bought_often_and_lately_comes_first(self, guide):
        often, once, long_ago = products(3)
        for days in (90, 60, 30, 0):
            order("me", [often], days=days)
        order("me", [once], days=1)
        order("me", [long_ago], days=700)
        found = repeats(guide, lines_of(guide, buyer("me").pk))
        assert [each.key for each in found] == [str(p.pk) for p in (often, once, long_ago)]
        assert (found[0].times, found[0].interval) == (4, 30.0)
        assert (found[1].times, found[1].interval) == (1, None)
        assert found[0].last == DAY

    def test_two_lines_of_one_order_are_one_time(self, guide):
        (bought,) = products(1)
        order("me", [bought, bought])
        (found,) = repeats(guide, lines_of(guide, buyer("me").pk))
        assert found.times == 1

    def test_what_nobody_buys_any_more_comes_last(self, guide):
        current, dropped = products(2)
        order("me", [current, dropped], days=100)
        for n in range(5):
            order(f"b{n}", [current], days=n)
        recount(guide)
        found = repeats(guide, lines_of(guide, buyer("me").pk))
        assert [each.key for each in found] == [str(current.pk), str(dropped.pk)]

    def test_another_shopper_s_orders_are_not_read(self, guide):
        (bought,) = products(1)
        order("other", [bought])
        assert lines_of(guide, buyer("me").pk) == []
        assert repeats(guide, []) == []

    @pytest.mark.parametrize("key", ["", None, "no number"])
    def test_what_is_no_user_has_bought_nothing(self, guide, key):
        assert lines_of(guide, key) == []
