"""Taste in sentences, and a shopper's own word on them."""

import pytest
from django.contrib.auth.models import User
from django.utils import translation

from shopguide.catalogue.registry import registry
from shopguide.events.shopper import Shopper
from shopguide.models import AspectOpinion, FactValue, Profile, ReviewReading
from shopguide.recommend.edits import NotAgreed, say, sayable
from shopguide.recommend.fold import fold_events
from shopguide.recommend.taste import taste_of, weights_of
from tests.recommend.shoppers import NOW, agreed_shopper, did
from tests.shop.factories import products
from tests.shop.models import Brand, Category, Product, Review

pytestmark = pytest.mark.django_db


@pytest.fixture
def shopper():
    return agreed_shopper(User.objects.create(username="u").pk)


@pytest.fixture
def shelf():
    return products(20)


@pytest.fixture
def cables():
    return products(
        20,
        category=Category.objects.create(name="Cables"),
        brand=Brand.objects.create(name="Iota"),
    )


def sentence(shopper, key):
    return next(line.sentence for line in taste_of(shopper).lines if line.key == key)


def keys(shopper):
    return {line.key for line in taste_of(shopper).lines}


def read_review(product, said, user):
    """A review by a user with what a reader found in it."""
    review = Review.objects.create(product=product, user_id=user, body="…")
    guide = registry.get("phone")
    reading = ReviewReading.objects.create(
        guide="phone", object_id=str(product.pk), review_id=str(review.pk), reader=guide.reader,
        revision="r", digest="d", language="en", sentiment=0, label=0, probability=1, written=NOW,
    )  # fmt: skip
    for aspect, polarity in said:
        AspectOpinion.objects.create(
            reading=reading, guide="phone", object_id=str(product.pk), aspect=aspect, term=aspect,
            polarity=polarity, probability=1, start=0, end=1, sentence_start=0, sentence_end=1,
        )  # fmt: skip
    return review


def test_nothing_is_told_of_whom_the_shop_may_not_know():
    assert taste_of(Shopper(user_pk="1")).personal is False
    assert not weights_of(Shopper(user_pk="1"))
    with pytest.raises(NotAgreed):
        say(Shopper(user_pk="1"), "brand:phone:Zeta", "like")
    assert not Profile.objects.exists()


def test_one_who_did_nothing_yet(shopper):
    taste = taste_of(shopper)
    assert (taste.personal, taste.lines, taste.events) == (True, (), 0)
    assert not weights_of(shopper)


def test_what_was_looked_at_and_bought(shopper, shelf, cables):
    for product in shelf[:3]:
        did(shopper, "view", product, days_ago=30)
    did(shopper, "order", cables[0], days_ago=20)
    fold_events()
    assert sentence(shopper, "category:phone:Smartphones") == "You like to look at Smartphones."
    assert sentence(shopper, "category:phone:Cables") == "You have bought from Cables."
    assert sentence(shopper, "brand:phone:Iota") == "You buy products of Iota."
    line = next(
        line for line in taste_of(shopper).lines if line.key == "category:phone:Smartphones"
    )
    assert line.evidence == ("looked at 3 times",)
    assert f"product:phone:{shelf[0].pk}" in keys(shopper)
    assert f"product:phone:{cables[0].pk}" not in keys(shopper)


def test_what_is_of_the_last_days(shopper, shelf, cables):
    for days in range(20, 60, 4):
        did(shopper, "view", shelf[0], days_ago=days)
    did(shopper, "view", cables[0])
    fold_events()
    assert sentence(shopper, "category:phone:Smartphones").startswith("You like to look at")
    assert sentence(shopper, "category:phone:Cables").startswith("Lately you have been looking at")


def test_prices_by_category(shopper, shelf, cables):
    for product in (*shelf[:2], *cables[-2:]):
        did(shopper, "order", product)
    fold_events()
    assert sentence(shopper, "price:phone:Smartphones").endswith("the lower prices.")
    assert sentence(shopper, "price:phone:Cables").endswith("the higher prices.")
    price = weights_of(shopper).price["Cables"]
    assert price.amount == pytest.approx(118.5, rel=0.01)
    assert price.level > 0.9


