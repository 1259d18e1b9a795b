"""Each review is read once, and what is stored of it is what its row says now."""

from datetime import UTC, date, datetime

import pytest
from django.contrib.auth.models import User
from django.db import transaction

from shopguide.backends import readers
from shopguide.catalogue.guide import Aspect, Reviews
from shopguide.catalogue.reading import moment
from shopguide.delivery import drain
from shopguide.models import AspectOpinion, AspectTally, Job, ReviewReading
from shopguide.reviews.compare import reading_digest
from shopguide.text.review import review_texts
from tests.reviews.conftest import settle
from tests.shop.factories import phone_guide, products
from tests.shop.models import Line, Order, Review

pytestmark = pytest.mark.django_db

GOOD = "The camera is good. The battery is bad."


def tallies(product):
    rows = AspectTally.objects.filter(guide="phone", object_id=str(product.pk))
    return {row.aspect: (row.positive, row.negative, row.reviews) for row in rows}


def reading(review):
    return ReviewReading.objects.get(guide="phone", review_id=str(review.pk))


def test_a_review_is_read_and_stored_with_its_opinions(reader, product, write):
    (review,) = write(GOOD, title="Hm", rating=4)
    drain()
    assert not Job.objects.exists()
    stored = reading(review)
    assert stored.object_id == str(product.pk)
    assert (stored.reader, stored.revision, stored.language) == ("default", "fake-1", "en")
    text = review_texts(phone_guide().reviews, [review.pk])[review.pk].whole
    assert stored.digest == reading_digest(phone_guide(), "fake-1", text)
    said = {
        (row.aspect, row.term, row.polarity, text[row.start : row.end])
        for row in stored.opinions.all()
    }
    assert said == {("camera", "camera", 1, "camera"), ("battery", "battery", -1, "battery")}
    camera = stored.opinions.get(aspect="camera")
    assert text[camera.sentence_start : camera.sentence_end].strip() == "The camera is good."
    assert [text[a:b] for a, b in zip(camera.words[::2], camera.words[1::2], strict=True)] == [
        "good"
    ]
    assert tallies(product) == {"camera": (1, 0, 1), "battery": (0, 1, 1)}


def test_an_unchanged_review_costs_no_call(reader, write):
    made = write(GOOD, "Fine.")
    drain()
    stored = set(ReviewReading.objects.values_list("pk", "updated"))
    reader.texts.clear()
    for review in made:
        review.save()
    drain()
    assert reader.texts == []
    assert not Job.objects.exists()
    assert set(ReviewReading.objects.values_list("pk", "updated")) == stored


def test_many_reviews_are_one_call_and_a_constant_number_of_queries(
    reader, write, django_assert_max_num_queries
):
    write(*(f"{GOOD} {number}" for number in range(60)))
    Job.objects.exclude(kind=Job.Kind.REVIEW).delete()
    with django_assert_max_num_queries(50):
        drain()
    assert (reader.calls, len(reader.texts)) == (1, 60)
    assert AspectOpinion.objects.count() == 120


def test_an_edit_is_read_again_in_the_place_of_the_old(reader, product, write):
    review, _ = write(GOOD, "The camera is good.")
    drain()
    before = reading(review).pk
    reader.texts.clear()
    review.body = "The screen is bad."
    review.save()
    drain()
    assert reader.texts == ["\nThe screen is bad."]
    assert reading(review).pk == before
    assert [row.aspect for row in reading(review).opinions.all()] == ["display"]
    assert tallies(product) == {"camera": (1, 0, 2), "display": (0, 1, 2)}


def test_an_edit_while_reading_is_not_overwritten(reader, write):
    (review,) = write(GOOD)

    def edit():
        reader.during = lambda: None
        Review.objects.get().delete() if gone else Review.objects.get().save()

    for gone in (False, True):
        reader.during = edit
        review.body += " bad"
        review.save()
        settle()
        assert ReviewReading.objects.count() == AspectOpinion.objects.count() // 2 == (not gone)


def test_deleting_forgets_at_once(
    reader, product, write, django_capture_on_commit_callbacks, django_assert_num_queries
):
    first, second, third = write(GOOD, GOOD, "The camera is bad.")
    drain()
    third.save()
    with django_capture_on_commit_callbacks(execute=True) as called:
        third.delete()
        second.delete()
        assert list(ReviewReading.objects.values_list("review_id", flat=True)) == [str(first.pk)]
        assert AspectOpinion.objects.count() == 2
        assert not Job.objects.exists()
    assert len(called) == 1
    assert tallies(product) == {"camera": (1, 0, 1), "battery": (0, 1, 1)}


def test_a_deletion_that_is_rolled_back_forgets_nothing(
    reader, product, write, django_capture_on_commit_callbacks
):
    first, second = write(GOOD, GOOD)
    drain()
    with django_capture_on_commit_callbacks(execute=True) as called:
        with transaction.atomic():
            first.delete()
            transaction.set_rollback(True)
        assert ReviewReading.objects.count() == 2
        # The recount that went with the first is none for the second.
        second.delete()
    assert len(called) == 1
    assert tallies(product)["camera"] == (1, 0, 1)


def test_deleting_a_product_forgets_its_reviews(reader, product, write):
    write(GOOD)
    (other,) = products(1)
    write("The camera is bad.", product=other)
    drain()
    write("Not read yet.")
    product.delete()
    assert list(ReviewReading.objects.values_list("object_id", flat=True)) == [str(other.pk)]
    assert AspectOpinion.objects.count() == 1
    assert list(AspectTally.objects.values_list("object_id", flat=True)) == [str(other.pk)]
    assert not Job.objects.exists()


