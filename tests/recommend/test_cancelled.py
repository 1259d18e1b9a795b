"""An order that was taken back is no order: nowhere in what is recommended."""

from dataclasses import replace

import pytest

from shopguide.events.shopper import Shopper
from shopguide.models import Neighbour, Popularity
from shopguide.recommend import buy_again, recommend
from shopguide.recommend.fit import fit
from shopguide.recommend.orders import lines_of
from shopguide.reviews.rows import copied
from tests.shop.factories import phone_guide, products
from tests.shop.models import Line, Review

from .orders import buyer, order


@pytest.fixture
def guide(db, monkeypatch):
    guide = phone_guide()
    assert guide.orders is not None
    counted = replace(guide.orders, counted=lambda lines: lines.exclude(title="cancelled"))
    monkeypatch.setattr(type(guide), "orders", counted)
    return guide


def cancelled(*orders):
    Line.objects.filter(order__in=orders).update(title="cancelled")


def test_nothing_is_learned_of_it(guide):
    made = products(2)
    cancelled(*(order(f"b{n}", made, days=n) for n in range(8)))
    assert fit(guide).report["lines"] == 0
    assert not Neighbour.objects.exists()
    assert not Popularity.objects.exists()


def test_it_is_neither_owned_nor_bought_again(guide):
    kept, returned = products(2)
    order("ann", [kept], days=2)
    cancelled(order("ann", [returned], days=1))
    ann = Shopper(user_pk=str(buyer("ann").pk))
    assert [key for key, _ in lines_of(guide, ann.user_pk)] == [str(kept.pk)]
    assert [item.pk for item in buy_again(ann, guide).items] == [kept.pk]
    assert [item.pk for item in recommend(ann, guide).items] == [returned.pk]


def test_it_verifies_no_review(guide):
    kept, returned = products(2)
    order("ann", [kept])
    cancelled(order("ann", [returned]))
    reviews = [
        Review.objects.create(product=each, user=buyer("ann"), body="Good.")
        for each in (kept, returned)
    ]
    found = copied(guide, [each.pk for each in reviews])
    assert [found[each.pk].verified for each in reviews] == [True, False]
