"""Words and meaning under one filter; what is hidden is nowhere; nothing typed breaks it."""

from decimal import Decimal

import pytest

from shopguide.backends import encoders
from shopguide.delivery import drain
from shopguide.encoders.base import EncoderError
from shopguide.search import Filters, QueryError, search, similar
from shopguide.search.sentence import read_sentence
from shopguide.search.vocabulary import vocabulary_of
from tests.shop.factories import phone_guide, products
from tests.shop.models import Product


@pytest.fixture
def guide(db):
    products(30)
    Product.objects.create(name="WH-1000XM4", description="noise cancelling headphones", price=300)
    Product.objects.create(name="便宜手机", description="拍照好的千元机", price=90, stock=0)
    drain()
    return phone_guide()


def names(results):
    return [hit.product.name for hit in results.hits]


@pytest.mark.parametrize("query", ["wh1000xm4", "WH-1000XM4", "wh 1000xm4", "noise cancelling"])
def test_a_model_number_is_found_however_it_is_typed(guide, query):
    results = search(guide, query)
    assert names(results)[0] == "WH-1000XM4"
    assert "lexical" in results.hits[0].parts


def test_chinese_is_found(guide):
    results = search(guide, "拍照好的手机")
    assert names(results)[0] == "便宜手机"
    assert "拍照" in results.hits[0].matched


def test_both_legs_are_in_the_score(guide):
    hit = search(guide, "smartphone number7").hits[0]
    assert hit.product.name == "Phone 7"
    assert set(hit.parts) == {"lexical", "vector"}
    assert hit.score == pytest.approx(1.0 / 61 + 0.25 / 61)


def test_pages_are_stable_and_agree_with_the_total(guide):
    seen, total = [], search(guide, "smartphone").total
    for offset in range(0, total, 7):
        seen += [hit.pk for hit in search(guide, "smartphone", limit=7, offset=offset).hits]
    assert len(seen) == len(set(seen)) == total
    assert search(guide, "smartphone", offset=10_000).hits == []


def test_filters_are_hard(guide):
    cheap = search(guide, "smartphone", filters=Filters(price_max=Decimal(104)))
    assert {hit.product.price for hit in cheap.hits} <= {Decimal(n) for n in range(90, 105)}
    assert cheap.total == 6
    stocked = search(guide, "手机", filters=Filters(in_stock=True))
    assert "便宜手机" not in names(stocked)
    none = search(guide, "smartphone", filters=Filters(category="Kettles"))
    assert (none.total, none.hits) == (0, [])


def test_money_in_the_sentence_is_a_filter_that_can_be_taken_off(guide):
    assert search(guide, "phone under $104").total == 5
    assert search(guide, "phone under $104", ignore=["price"]).total == 30


def test_what_is_hidden_or_deleted_is_gone_at_once(guide):
    Product.objects.filter(name="Phone 7").update(is_public=False)
    Product.objects.filter(name="Phone 8").delete()
    found = names(search(guide, "smartphone", limit=100))
    assert not {"Phone 7", "Phone 8"} & set(found)
    assert len(found) == 30


@pytest.mark.parametrize(
    "query", ["😀", "'; DROP TABLE x; --", "<b>x</b>", "a & b | !c", "\\", "%s %(x)s", "a\0b", "的"]
)
def test_whatever_is_typed_is_searched(guide, query):
    assert search(guide, query).total > 0


@pytest.mark.parametrize(
    ("query", "code"), [("", "empty"), (" \u200b", "empty"), ("x" * 501, "too_long")]
)
def test_what_cannot_be_searched_is_told(guide, query, code):
    with pytest.raises(QueryError) as caught:
        search(guide, query)
    assert caught.value.code == code


def test_without_its_encoder_it_searches_by_words(guide, monkeypatch):
    class Broken(type(encoders["default"])):
        @property
        def revision(self):
            raise EncoderError("gone")

    monkeypatch.setitem(encoders._made, "default", Broken())
    results = search(guide, "noise cancelling")
    assert names(results) == ["WH-1000XM4"]
    assert results.degraded == ("encoder",)


def test_one_search_takes_few_queries(guide, django_assert_max_num_queries):
    search(guide, "smartphone")
    with django_assert_max_num_queries(9):
        search(guide, "smartphone camera", limit=24)


MONEY = [
    ("phone under $300", {"price": (None, 300)}),
    ("300元以下的手机", {"price": (None, 300)}),
    ("不超过500元", {"price": (None, 500)}),
    ("超过500元", {"price": (500, None)}),
    ("below 300 grams", {}),
    ("at least 16 GB RAM", {}),
    ('monitor under 27"', {}),
    ("between $100 and $1,200", {"price": (100, 1200)}),
    ("1000-2000元的手机", {"price": (1000, 2000)}),
    ("over 50 dollars", {"price": (50, None)}),
    ("a budget phone", {"level": "low"}),
    ("便宜的手机", {"level": "low"}),
    ("高端耳机", {"level": "high"}),
    ("premium headphones", {"level": "high"}),
    ("a phone", {}),
]


@pytest.mark.parametrize(("query", "expected"), MONEY)
def test_what_a_sentence_says_of_money(db, query, expected):
    reading = read_sentence(vocabulary_of(phone_guide()), query)
    found = {each.kind: each.level or (each.low, each.high) for each in reading.constraints}
    assert found == expected


class TestSimilar:
    def test_nearest_first_without_itself(self, guide):
        one = Product.objects.get(name="Phone 3")
        hits = similar(guide, one.pk, 5)
        assert len(hits) == 5
        assert one.pk not in [hit.pk for hit in hits]
        scores = [hit.score for hit in hits]
        assert scores == sorted(scores, reverse=True)

    def test_no_variants_none_sold_out_none_hidden(self, guide):
        one = Product.objects.get(name="Phone 3")
        Product.objects.filter(name__in=["Phone 4", "Phone 5"]).update(parent=one)
        Product.objects.filter(name="Phone 6").update(stock=0)
        Product.objects.filter(name="Phone 7").update(is_public=False)
        Product.objects.filter(name="Phone 9").update(parent=Product.objects.get(name="Phone 8"))
        found = {hit.product.name for hit in similar(guide, one.pk, 40)}
        assert not found & {"Phone 3", "Phone 4", "Phone 5", "Phone 6", "Phone 7", "便宜手机"}
        assert len(found & {"Phone 8", "Phone 9"}) == 1

    def test_unknown_or_hidden_products(self, guide):
        hidden = Product.objects.get(name="Phone 3")
        Product.objects.filter(pk=hidden.pk).update(is_public=False)
        for pk in (hidden.pk, 0, "none"):
            with pytest.raises(LookupError):
                similar(guide, pk)

    def test_before_it_is_encoded_there_is_nothing(self, guide):
        new = Product.objects.create(name="New", description="smartphone")
        assert similar(guide, new.pk) == []
