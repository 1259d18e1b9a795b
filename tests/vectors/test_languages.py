"""A guide whose English questions have an encoder of their own, beside the one for all languages."""

from typing import get_args

import pytest

from shopguide import delivery, jobs
from shopguide.catalogue.checks import LANGUAGES
from shopguide.checks import check_backends
from shopguide.examine import examine
from shopguide.models import Job, Vector
from shopguide.search import search
from shopguide.text.language import Language
from shopguide.vectors.indexes import ensure_index, index_state
from shopguide.vectors.stores import store_of
from shopguide.widgets.coverage import coverage
from tests.shop.factories import phone_guide
from tests.shop.models import Product

pytestmark = pytest.mark.django_db


@pytest.fixture
def guide(monkeypatch):
    guide = phone_guide()
    monkeypatch.setattr(type(guide), "language_encoders", {"en": "narrow"})
    return guide


def made(guide, *names):
    products = [Product.objects.create(name=name, description="A phone.") for name in names]
    jobs.enqueue(guide, [product.pk for product in products])
    delivery.drain()
    return products


def parts(guide, query):
    return {leg for hit in search(guide, query, read=False).hits for leg in hit.parts}


def test_every_product_gets_a_vector_of_each_encoder(guide):
    (product,) = made(guide, "Number 7")
    assert store_of(guide).of([product.pk])[product.pk].shape == (384,)
    assert store_of(guide, "narrow").of([product.pk])[product.pk].shape == (64,)
    assert not Job.objects.exists()


def test_a_question_is_asked_of_the_encoder_of_its_language(guide):
    products = made(guide, "Number 7", "Number 8")
    assert "vector" in parts(guide, "number")
    assert "vector" in parts(guide, "便宜的手机")
    store_of(guide, "narrow").put({product.pk: None for product in products})
    assert parts(guide, "number") == {"lexical"}
    assert "vector" in parts(guide, "便宜的手机")


def test_reconciling_finds_what_one_encoder_lacks(guide):
    product, _ = made(guide, "Number 7", "Number 8")
    assert delivery.reconcile(guide).vectors == 0
    store_of(guide, "narrow").put({product.pk: None})
    assert delivery.reconcile(guide).vectors == 1
    assert list(Job.objects.values_list("encoder", "object_id")) == [("narrow", str(product.pk))]


def test_a_hidden_product_loses_every_vector(guide):
    (product,) = made(guide, "Number 7")
    Product.objects.filter(pk=product.pk).update(is_public=False)
    delivery.reconcile(guide)
    delivery.drain()
    assert not Vector.objects.exists()


def test_a_job_of_an_encoder_that_is_no_longer_named_ends(guide, monkeypatch):
    product = Product.objects.create(name="Number 7")
    jobs.enqueue(guide, [product.pk])
    monkeypatch.setattr(type(guide), "language_encoders", {})
    delivery.drain()
    assert not Job.objects.exists()
    assert set(Vector.objects.values_list("encoder", flat=True)) == {"default"}


def test_each_encoder_is_counted_and_indexed(guide):
    made(guide, "Number 7", "Number 8")
    assert coverage(guide, "narrow").vectors == coverage(guide, "default").vectors == 2
    assert index_state(guide, "narrow") is None
    assert ensure_index(guide)
    assert index_state(guide, "narrow").valid
    told = {found.part: found for found in examine()}
    assert told["guide phone, encoder narrow"].level == "ok"


def test_an_encoder_that_is_not_declared_is_told(guide, monkeypatch):
    monkeypatch.setattr(type(guide), "language_encoders", {"en": "nowhere"})
    told = [str(each) for each in check_backends(None) if each.id == "shopguide.E011"]
    assert len(told) == 1
    assert "language_encoders names 'nowhere'" in told[0]


def test_fields_that_are_not_encoded_change_no_vector(guide, monkeypatch):
    monkeypatch.setattr(type(guide), "encoded_fields", ["name"])
    (product,) = made(guide, "Number 7")
    Product.objects.filter(pk=product.pk).update(description="Another phone.")
    found = delivery.reconcile(guide)
    assert (found.words, found.vectors) == (1, 0)
    Product.objects.filter(pk=product.pk).update(name="Number 9")
    assert delivery.reconcile(guide).vectors == 2


def test_the_languages_that_a_guide_may_name_are_those_that_are_told_apart():
    assert get_args(Language) == LANGUAGES
