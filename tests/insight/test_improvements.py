"""Suggestions are written from numbers, and what does not hold is not printed."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override

from shopguide.insight import Scope
from shopguide.insight.improvements import Evidence, holds, improvements
from shopguide.insight.statistics import Share
from shopguide.models import AspectOpinion
from tests.shop.models import Product

from .factories import Said, read, store


@pytest.fixture
def scope(guide, product):
    """40 reviews: battery newly blamed, delivery always, stars that hide it, camera praised."""
    late, early = timezone.now() - timedelta(days=3), timezone.now() - timedelta(days=90)
    store(product, [Said([("battery", -1)], label=-1, rating=1.0, written=late)] * 6)
    store(product, [Said([("camera", 1)], label=1, rating=1.0, written=late)] * 4)
    store(product, [Said([("delivery", -1)], label=0, rating=0.6, written=early)] * 3)
    store(product, [Said([("camera", 1), ("price", 1)], label=1, written=early)] * 27)
    return Scope(guide, product=product.pk)


def test_every_kind_is_found_with_its_numbers(scope):
    found = {(each.kind, each.aspect): each for each in improvements(scope)}
    assert set(found) == {
        ("rising", "battery"), ("blamed", "delivery"), ("stars", ""), ("unmentioned", "camera"),
    }  # fmt: skip
    assert found["rising", "battery"].evidence == Evidence(Share(6, 10), Share(0, 30), 28)
    assert found["rising", "battery"].text == (
        "Battery: 6 of 10 reviews of the last 28 days (60%) find fault with it, and 0 of 30 (0%)"
        " did before."
    )
    assert found["blamed", "delivery"].text == (
        "Delivery: 3 of 40 reviews (8%) find fault with it."
    )
    assert found["stars", ""].evidence.share == Share(6, 13)
    assert found["unmentioned", "camera"].evidence.share == Share(31, 40)


def test_the_most_pressing_comes_first_and_the_limit_holds(scope):
    assert [each.kind for each in improvements(scope)][:2] == ["rising", "blamed"]
    assert [each.kind for each in improvements(scope, limit=1)] == ["rising"]


def test_what_the_products_own_text_says_is_not_missing(scope):
    Product.objects.update(description="Takes good PHOTOS.")
    assert "unmentioned" not in [each.kind for each in improvements(scope)]


def test_advice_has_no_number(scope):
    assert not any(re.search(r"\d", each.advice) for each in improvements(scope))


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_what_was_written_holds_in_whatever_language_it_is_read(scope, language):
    with override(language):
        found = improvements(scope)
    assert {each.language for each in found} == {language}
    assert found
    for each in found:
        assert holds(each, scope)


def test_a_changed_number_does_not_hold(scope):
    for each in improvements(scope):
        for number in re.finditer(r"\d+", each.text):
            start, end = number.span()
            changed = f"{each.text[:start]}{int(number.group()) + 1}{each.text[end:]}"
            assert not holds(replace(each, text=changed), scope)


def test_numbers_in_each_others_place_do_not_hold(scope):
    (blamed,) = [each for each in improvements(scope) if each.kind == "blamed"]
    assert not holds(replace(blamed, text=blamed.text.replace("3 of 40", "40 of 3")), scope)
    assert not holds(replace(blamed, advice="Send 100 vouchers."), scope)


def test_what_was_true_yesterday_does_not_hold_today(scope, product):
    found = improvements(scope)
    AspectOpinion.objects.filter(aspect="delivery")[:1].get().delete()
    assert [each.kind for each in found if not holds(each, scope)] == ["blamed"]
    store(product, [Said()])
    assert not any(holds(each, scope) for each in found if each.kind in ("blamed", "unmentioned"))


def test_praise_that_the_product_now_mentions_does_not_hold(scope):
    (unmentioned,) = [each for each in improvements(scope) if each.kind == "unmentioned"]
    Product.objects.update(description="A camera.")
    assert not holds(unmentioned, scope)


def test_what_does_not_hold_is_not_printed(scope, product, monkeypatch):
    """A review is read between the finding and the check."""
    from shopguide.insight import improvements as room

    found = room._found

    def and_then(*given):
        for each in list(found(*given)):
            if each[0] == "blamed":
                store(product, [Said([("delivery", -1)])])
            yield each

    monkeypatch.setattr(room, "_found", and_then)
    assert "blamed" not in [each.kind for each in improvements(scope)]


def test_quotes_say_what_is_suggested(guide, product):
    read(product, *[f"After {n} weeks the delivery was bad." for n in range(6)])
    (found,) = improvements(Scope(guide, product=product.pk))
    assert (found.kind, found.aspect) == ("blamed", "delivery")
    assert found.quotes
    assert all(quote.polarity == -1 and "delivery" in quote.text for quote in found.quotes)


def test_of_few_reviews_nothing_is_suggested(guide, product):
    store(product, [Said([("battery", -1)])] * 4)
    assert improvements(Scope(guide, product=product.pk)) == []


def test_a_category_has_suggestions_of_what_is_blamed(guide, scope):
    found = improvements(Scope(guide, category="Smartphones"))
    assert {each.kind for each in found} == {"blamed", "stars"}


def test_what_is_at_hand_is_not_asked_again(scope, django_assert_max_num_queries):
    from shopguide.insight import aspects, new_complaints

    at_hand = {"counted": aspects(scope), "complaints": new_complaints(scope)}
    with django_assert_max_num_queries(18):
        found = improvements(scope, **at_hand)
    assert found == improvements(scope)
