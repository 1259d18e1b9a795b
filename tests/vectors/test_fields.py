"""An ordinary shop query does not pay for the vector, and save() never writes it."""

import pickle

import pytest
from django.core import serializers
from django.core.management import call_command
from django.db import models
from django.db.models import Count

from shopguide.vectors.fields import EmbeddingField, EmbeddingIndex
from tests.shop.factories import products
from tests.shop.models import Line, Order, Product

VECTOR = [0.5] * 384


@pytest.fixture
def phone(db):
    (made,) = products(1)
    Product.objects.update(embedding=VECTOR)
    return Product.objects.get(pk=made.pk)


def stored():
    return Product.objects.values_list("embedding", flat=True).get()


def test_a_list_does_not_select_it(phone, django_assert_num_queries):
    assert '"shop_product"."embedding"' not in str(Product.objects.all().query)
    assert phone.get_deferred_fields() == {"embedding"}
    with django_assert_num_queries(1):
        assert phone.embedding[:2] == [0.5, 0.5]
    with django_assert_num_queries(0):
        assert phone.embedding[:2] == [0.5, 0.5]


@pytest.mark.parametrize(
    "read",
    [
        lambda: Product.objects.only("embedding").get().__dict__["embedding"],
        lambda: Product.objects.values("embedding").get()["embedding"],
        lambda: Product.objects.values().get()["embedding"],
        lambda: Product.objects.values_list("embedding", flat=True).get(),
        lambda: Product.objects.annotate(v=models.F("embedding")).get().v,
        lambda: Product.objects.raw("SELECT * FROM shop_product")[0].embedding,
    ],
)
def test_whoever_asks_for_it_gets_it(phone, read):
    assert read()[:2] == [0.5, 0.5]


@pytest.mark.parametrize(
    "listed",
    [
        lambda: list(Product.objects.distinct()),
        lambda: list(Product.objects.annotate(n=Count("reviews"))),
        lambda: list(Product.objects.all().union(Product.objects.filter(pk=-1))),
        lambda: list(Product.objects.filter(pk__in=Product.objects.all())),
        lambda: list(Product.objects.in_bulk().values()),
        lambda: list(Product.objects.select_related("brand", "parent")),
        lambda: list(Product.objects.defer("name").iterator()),
    ],
)
def test_every_form_of_list_works_without_it(phone, listed):
    (found,) = listed()
    assert "embedding" not in found.__dict__
    assert found == phone


def test_counting_works(phone):
    assert Product.objects.distinct().count() == 1
    assert Product.objects.aggregate(n=Count("pk"))["n"] == 1
    assert Product.objects.filter(embedding__isnull=False).exists()


def test_a_join_does_not_select_it(phone, django_user_model):
    user = django_user_model.objects.create(username="u")
    Line.objects.create(order=Order.objects.create(user=user), product=phone, title="t")
    line = Line.objects.select_related("product").get()
    assert "embedding" not in line.product.__dict__
    assert line.product.embedding[0] == 0.5


def test_refreshing_works(phone):
    phone.refresh_from_db()
    assert "embedding" not in phone.__dict__
    phone.refresh_from_db(fields=["embedding"])
    assert phone.embedding[0] == 0.5


def test_save_never_writes_it(phone):
    phone.name = "Renamed"
    phone.save()
    assert stored()[0] == 0.5
    phone.embedding = [0.0] * 384
    phone.save()
    assert stored()[0] == 0.5


def test_a_product_made_here_and_saved_twice_keeps_its_vector(db):
    (made,) = products(1)
    Product.objects.update(embedding=VECTOR)
    made.name = "Again"
    made.save()
    assert stored()[0] == 0.5


def test_update_and_bulk_update_write_it(phone):
    Product.objects.update(embedding=None)
    assert stored() is None
    phone.embedding = VECTOR
    Product.objects.bulk_update([phone], ["embedding"])
    assert stored()[0] == 0.5


def test_pickling_and_fixtures(phone):
    assert pickle.loads(pickle.dumps(phone)) == phone
    written = serializers.serialize("json", Product.objects.all())
    Product.objects.update(embedding=None)
    for row in serializers.deserialize("json", written):
        row.save()
    assert stored()[0] == 0.5


def test_migrations_are_stable(db):
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_the_field_tells_only_its_width():
    _, path, args, kwargs = EmbeddingField(dimensions=8).deconstruct()
    assert path == "shopguide.vectors.fields.EmbeddingField"
    assert (args, kwargs) == ([], {"dimensions": 8})
    index = EmbeddingIndex(fields=["embedding"], name="i")
    _, _, again = index.deconstruct()
    assert EmbeddingIndex(**again) == index


@pytest.mark.parametrize("width", [None, 0, 4001, "many"])
def test_a_width_that_no_index_takes_is_an_error(width):
    field = EmbeddingField(dimensions=width)
    field.set_attributes_from_name("embedding")
    field.model = Product
    assert "shopguide.E101" in [message.id for message in field.check()]


def test_forms_leave_it_alone():
    assert EmbeddingField(dimensions=8).editable is False
