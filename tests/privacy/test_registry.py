"""No table can be forgotten: whatever has a column for a shopper says whose its rows are."""

import re
from uuid import uuid4

import pytest
from django.apps import apps
from django.conf import settings
from django.core.exceptions import FieldDoesNotExist
from django.db import models

from shopguide.catalogue.registry import registry
from shopguide.events.shopper import Shopper
from shopguide.models import By, Personal
from shopguide.personal import count_user, erase_user, export_user, personal_models, rows_of
from shopguide.writers.outbound import digest_of
from tests.shop.models import Line, Order, Product, Review

from .rows import make, where

#: Names of columns that somebody's key, token, address or word could lie in.
TELLING = re.compile(
    r"user|shopper|session|visitor|buyer|author|owner|customer|asker|contact|e_?mail|phone|address"
    r"|person|review_id|scope|ip$"
)
#: Columns that have such a name and say nothing of one shopper.
HARMLESS = {("popularity", "buyers")}


def telling(model):
    """Why rows of ``model`` may be some shopper's."""
    for field in model._meta.concrete_fields:
        if field.is_relation:
            target = field.related_model
            if target._meta.label == settings.AUTH_USER_MODEL or getattr(target, "personal", None):
                yield field.name
        elif (
            TELLING.search(field.name)
            and not field.choices
            and (model._meta.model_name, field.name) not in HARMLESS
        ):
            yield field.name


def own_models():
    return list(apps.get_app_config("shopguide").get_models())


def test_every_model_with_a_shopper_says_so():
    silent = {
        model._meta.label: found
        for model in own_models()
        if (found := list(telling(model))) and not getattr(model, "personal", None)
    }
    assert silent == {}, "give the model `personal = Personal(…)`"


def test_a_model_that_forgot_would_be_found():
    class Forgotten(models.Model):
        visitor_token = models.CharField(max_length=10)

        class Meta:
            app_label = "elsewhere"

    class Hanging(models.Model):
        event = models.ForeignKey("shopguide.Event", models.CASCADE)

        class Meta:
            app_label = "elsewhere"

    assert list(telling(Forgotten)) == ["visitor_token"]
    Hanging._meta.get_field("event").remote_field.model = apps.get_model("shopguide.Event")
    assert list(telling(Hanging)) == ["event"]


@pytest.mark.parametrize("model", personal_models(), ids=lambda model: model._meta.model_name)
def test_what_a_model_says_exists(model):
    """Paths lead to columns, and what is the shop's own hangs on a review."""
    personal = model.personal
    assert isinstance(personal, Personal)
    owner = model
    for step in filter(None, personal.via.split("__")):
        owner = owner._meta.get_field(step).related_model
    columns = {
        By.KEY: [personal.column],
        By.DIGEST: [personal.column],
        By.OWNER: ["user_id", "session"],
        By.REVIEW: ["guide", "review_id"],
    }[personal.by]
    for column in columns:
        try:
            owner._meta.get_field(column)
        except FieldDoesNotExist:
            pytest.fail(f"{model._meta.label} has no {column}")
    assert not personal.kept or personal.by is By.REVIEW


#: Visitors write no reviews.
OWNERS = [
    pytest.param(model, visiting, id=f"{model._meta.model_name}-{['user', 'visitor'][visiting]}")
    for model in personal_models()
    for visiting in (False, True)
    if not (visiting and model.personal.by is By.REVIEW)
]


@pytest.mark.django_db
@pytest.mark.parametrize(("model", "visiting"), OWNERS)
def test_each_model_is_exported_and_erased(model, visiting, anna, ben, as_shopper):
    own, other = (
        (Shopper(session="a token"), Shopper(session="another"))
        if visiting
        else (as_shopper(anna), as_shopper(ben))
    )
    product = Product.objects.create(name="Phone")
    reviews = [Review.objects.create(product=product, user=user, body="b") for user in (anna, ben)]
    row = make(model, own, "mine", str(reviews[0].pk))
    theirs = make(model, other, "theirs", str(reviews[1].pk))
    assert list(rows_of(own, model)) == [row]
    told = export_user(own)["kept"][model._meta.model_name]
    assert [set(each) for each in told] == [{f.attname for f in model._meta.concrete_fields}]
    assert "theirs" not in str(export_user(own))
    assert model._meta.model_name in count_user(own) or model.personal.kept
    erase_user(own)
    assert model.objects.filter(pk=row.pk).exists() is model.personal.kept
    assert model.objects.filter(pk=theirs.pk).exists()


@pytest.mark.django_db
def test_nobody_has_nothing(anna, as_shopper):
    make(personal_models()[0], as_shopper(anna), "hers")
    for nobody in (Shopper(), Shopper(personal=True), Shopper(user_pk="", session="")):
        assert count_user(nobody) == {}
        assert not any(export_user(nobody)["kept"].values())
        assert erase_user(nobody) == {}
    assert count_user(as_shopper(anna))


@pytest.mark.django_db
def test_the_shops_own_rows_are_exported_as_declared_and_stay(anna, ben, as_shopper):
    product = Product.objects.create(name="Phone")
    for user in (anna, ben):
        order = Order.objects.create(user=user)
        Line.objects.create(order=order, product=product, title=f"Phone of {user}")
        Review.objects.create(product=product, user=user, title="T", body=f"said by {user}")
    told = export_user(as_shopper(anna))["shop"]
    assert set(told) == {guide.name for guide in registry}
    [line], [review] = told["phone"]["orders"], told["phone"]["reviews"]
    assert line["order__placed_at"] == Order.objects.get(user=anna).placed_at
    assert (review["body"], review["title"], review["product"]) == ("said by anna", "T", product.pk)
    # What no guide declares is the shop's own business.
    assert "approved" not in review
    erase_user(as_shopper(anna))
    assert (Line.objects.count(), Review.objects.count()) == (2, 2)


@pytest.mark.django_db
def test_a_key_that_no_user_of_the_shop_can_have():
    told = export_user(Shopper(user_pk="no number"))
    assert told["shop"]["phone"] == {"orders": [], "reviews": []}


@pytest.mark.django_db
def test_nothing_is_left_in_any_table(anna, ben, as_shopper):
    """Rows in every table, then no mark of hers in any column of ours; all of his are there."""
    mark, token = f"mark-{uuid4().hex}", "the token of a session"
    own = Shopper(user_pk=str(anna.pk), session=token)
    user, visitor = as_shopper(anna), Shopper(session=token)
    for model in personal_models():
        if not model.personal.kept:
            make(model, user, mark)
            make(model, visitor, mark)
            make(model, as_shopper(ben), "his own")
    before = where([mark])
    assert len(before) >= 8
    kept = count_user(as_shopper(ben))
    erased = erase_user(own)
    marks = [mark, user.key, visitor.key, visitor.digest, digest_of(user.user_pk), digest_of(token)]
    assert where(marks) == []
    assert set(erased) == set(kept)
    assert count_user(as_shopper(ben)) == kept
