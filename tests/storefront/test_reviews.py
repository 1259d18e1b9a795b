"""A shopper's review of the demo: from the form through the outbox into the highlights."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.core.management import call_command
from django.utils import translation
from django.utils.translation import ngettext

from shopguide.delivery import drain
from shopguide.models import Job
from storefront.forms import ReviewForm
from storefront.load import DAY, load
from storefront.models import Category, Line, Order, Product, Review

PAGE = "/p/one/"
GOOD = {"score": "4", "body": "The camera is good but it is heavy.", "author_name": "Mo"}


@pytest.fixture
def product(db):
    cache.clear()
    category = Category.objects.create(slug="smartphones", name="Smartphones", name_zh="手机")
    return Product.objects.create(sku="one", name="Phone One", category=category, price=100)


def send(client, **changes):
    return client.post(PAGE, {**GOOD, **changes})


def read():
    drain(kinds=[Job.Kind.REVIEW])


def test_a_review_is_written_read_and_counted(product, client):
    for number in range(5):
        Review.objects.create(
            product=product, body=f"The camera is good, {number}.", created=DAY, source="test"
        )
    read()
    assert "Camera praised in 5 of 5 reviews" in client.get(PAGE).content.decode()
    answer = send(client)
    (review,) = Review.objects.filter(source="shopper")
    assert answer.headers["Location"] == f"{PAGE}?written={review.pk}#opinions"
    assert (review.score, review.author_name, review.language) == (4, "Mo", "en")
    assert not review.is_verified
    page = client.get(f"{PAGE}?written={review.pk}").content.decode()
    assert "Thank you. Your review is published." in page
    assert "Your review is being read." in page
    assert GOOD["body"] in page
    read()
    page = client.get(f"{PAGE}?written={review.pk}").content.decode()
    assert "Your review has been read and counts here." in page
    assert "Camera praised in 6 of 6 reviews" in page


def test_a_chinese_review_is_chinese(product, client):
    send(client, body="拍照很好，电池很差，客服不错。")
    assert Review.objects.get().language == "zh-hans"


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"score": ""}, "Choose from one to five stars."),
        ({"score": "6"}, "Select a valid choice"),
        ({"score": "x"}, "Select a valid choice"),
        ({"body": ""}, "Write what you think of it."),
        ({"body": "Short."}, "Please write at least 8 characters."),
        ({"body": "\u200b" * 50}, "Please write at least 8 characters."),
        ({"body": "x" * 4001}, "Please use at most 4,000 characters."),
        ({"body": "The camera\0 is good."}, "Null characters are not allowed."),
        ({"author_name": ""}, "Sign with a name"),
        ({"author_name": "x" * 41}, "at most 40 characters"),
        ({"title": "x" * 201}, "at most 200 characters"),
        ({"website": "http://spam.example/"}, "Leave this field empty."),
    ],
)
def test_a_fault_is_told_and_the_text_is_kept(product, client, changes, fault):
    answer = send(client, **{"title": "A kept title", **changes})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert fault in page
    assert Review.objects.count() == 0
    if "body" not in changes:
        assert GOOD["body"] in page
    if "title" not in changes:
        assert "A kept title" in page
    if "score" not in changes:
        assert re.search(r'value="4" checked', page)


def test_stars_are_worded_in_the_shoppers_language(db):
    with translation.override("zh-hans"):
        wanted = [ngettext("%d star", "%d stars", n) % n for n in range(1, 6)]
        assert [label for _, label in ReviewForm().fields["score"].choices] == wanted


def test_each_fault_is_tied_to_its_field(product, client):
    page = send(client, body="Short.").content.decode()
    field = re.search(r'<textarea[^>]*name="body"[^>]*>', page).group()
    assert 'aria-invalid="true"' in field
    for described in re.search(r'aria-describedby="([^"]+)"', field).group(1).split():
        assert f'id="{described}"' in page


def test_the_same_words_twice_are_one_review(product, client):
    send(client)
    page = send(client).content.decode()
    assert "has a review with these words already" in page
    assert Review.objects.count() == 1


def test_a_flood_is_stopped(product, client):
    for number in range(5):
        assert send(client, body=f"The camera is good, I say {number}.").status_code == 302
    page = send(client, body="The camera is good, I say again.").content.decode()
    assert "These are many reviews in one hour." in page
    assert Review.objects.count() == 5


def test_a_cache_that_is_down_stops_nobody(product, client, monkeypatch):
    def down(*args, **kwargs):
        raise ConnectionError("no cache")

    monkeypatch.setattr("django.core.cache.backends.locmem.LocMemCache.add", down)
    assert send(client).status_code == 302


def test_without_a_token_nothing_is_written(product):
    from django.test import Client

    assert Client(enforce_csrf_checks=True).post(PAGE, GOOD).status_code == 403
    assert Review.objects.count() == 0


def test_who_bought_it_is_told_apart(product, client):
    buyer = User.objects.create_user("ada", first_name="Ada")
    order = Order.objects.create(user=buyer, placed_at=DAY)
    Line.objects.create(order=order, product=product, title="Phone One", price=100)
    client.force_login(buyer)
    assert "author_name" not in client.get(PAGE).content.decode()
    send(client, author_name="Somebody Else")
    review = Review.objects.get()
    assert (review.author, review.author_name, review.is_verified) == (buyer, "Ada", True)
    assert "Verified purchase" in client.get(PAGE).content.decode()


def test_of_a_hidden_product_nothing_is_written(product, client):
    Product.objects.update(is_public=False)
    assert send(client).status_code == 404
    assert Review.objects.count() == 0


def test_hostile_words_are_only_words(product, client):
    send(client, body="<script>alert(1)</script> The camera is good.", author_name="<b>Mo</b>")
    read()
    page = client.get(PAGE).content.decode()
    assert "<script>alert" not in page
    assert "<b>Mo</b>" not in page
    assert "&lt;b&gt;Mo&lt;/b&gt;" in page


def test_reviews_lie_in_the_fifteen_months_before(db):
    load()
    created = Review.objects.values_list("created", flat=True)
    assert min(created) > DAY - timedelta(days=460)
    assert max(created) < DAY
    months = {(each.year, each.month) for each in created}
    assert len(months) >= 15
    assert not Review.objects.filter(source="huliu", score__isnull=False).exists()


def test_another_day_moves_what_was_loaded_and_not_what_shoppers_wrote(db, capsys):
    load()
    product = Product.objects.get(sku="zh-001")
    own = Review.objects.create(product=product, body="今天写的评价", created=DAY, source="shopper")
    before = dict(Review.objects.values_list("pk", "created"))
    call_command("storefront_load", "--day", "2026-12-01")
    assert "0 new reviews" in capsys.readouterr().out
    after = dict(Review.objects.values_list("pk", "created"))
    assert after.pop(own.pk) == before.pop(own.pk)
    assert {after[pk] - before[pk] for pk in after} == {timedelta(days=30)}