def test_a_review_that_moves_is_counted_with_the_other_product(reader, product, write):
    (review,) = write(GOOD)
    (other,) = products(1)
    drain()
    reader.texts.clear()
    review.product = other
    review.save()
    drain()
    assert reader.texts == []
    assert tallies(product) == {}
    assert tallies(other) == {"camera": (1, 0, 1), "battery": (0, 1, 1)}
    assert set(AspectOpinion.objects.values_list("object_id", flat=True)) == {str(other.pk)}


def test_what_is_copied_follows_without_a_call(reader, product, write):
    (review,) = write(GOOD, rating=4)
    drain()
    assert (reading(review).rating, reading(review).shown) == (0.8, True)
    reader.texts.clear()
    review.rating, review.approved = None, False
    review.save()
    drain()
    assert reader.texts == []
    assert (reading(review).rating, reading(review).shown) == (None, False)
    assert reading(review).opinions.count() == 2
    assert tallies(product) == {}


@pytest.mark.parametrize(("rating", "expected"), [(9, 1.0), (0, 0.0), (None, None), (5, 1.0)])
def test_stars_are_a_share_of_the_best(reader, write, rating, expected):
    (review,) = write("x", rating=rating)
    drain()
    assert reading(review).rating == expected


def test_whose_author_bought_the_product_is_verified(reader, product, write):
    buyer, other = (User.objects.create(username=name) for name in ("buyer", "other"))
    (second,) = products(1)
    Line.objects.create(order=Order.objects.create(user=buyer), product=product, title="x")
    made = write("a", user=buyer) + write("b", user=other) + write("c")
    made += write("d", user=buyer, product=second)
    drain()
    assert [reading(review).verified for review in made] == [True, False, False, False]


@pytest.fixture
def declare(monkeypatch):
    """Declares the reviews of the guide otherwise."""

    def change(orders=True, aspects=(), **given):
        guide = phone_guide()
        declared = {"product": "product", "text": ["title", "body"], **given}
        monkeypatch.setattr(guide, "reviews", Reviews(Review, **declared))
        monkeypatch.setattr(guide, "aspects", aspects)
        if not orders:
            monkeypatch.setattr(guide, "orders", None)

    return change


def test_a_shop_that_does_not_tell_who_bought(reader, write, declare):
    declare()
    (review,) = write("x", rating=3)
    drain()
    found = reading(review)
    assert (found.verified, found.rating, found.written, found.shown) == (None, None, None, True)


def test_a_shop_that_says_who_bought_in_a_column(reader, write, declare):
    declare(verified="approved", when="created", score="rating", best=10)
    (review,) = write("x", approved=False, rating=3)
    drain()
    found = reading(review)
    assert (found.verified, found.rating) == (False, 0.3)
    assert found.written == review.created


def test_a_date_counts_as_its_first_moment():
    assert moment(date(2026, 3, 1)) == datetime(2026, 3, 1, tzinfo=UTC)
    assert moment("yesterday") is None


def test_stars_without_a_word_are_neutral_and_cost_no_call(reader, write):
    (review,) = write("  ", rating=1)
    drain()
    assert reader.calls == 0
    found = reading(review)
    assert (found.label, found.sentiment, found.language) == (0, 0.0, "en")
    assert found.fingerprint is None


def test_a_new_revision_or_other_aspects_read_everything_again(reader, write, declare):
    made = write(GOOD, "The screen is good.")
    drain()
    for change in (
        lambda: reader.become("fake-2"),
        lambda: declare(aspects=[Aspect("camera", "camera", ["screen"])]),
    ):
        change()
        reader.texts.clear()
        for review in made:
            review.save()
        drain()
        assert len(reader.texts) == 2
    assert ReviewReading.objects.count() == 2
    assert reading(made[0]).revision == "fake-2"
    assert [row.aspect for row in reading(made[1]).opinions.all()] == ["camera"]


def test_an_outage_blames_nobody(reader, product, write):
    write(GOOD)
    reader.down = True
    assert "weights are missing" in drain().outages["review"]
    assert set(Job.objects.values_list("kind", "attempts", "dead")) == {("review", 0, False)}
    reader.down = False
    settle()
    assert tallies(product)


def test_a_reader_that_is_not_declared_is_an_outage(product, write, monkeypatch):
    monkeypatch.setattr(phone_guide(), "reader", "nowhere")
    write(GOOD)
    assert "nowhere" in drain().outages["review"]
    assert set(Job.objects.values_list("attempts", "dead")) == {(0, False)}


def test_a_poison_review_is_dead_lettered_alone(reader, product, write, settings):
    settings.SHOPGUIDE = {**settings.SHOPGUIDE, "MAX_ATTEMPTS": 3}
    readers._made["default"] = reader
    reader.poison = "number7!"
    made = write(*(f"{GOOD} number{number}!" for number in range(20)))
    settle()
    (left,) = Job.objects.all()
    assert (left.dead, left.kind, left.object_id) == (True, "review", str(made[7].pk))
    assert "cannot read this" in left.error
    assert ReviewReading.objects.count() == 19
    assert tallies(product) == {"camera": (19, 0, 19), "battery": (0, 19, 19)}
    reader.poison = None
    made[7].save()
    settle()
    assert tallies(product)["camera"] == (20, 0, 20)


def test_a_reader_that_answers_wrongly_is_no_reading(reader, write, settings, monkeypatch):
    settings.SHOPGUIDE = {**settings.SHOPGUIDE, "MAX_ATTEMPTS": 1}
    readers._made["default"] = reader
    write(GOOD)
    monkeypatch.setattr(reader, "read", lambda texts, aspects: [])
    settle()
    assert Job.objects.get().dead
    assert not ReviewReading.objects.exists()
