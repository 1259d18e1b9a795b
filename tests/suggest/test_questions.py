"""Taps that narrow a broad question down: few, true, the same every time."""

import pytest

from shopguide.search import Filters, search
from shopguide.suggest import questions
from tests.search.conftest import market  # noqa: F401


def asked(guide, query, **given):
    return questions(search(guide, query, facets=True, **given))


@pytest.fixture
def broad(market):  # noqa: F811
    return market


def test_a_broad_question_is_asked_at_most_two_things(broad):
    found = asked(broad, "camera keyboard wireless usb")
    assert [each.kind for each in found] == ["category", "price"]
    assert all(2 <= len(each.answers) <= 4 for each in found)


def test_each_answer_leaves_what_it_says(broad):
    query = "camera keyboard wireless usb"
    category, price = asked(broad, query)
    for answer in category.answers:
        number = int(dict(answer.parameters)["f"])
        assert search(broad, query, filters=Filters(facts=((number,),))).total == answer.count
    for answer in price.answers:
        given = dict(answer.parameters)
        limits = Filters(price_min=given.get("price_min"), price_max=given.get("price_max"))
        assert search(broad, query, filters=limits).total == answer.count


def test_what_was_said_is_not_asked(broad):
    assert "price" not in [each.kind for each in asked(broad, "camera keyboard usb under $300")]
    assert "price" not in [
        each.kind for each in asked(broad, "camera keyboard usb", filters=Filters(price_max=300))
    ]
    category, *_rest = asked(broad, "camera keyboard wireless usb")
    number = int(dict(category.answers[0].parameters)["f"])
    left = asked(broad, "camera keyboard wireless usb", filters=Filters(facts=((number,),)))
    assert "category" not in [each.kind for each in left]


def test_few_results_are_not_asked_about(guide):
    assert asked(guide, "smartphone") == ()


def test_the_same_every_time(broad):
    assert asked(broad, "camera usb") == asked(broad, "camera usb")
