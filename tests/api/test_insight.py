"""Pros and cons as programs see them: the shopper's view and no more."""

import pytest
from django.core.cache import cache
from django.core.management import call_command

from shopguide.delivery import drain
from shopguide.models import Job
from tests.shop.factories import phone_guide, products
from tests.shop.models import Product, Review

ROOT = "/guide-api/v1/"
PROBLEM = "application/problem+json"


@pytest.fixture(autouse=True)
def fresh_throttles():
    cache.clear()


@pytest.fixture
def product(db):
    (made,) = products(1)
    bodies = [
        *(f"The camera is good, {n}." for n in range(4)),
        "The battery is bad.",
        "Bad battery.",
    ]
    for body in bodies:
        Review.objects.create(product=made, body=body, rating=4)
    Review.objects.create(product=made, body="The camera is bad.", approved=False)
    drain(kinds=[Job.Kind.REVIEW])
    return made


def address(product, guide="phone"):
    return f"{ROOT}products/{guide}/{product.pk}/insight/"


def test_pros_and_cons_with_their_share(product, client):
    answer = client.get(address(product)).json()
    assert (answer["reviews"], answer["minimum"], answer["waiting"]) == (6, 5, 0)
    (camera,), (battery,) = answer["pros"], answer["cons"]
    assert camera["aspect"] == "camera"
    assert camera["polarity"] == "positive"
    assert (camera["count"], camera["total"]) == (4, 6)
    assert camera["text"] == "Camera praised in 4 of 6 reviews"
    assert camera["share"] == pytest.approx(4 / 6)
    assert camera["low"] < camera["share"] < camera["high"]
    assert (battery["count"], battery["polarity"]) == (2, "negative")


def test_only_what_shoppers_may_see(product, client):
    Review.objects.filter(body__startswith="The camera is good").update(approved=False)
    answer = client.get(address(product)).json()
    assert answer["reviews"] == 2
    assert answer["pros"] == answer["cons"] == []
    Product.objects.update(is_public=False)
    assert client.get(address(product)).status_code == 404


def test_reviews_that_wait(product, client):
    Review.objects.create(product=product, body="The camera is good.")
    assert client.get(address(product)).json()["waiting"] == 1


@pytest.mark.parametrize(
    ("path", "query", "status", "code"),
    [
        ("products/phone/0/insight/", {}, 404, "unknown_product"),
        ("products/phone/none/insight/", {}, 404, "unknown_product"),
        ("products/phone/" + "9" * 40 + "/insight/", {}, 404, "unknown_product"),
        ("products/phone/a%00b/insight/", {}, 404, "unknown_product"),
        ("products/nope/1/insight/", {}, 404, "unknown_guide"),
        ("products/phone/1/insight/", {"limit": "0"}, 400, "invalid"),
        ("products/phone/1/insight/", {"limit": "many"}, 400, "invalid"),
    ],
)
def test_bad_input_is_a_problem(product, client, path, query, status, code):
    answer = client.get(ROOT + path, query)
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == PROBLEM
    assert answer.json()["code"] == code


def test_a_guide_without_reviews_has_nothing_to_tell(product, client, monkeypatch):
    monkeypatch.setattr(type(phone_guide()), "reviews", None)
    answer = client.get(address(product))
    assert answer.status_code == 200
    assert answer.json()["reviews"] == answer.json()["waiting"] == 0


def test_throttle(product, client, settings):
    settings.SHOPGUIDE = {**settings.SHOPGUIDE, "THROTTLES": {"insight": "2/min"}}
    codes = [client.get(address(product)).status_code for _ in range(3)]
    assert codes == [200, 200, 429]


def test_it_is_described(capsys):
    call_command("spectacular", "--validate", "--fail-on-warn")
    assert f"{ROOT}products/{{guide}}/{{id}}/insight/" in capsys.readouterr().out
