"""Similar products by text, by picture and by shared facts."""

import pytest

from shopguide.backends import encoders
from shopguide.encoders.base import EncoderError
from shopguide.encoders.fake import FakePictureEncoder
from shopguide.models import Document
from shopguide.search import similar
from shopguide.search.likeness import FACTS, PICTURE, TEXT, _scaled, shared_facts
from shopguide.vectors.stores import store_of
from tests.shop.models import Product


def number(product):
    return int(product.name.split()[1])


def colours(hits):
    return [number(hit.product) % 3 for hit in hits]


def test_by_picture_products_look_alike(market):
    one = Product.objects.get(name="Case 4")
    assert set(colours(similar(market, one.pk, 9, by=[PICTURE]))) == {1}


def test_together_neither_is_lost(market):
    one = Product.objects.get(name="Case 4")
    hits = similar(market, one.pk, 9)
    assert set(colours(hits)) == {1}
    assert all(hit.product.name.startswith("Case") for hit in hits)
    assert set(hits[0].parts) == {TEXT, PICTURE, FACTS}
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_a_product_without_a_picture_has_similar_ones_by_text(market):
    one = Product.objects.get(name="Cable 33")
    hits = similar(market, one.pk, 9)
    assert {hit.product.name.split()[0] for hit in hits} == {"Cable"}
    assert PICTURE not in hits[0].parts


def test_a_product_without_a_text_vector_has_similar_ones_by_picture(market):
    one = Product.objects.get(name="Case 4")
    store_of(market).put({one.pk: None})
    assert set(colours(similar(market, one.pk, 9))) == {1}


def test_an_encoder_that_is_down_leaves_the_other(market, monkeypatch):
    def fail(self):
        raise EncoderError("no model files")

    monkeypatch.setattr(FakePictureEncoder, "dimensions", property(fail))
    one = Product.objects.get(name="Case 4")
    hits = similar(market, one.pk, 5)
    assert len(hits) == 5
    assert PICTURE not in hits[0].parts


def test_facts_in_common_are_weighted_by_how_rare_they_are(market):
    red, blue, other = (Product.objects.get(name=f"Case {n}") for n in (0, 2, 3))
    Product.objects.filter(pk=other.pk).update(screen_size=6.1)
    found = shared_facts(market, red.pk, [blue.pk, other.pk])
    # Category is common to both; 12 MP only to one.
    assert 0 < found[blue.pk] < found[other.pk] <= 1
    assert shared_facts(market, 0, [red.pk]) == {red.pk: 0.0}


def test_a_brand_is_no_fact_of_what_a_thing_is(market):
    Product.objects.filter(name="Cable 33").update(category=None)
    from shopguide import delivery

    delivery.reconcile(market)
    delivery.drain()
    cable, case = (Product.objects.get(name=name) for name in ("Cable 33", "Case 1"))
    assert Document.objects.get(object_id=str(cable.pk)).facts
    assert shared_facts(market, case.pk, [cable.pk]) == {cable.pk: 0.0}


@pytest.mark.parametrize(
    ("found", "expected"),
    [({1: 0.8, 2: 0.9, 3: 0.85}, [0, 1, 0.5]), ({1: 0.3, 2: 0.3, 3: 0.3}, [1, 1, 1])],
)
def test_cosines_are_told_on_one_scale(found, expected):
    assert _scaled(found, [1, 2, 3]) == pytest.approx(expected)


def test_what_has_no_vector_gets_the_middle():
    assert _scaled({1: 0.2, 2: 0.4, 3: 0.6}, [1, 2, 3, 4])[3] == pytest.approx(0.5)


def test_pictures_are_asked_of_the_encoder_of_pictures(market):
    assert market.picture_encoder() == "image"
    assert isinstance(encoders["image"], FakePictureEncoder)