def test_a_weak_battery_disliked_twice(shopper, shelf):
    read_review(shelf[0], [("battery", -1), ("battery", -1), ("camera", 1)], shopper.user_pk)
    read_review(shelf[1], [("battery", -1), ("camera", 0), ("other", -1)], shopper.user_pk)
    other = User.objects.create(username="other")
    read_review(shelf[1], [("sound", -1)], other.pk)
    assert keys(shopper) == {"aspect:phone:battery", "aspect:phone:camera"}
    told = sentence(shopper, "aspect:phone:battery")
    assert told == "In your reviews you criticised “battery” 2 times."
    assert sentence(shopper, "aspect:phone:camera") == "In your reviews you praised “camera” once."
    aspects = weights_of(shopper).aspects
    assert aspects["battery"] > aspects["camera"] > 0
    say(shopper, "aspect:phone:battery", "off")
    assert set(weights_of(shopper).aspects) == {"camera"}


def test_a_review_taken_back_is_no_opinion(shopper, shelf):
    review = read_review(shelf[0], [("battery", -1)], shopper.user_pk)
    assert keys(shopper) == {"aspect:phone:battery"}
    review.delete()
    assert keys(shopper) == set()


def test_names_are_in_the_readers_language(shopper, shelf):
    FactValue.objects.create(
        guide="phone", path="category__name", text="Smartphones", aliases=["智能手机"]
    )
    did(shopper, "view", shelf[0], language="zh-hans")
    fold_events()
    with translation.override("zh-hans"):
        assert "智能手机" in sentence(shopper, "category:phone:Smartphones")
    assert "Smartphones" in sentence(shopper, "category:phone:Smartphones")
    assert "Chinese" in sentence(shopper, "language:zh-hans")
    assert weights_of(shopper).language == "zh-hans"


def test_what_was_hidden_since_is_not_named(shopper, shelf, cables):
    for product in (*shelf[:2], *cables[:2]):
        did(shopper, "view", product)
    fold_events()
    Product.objects.filter(category__name="Cables").update(is_public=False)
    assert not [key for key in keys(shopper) if "Cables" in key or "Iota" in key]
    assert f"product:phone:{cables[0].pk}" not in keys(shopper)
    assert "category:phone:Smartphones" in keys(shopper)


def test_a_line_switched_off_is_not_used_and_can_be_switched_on(shopper, shelf):
    did(shopper, "view", shelf[0])
    fold_events()
    before = weights_of(shopper)
    assert before.brand["Zeta"] > 0
    line = say(shopper, "brand:phone:Zeta", "off")
    assert (line.on, line.word) == (False, "off")
    assert "Zeta" not in weights_of(shopper).brand
    assert "brand:phone:Zeta" in keys(shopper)
    assert say(shopper, "brand:phone:Zeta", "on").on
    assert weights_of(shopper).brand["Zeta"] == pytest.approx(before.brand["Zeta"], rel=1e-4)


def test_the_shoppers_word_stands_above_events(shopper, shelf, cables):
    for product in shelf:
        did(shopper, "view", product)
    fold_events()
    say(shopper, "brand:phone:Zeta", "dislike")
    say(shopper, "category:phone:Cables", "like")
    did(shopper, "view", shelf[0])
    fold_events()
    weights = weights_of(shopper, "phone")
    assert weights.brand["Zeta"] == -1.0
    assert weights.category["Cables"] == 1.0
    assert sentence(shopper, "brand:phone:Zeta") == "You said that Zeta is not for you."
    assert say(shopper, "category:phone:Cables", "on") is None
    assert not weights_of(shopper, "another")


def test_what_was_dismissed_counts_against(shopper, shelf):
    did(shopper, "dismissal", shelf[0])
    fold_events()
    assert weights_of(shopper).product[str(shelf[0].pk)] < 0
    assert sentence(shopper, f"product:phone:{shelf[0].pk}").endswith("is not for you.")


@pytest.mark.parametrize(
    ("key", "word", "error"),
    [
        ("brand:phone:Nobody", "like", LookupError),
        ("brand:nowhere:Zeta", "like", LookupError),
        ("price:phone:Smartphones", "like", LookupError),
        ("nonsense", "dislike", LookupError),
        ("brand:phone:Zeta", "off", LookupError),
        ("brand:phone:Zeta", "adore", ValueError),
    ],
)
def test_words_that_mean_nothing(shopper, shelf, key, word, error):
    with pytest.raises(error):
        say(shopper, key, word)
    assert not Profile.objects.exists()


def test_what_can_be_said(shelf, cables):
    found = sayable()
    assert ("brand:phone:Zeta", "Zeta") in found["brand"]
    assert ("category:phone:Cables", "Cables") in found["category"]
    Product.objects.filter(brand__name="Iota").update(is_public=False)
    assert ("brand:phone:Iota", "Iota") not in sayable()["brand"]
