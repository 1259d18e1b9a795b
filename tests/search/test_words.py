"""Synonyms, spelling, phrases, field weights, completions, and why each product stands where it does."""

import pytest

from shopguide.delivery import drain
from shopguide.models import Click, Exposure, FusionWeights, Synonym
from shopguide.search import search
from shopguide.search.explain import explain, record_click, record_exposure, replay
from shopguide.search.index import count_terms
from shopguide.search.spelling import nearest
from shopguide.search.typeahead import complete, similar_searches
from shopguide.text.quantities import Quantity, quantity_of, readings, show
from tests.shop.factories import phone_guide
from tests.shop.models import Brand, Category, Product


@pytest.fixture
def guide(db):
    sony, category = Brand.objects.create(name="Sony"), Category.objects.create(name="Headphones")
    for name, text in [
        ("WH-1000XM4", "noise cancelling headphones"),
        ("Notebook 15", "a thin notebook"),
        ("Wireless mouse", "for the desk"),
        ("Mouse", "a mouse, wireless or not; wireless range 10 m"),
        ("Batteries AA", "four batteries"),
        ("Battery charger", "charges batteries"),
        ("Sofa Oslo", "three seats"),
        ("USB headset", "with a microphone"),
    ]:
        Product.objects.create(name=name, description=text, brand=sony, category=category, price=10)
    drain()
    count_terms(phone_guide())
    return phone_guide()


def names(results):
    return [hit.product.name for hit in results.hits]


@pytest.mark.parametrize(
    "query", ["WH-1000XM4", "wh1000xm4", "wh1000 xm4", "wh 1000xm4", "WH1000-XM4"]
)
def test_a_model_number_is_found_however_it_is_split(guide, query):
    assert names(search(guide, query))[0] == "WH-1000XM4"


def test_words_apart_are_found_together(guide):
    assert names(search(guide, "head set"))[0] == "USB headset"


def test_a_thing_stands_before_what_belongs_to_it(guide):
    brand, category = Brand.objects.get(), Category.objects.get()
    for name in ["Keyboard cover", "Keyboard", "手机壳", "手机"]:
        Product.objects.create(name=f"Acme {name}", brand=brand, category=category, price=10)
    drain()
    assert names(search(guide, "keyboard"))[:2] == ["Acme Keyboard", "Acme Keyboard cover"]
    assert names(search(guide, "keyboard cover"))[0] == "Acme Keyboard cover"
    assert names(search(guide, "手机"))[:2] == ["Acme 手机", "Acme 手机壳"]
    assert names(search(guide, "手机壳"))[0] == "Acme 手机壳"


def test_the_other_language_finds_the_same(guide):
    assert names(search(guide, "无线鼠标"))[0] == "Wireless mouse"
    assert names(search(guide, "laptop"))[0] == "Notebook 15"


def test_a_merchants_synonym_counts_at_once(guide):
    assert "Sofa Oslo" not in names(search(guide, "chesterfield", read=False))[:1]
    Synonym.objects.create(terms="chesterfield, sofa")
    assert names(search(guide, "chesterfield"))[0] == "Sofa Oslo"
    Synonym.objects.update(is_active=False)
    Synonym.objects.first().save()
    assert search(guide, "chesterfield").hits[0].parts.get("lexical") is None


def test_a_phrase_in_quotation_marks_must_stand_so(guide):
    assert names(search(guide, '"wireless mouse"')) == ["Wireless mouse"]
    assert len(names(search(guide, "wireless mouse"))) > 1
    assert search(guide, '"mouse wireless range"').total == 0


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("wirelss mouse", "wireless mouse"), ("bateries", "batteries"), ("mosue pad", "mouse pad")],
)
def test_a_slip_is_put_right(guide, typed, meant):
    assert search(guide, typed).corrected == meant


@pytest.mark.parametrize(
    "typed", ["wireless mouse", "无线鼠标", "xqzt", "WH-1000XM4", "mouse under $5, in stock"]
)
def test_what_is_right_or_like_nothing_stays(guide, typed):
    assert search(guide, typed).corrected == ""


def test_of_equal_neighbours_the_more_used_is_meant():
    assert nearest({"mouse": 9, "house": 2}, "nouse") == "mouse"
    assert nearest({"cat": 5}, "dog") == ""


def test_completions_of_every_kind(guide):
    kinds = {(each.kind, each.text) for each in complete(guide, "head")}
    assert ("category", "Headphones") in kinds
    assert ("brand", "Sony") in {(each.kind, each.text) for each in complete(guide, "so")}
    assert ("product", "Wireless mouse") in {
        (e.kind, e.text) for e in complete(guide, "wireless mo")
    }
    assert complete(guide, "\0") == complete(guide, "  ") == []


def test_a_past_search_is_offered_once_many_made_it(guide):
    results = search(guide, "wireless mouse")
    record_exposure(results)
    record_exposure(results)
    assert "query" not in {each.kind for each in complete(guide, "wire")}
    record_exposure(results)
    assert [each.text for each in complete(guide, "wire") if each.kind == "query"] == [
        "wireless mouse"
    ]
    assert similar_searches(guide, "mouse for work") == ["wireless mouse"]
    for _ in range(5):
        record_exposure(search(guide, "mouse 13800138000"))
    assert all("138" not in each.text for each in complete(guide, "mouse"))


def test_the_parts_of_a_score_add_up_and_can_be_replayed(guide):
    results = search(guide, "wireless mouse")
    for hit in results.hits:
        told = explain(hit, results.fusion)
        assert sum(told.parts.values()) == pytest.approx(hit.score)
        assert told.sentences
    exposure = record_exposure(results)
    stored = Exposure.objects.get(pk=exposure.pk)
    again = replay(stored)
    assert [title for title, _ in again] == names(results)
    assert [why for _, why in again] == [explain(hit, results.fusion) for hit in results.hits]
    # Later weights do not change what was.
    FusionWeights.objects.create(
        guide=guide.name, weights={"all": {"lexical": 0.1, "vector": 5.0}}, source="x", in_use=True
    )
    assert search(guide, "wireless mouse").fusion.vector == 5.0
    assert replay(stored) == again


def test_a_click_is_noted_once_and_only_of_what_was_shown(guide):
    results = search(guide, "wireless mouse")
    exposure = record_exposure(results)
    shown = str(results.hits[0].pk)
    record_click(exposure, shown)
    record_click(exposure, shown)
    assert Click.objects.count() == 1
    with pytest.raises(LookupError):
        record_click(exposure, "999999")


def test_quantities():
    assert quantity_of("16 GB") == Quantity(16, "data")
    assert quantity_of('15.6"') == Quantity(15.6, "length")
    assert quantity_of("2,000 g").number == 2000
    assert quantity_of("Black") is None
    assert quantity_of(True) is None
    assert {q.dimension for q in readings("16", "g")} == {"mass", "data"}
    assert show(16, "data") == "16\u00a0GB"
    assert show(2000, "data") == "2 TB"
    assert show(1500, "mass") == "1.5 kg"


def test_without_an_encoder_words_serve_whatever_was_learned(guide, monkeypatch):
    from shopguide.encoders.base import EncoderError
    from shopguide.search import query
    from shopguide.search.weights import Fusion

    def broken(guide, alias):
        raise EncoderError("no model files")

    monkeypatch.setattr(query, "store_of", broken)
    results = search(guide, "wireless mouse", fusion=Fusion(0.0, 1.0))
    assert results.degraded == ("encoder",)
    assert names(results)[:2] == ["Mouse", "Wireless mouse"]
    assert search(guide, "的").total == 0
