"""Stars that say one thing and words that say another."""

import pytest

from shopguide.insight import Scope
from shopguide.insight.agreement import agreement, agreement_by_product, disagreements
from shopguide.insight.statistics import Share
from tests.shop.factories import products

from .factories import START, Said, days, store

SAID = [
    Said(label=-1, rating=1.0, probability=0.95),  # five stars, bad text
    Said(label=-1, rating=0.8, probability=0.85, verified=True),
    Said(label=1, rating=0.2, probability=0.9, written=START + days(1)),  # one star, good text
    Said(label=-1, rating=0.2),
    Said(label=1, rating=1.0),
    Said(label=-1, rating=0.6),  # three stars agree with anything
    Said(label=-1, rating=1.0, probability=0.7),  # not read surely
    Said(label=0, rating=0.2),
    Said(label=-1, rating=None),
]


def test_shares_are_of_rated_reviews(guide, product):
    store(product, SAID)
    found = agreement(Scope(guide, product=product.pk))
    assert (found.stars_higher, found.text_higher) == (Share(2, 8), Share(1, 8))
    assert (found.disagree, found.product) == (Share(3, 8), None)


def test_the_reviews_come_with_what_they_say(guide, product):
    readings = store(product, SAID)
    found = disagreements(Scope(guide, product=product.pk))
    assert [each.review for each in found] == [readings[n].review_id for n in (0, 2, 1)]
    assert (found[1].rating, found[1].written) == (0.2, START + days(1))
    assert found[1].sentiment == pytest.approx(0.9)
    assert found[2].verified is True
    assert disagreements(Scope(guide, product=product.pk), limit=1, offset=1) == found[1:2]


def test_products_by_how_surely_they_disagree(guide):
    doubtful, few, fine = products(3)
    store(doubtful, SAID * 3)
    store(few, SAID[:3])
    store(fine, [Said(label=1, rating=1.0)] * 9)
    (found,) = agreement_by_product(Scope(guide))
    assert (found.product, found.disagree) == (str(doubtful.pk), Share(9, 24))


@pytest.mark.parametrize("ask", [agreement, agreement_by_product, disagreements])
def test_one_statement(guide, product, django_assert_num_queries, ask):
    store(product, SAID * 4)
    with django_assert_num_queries(1):
        ask(Scope(guide))
