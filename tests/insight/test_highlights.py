"""What shoppers read: only of what they may read, each share as it is."""

from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopguide import Reviews
from shopguide.catalogue.registry import registry
from shopguide.insight import Scope, highlights
from shopguide.models import ReviewReading
from tests.oscarish.models import Artikel, Offer, Opinion
from tests.shop.factories import products
from tests.shop.models import Review

from .factories import Said, store

SAID = st.builds(
    Said,
    opinions=st.lists(
        st.tuples(st.sampled_from(["camera", "battery", "price"]), st.sampled_from([-1, 0, 1])),
        max_size=4,
    ),
    approved=st.booleans(),
)


@settings(max_examples=40)
@given(said=st.lists(SAID, max_size=25))
def test_every_phrase_is_true_and_none_is_left_out(guide, product, said):
    ReviewReading.objects.all().delete()
    store(product, said)
    shown = [each for each in said if each.approved]
    counted = {
        (aspect, polarity): sum((aspect, polarity) in each.opinions for each in shown)
        for aspect in ("camera", "battery", "price")
        for polarity in (1, -1)
    }
    found = highlights(guide, product.pk)
    assert found.total == len(shown)
    expected = {
        key: (count, len(shown)) for key, count in counted.items() if count >= 2 and len(shown) >= 5
    }
    told = {(p.aspect, p.polarity): (p.share.count, p.share.total) for p in found.phrases}
    assert told == expected
    for phrases in (found.pros, found.cons):
        shares = [phrase.share.share for phrase in phrases]
        assert shares == sorted(shares, reverse=True)


def test_cons_are_not_hidden_behind_pros(guide, product):
    many = [(name, 1) for name in ("camera", "battery", "price", "design", "sound")]
    store(product, [Said([*many, ("heat", -1)])] * 3 + [Said(many)] * 20)
    found = highlights(guide, product.pk, limit=2)
    assert len(found.pros) == 2
    assert [(each.aspect, each.share.count) for each in found.cons] == [("heat", 3)]


def test_a_review_that_is_hidden_after_it_was_read_is_not_counted(guide, product):
    store(product, [Said([("camera", 1)])] * 6)
    # As moderation in bulk does it: our copy says that it is shown.
    Review.objects.filter(pk=Review.objects.latest("pk").pk).update(approved=False)
    assert ReviewReading.objects.filter(shown=True).count() == 6
    (phrase,) = highlights(guide, product.pk).pros
    assert (phrase.share.count, phrase.share.total) == (5, 5)
    assert Scope(guide, product=product.pk).readings().count() == 6


def test_a_deleted_review_is_not_counted(guide, product):
    store(product, [Said([("camera", 1)])] * 6)
    Review.objects.all()[:1].get().delete()
    assert highlights(guide, product.pk).total == 5


def test_a_review_that_moved_to_another_product_is_counted_for_neither(guide):
    one, other = products(2)
    store(one, [Said([("camera", 1)])] * 6)
    Review.objects.filter(pk=Review.objects.latest("pk").pk).update(product=other)
    assert highlights(guide, one.pk).total == 5
    assert highlights(guide, other.pk).total == 0


def test_a_hidden_product_has_none(guide, product):
    store(product, [Said([("camera", 1)])] * 6)
    assert highlights(guide, product.pk).phrases
    type(product).objects.update(is_public=False)
    assert highlights(guide, product.pk) == type(highlights(guide, product.pk))(0)


@pytest.mark.parametrize(
    "visible",
    [
        lambda reviews: reviews.filter(approved=True).distinct(),
        lambda reviews: reviews.filter(approved=True).order_by("-created")[:1000],
        lambda reviews: reviews.filter(approved=True).union(reviews.none()),
    ],
)
def test_the_shops_gate_may_be_any_queryset(guide, product, monkeypatch, visible):
    given = guide.reviews
    changed = Reviews(given.model, given.product, given.text, visible=visible)
    monkeypatch.setattr(type(guide), "reviews", changed)
    store(product, [Said([("camera", 1)])] * 6 + [Said([("camera", 1)], approved=False)])
    assert highlights(guide, product.pk).total == 6


def test_a_shop_that_says_none_may_be_seen(guide, product, monkeypatch):
    store(product, [Said([("camera", 1)])] * 6)
    monkeypatch.setattr(type(guide), "visible", lambda self, products: products.none())
    assert highlights(guide, product.pk).total == 0


def test_a_guide_without_reviews_has_none(guide, product, monkeypatch):
    monkeypatch.setattr(type(guide), "reviews", None)
    assert highlights(guide, product.pk).total == 0
    with pytest.raises(LookupError, match="declares no reviews"):
        Scope(guide, product=product.pk).own_reviews()


def test_keys_of_another_type_and_a_gate_with_joins(db):
    guide = registry.get("artikel")
    article, hidden = (Artikel.objects.create(headline=name) for name in ("Sofa", "Bed"))
    for price in (100, 120):
        Offer.objects.create(item=article, amount=price)
    for each in (article, hidden):
        for _ in range(5):
            opinion = Opinion.objects.create(about=each, words="good fit", stars=5)
            reading = ReviewReading.objects.create(
                guide=guide.name, object_id=str(each.pk), review_id=str(opinion.pk),
                reader=guide.reader, revision="r", digest="d", language="en", sentiment=1, label=1,
                probability=1,
            )  # fmt: skip
            reading.opinions.create(
                guide=guide.name, object_id=str(each.pk), aspect="fit", polarity=1, probability=1,
                start=0, end=1, sentence_start=0, sentence_end=1,
            )  # fmt: skip
    (phrase,) = highlights(guide, article.pk).pros
    assert (phrase.aspect, phrase.share.count, phrase.share.total) == ("fit", 5, 5)
    assert highlights(guide, hidden.pk).total == 0
    assert highlights(guide, uuid4()).total == 0


@pytest.mark.parametrize("count", [5, 60])
def test_one_statement_however_many_reviews(guide, product, django_assert_num_queries, count):
    store(product, [Said([("camera", 1), ("price", -1)])] * count)
    with django_assert_num_queries(1):
        assert len(highlights(guide, product.pk).phrases) == 2


@pytest.mark.parametrize("polarity", [1, -1])
def test_a_phrase_opens_as_many_reviews_as_it_counts(guide, product, polarity):
    said = [Said([("camera", 1 - 2 * (n % 3 == 0))], approved=n % 4 > 0) for n in range(24)]
    store(product, said)
    found = highlights(guide, product.pk)
    (phrase,) = found.pros if polarity > 0 else found.cons
    scope = Scope(guide, product=product.pk, shoppers=True)
    opened = scope.reviews("camera", polarity)
    assert opened.count() == phrase.share.count
    assert all(review.approved for review in opened)
    assert scope.reviews().count() == found.total == scope.own_reviews().count()
