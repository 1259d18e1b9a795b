"""A declaration is checked at start-up, and only what it names is ever read."""

import uuid

import pytest
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from django.db import models

from shopguide import Aspect, ProductGuide, Reviews
from shopguide.catalogue.checks import check_guide
from shopguide.catalogue.facts import facts_in
from shopguide.catalogue.paths import FieldPathError, resolve
from shopguide.catalogue.reading import read
from shopguide.catalogue.registry import Registry, registry
from tests.oscarish.models import Artikel, Offer, Tag
from tests.shop.factories import phone_guide, products
from tests.shop.models import Product, Review


def guide_with(**attributes):
    declared = {"model": Product, "text_fields": ["name"], "facts": ["price"], **attributes}
    return type("OddGuide", (ProductGuide,), declared)()


def ids(guide):
    return [message.id for message in check_guide(guide)]


def test_both_shops_are_found_and_sound():
    assert {guide.name for guide in registry} == {"products", "phone", "artikel"}
    # The fakes of the tests say of themselves that they are.
    found = {message.id for message in run_checks(tags=["shopguide"])}
    assert found == {"shopguide.W290", "shopguide.W291", "shopguide.W292"}


def test_a_misspelt_field_says_what_was_meant():
    (message,) = check_guide(guide_with(text_fields=["nmae"]))
    assert message.id == "shopguide.E003"
    assert message.hint == "Did you mean 'name'?"
    assert "nmae" in message.msg


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ({"text_fields": []}, ["shopguide.E002"]),
        ({"encoded_fields": ["description"]}, ["shopguide.E008"]),
        ({"fact_labels": {"colour": "Colour"}}, ["shopguide.E015"]),
        ({"language_encoders": {"fr": "default"}}, ["shopguide.E009"]),
        ({"facts": []}, ["shopguide.W001"]),
        ({"text_fields": ["name", "brand"]}, ["shopguide.E004"]),
        ({"price_field": "cost"}, ["shopguide.E003"]),
        ({"category_field": "category__nmae"}, ["shopguide.E003"]),
        ({"price_field": "price__amount"}, ["shopguide.E003"]),
        ({"vector_field": "price"}, ["shopguide.E005"]),
        ({"vector_field": "embeding"}, ["shopguide.E003"]),
        ({"visible": lambda self, products: None}, ["shopguide.E006"]),
        ({"reviews": Reviews(Review, product="produkt", text=["body"])}, ["shopguide.E003"]),
        ({"reviews": Reviews(Review, product="product", text=["product"])}, ["shopguide.E004"]),
        (
            {"reviews": Reviews(Review, product="product", text=["body"], verified="bought")},
            ["shopguide.E003"],
        ),
        (
            {"reviews": Reviews(Review, product="product", text=["body"], best=0)},
            ["shopguide.E018"],
        ),
        ({"aspects": [Aspect("camera", "camera", [])]}, ["shopguide.E017"]),
        ({"aspects": [Aspect("other", "other", ["thing"])]}, ["shopguide.E017"]),
        ({"aspects": [Aspect("x" * 65, "long", ["thing"])]}, ["shopguide.E017"]),
        ({"aspects": [Aspect("", "none", ["thing"])]}, ["shopguide.E017"]),
        ({"aspects": [Aspect("a", "a", ["a"]), Aspect("a", "b", ["b"])]}, ["shopguide.E017"]),
    ],
)
def test_every_fault_has_its_id(attributes, expected):
    assert ids(guide_with(**attributes)) == expected


def test_the_width_of_the_field_is_compared(settings):
    narrow = {"BACKEND": "shopguide.encoders.fake.FakeEncoder", "OPTIONS": {"dimensions": 64}}
    settings.SHOPGUIDE = {**settings.SHOPGUIDE, "ENCODERS": {"default": narrow}}
    found = [message.id for message in run_checks(tags=["shopguide"])]
    assert found.count("shopguide.E013") == 2


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"ENCODERZ": {}}, "shopguide.E010"),
        ({"ENCODERS": {"default": {"BACKEND": "no.such.Thing"}}}, "shopguide.E012"),
        (
            {
                "ENCODERS": {
                    "default": {
                        "BACKEND": "shopguide.encoders.fake.FakeEncoder",
                        "OPTIONS": {"dimension": 3},
                    }
                }
            },
            "shopguide.E012",
        ),
    ],
)
def test_wrong_settings_are_told(settings, value, expected):
    settings.SHOPGUIDE = value
    found = {message.id for message in run_checks(tags=["shopguide"])}
    assert expected in found


def test_a_reader_that_is_not_declared(monkeypatch):
    monkeypatch.setattr(phone_guide(), "reader", "better")
    messages = {message.id: message for message in run_checks(tags=["shopguide"])}
    assert 'SHOPGUIDE["READERS"]' in messages["shopguide.E016"].msg
    assert "'default'" in messages["shopguide.E016"].hint


def test_names_and_registration():
    mine = Registry()
    mine.register(type("PhoneGuide", (ProductGuide,), {"model": Product}))
    assert mine.get("phone").name == "phone"
    with pytest.raises(ImproperlyConfigured, match="both named 'phone'"):
        mine.register(type("PhoneGuide", (ProductGuide,), {"model": Product}))
    with pytest.raises(ImproperlyConfigured, match="has no model"):
        mine.register(type("Empty", (ProductGuide,), {}))
    with pytest.raises(ImproperlyConfigured, match="subclass of ProductGuide"):
        mine.register(Product)
    with pytest.raises(LookupError, match="registered: phone"):
        mine.get("other")


def test_paths():
    assert resolve(Product, "brand__name").many is False
    assert resolve(Artikel, "tags__word").many is True
    assert resolve(Artikel, "offers__amount").many is True
    assert resolve(Artikel, "extras__weight").keys == ("weight",)
    with pytest.raises(FieldPathError):
        resolve(Product, "name__first")


@pytest.mark.django_db
def test_only_declared_columns_are_read(django_assert_num_queries):
    made = products(3)
    with django_assert_num_queries(1) as captured:
        values = read(phone_guide(), [p.pk for p in made], ["name", "brand__name", "price"])
    assert values[made[0].pk]["brand__name"] == ["Zeta"]
    assert "supplier_password" not in captured.captured_queries[0]["sql"]


@pytest.mark.django_db
def test_paths_to_many_rows_take_one_query_and_a_stable_order(django_assert_num_queries):
    shoe = Artikel.objects.create(headline="Shoe", extras={"weight": 200, "nested": {"a": 1}})
    for word in ("run", "blue", "run"):
        shoe.tags.add(Tag.objects.create(word=word))
    guide = registry.get("artikel")
    with django_assert_num_queries(2):
        values = read(guide, [shoe.pk], ["headline", "tags__word", "extras"])
    assert values[shoe.pk]["tags__word"] == ["run", "blue"]
    told = {fact.label: fact.value for fact in facts_in(guide, values[shoe.pk])}
    assert told == {"weight": 200}


@pytest.mark.django_db
def test_a_gate_with_distinct_can_still_be_ranked():
    shoe = Artikel.objects.create(headline="Shoe")
    for amount in (10, 20):
        Offer.objects.create(item=shoe, amount=amount, available=0)
    guide = registry.get("artikel")
    assert guide.products().count() == 1
    assert not guide.products().query.distinct
    assert guide.in_stock(guide.products()).count() == 0
    Offer.objects.update(available=1)
    assert guide.in_stock(guide.products()).count() == 1


@pytest.mark.parametrize("value", ["none", "", "9" * 40, "1.5", "\0", None])
def test_what_is_no_key_is_a_lookup_error(value):
    with pytest.raises(LookupError):
        phone_guide().parse_pk(value)


def test_keys_of_any_type():
    key = uuid.uuid4()
    assert registry.get("artikel").parse_pk(str(key)) == key
    assert phone_guide().parse_pk("7") == 7


def test_a_guide_is_no_model():
    assert not issubclass(ProductGuide, models.Model)
