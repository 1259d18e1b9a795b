"""Products that change, vanish or cannot be encoded while a worker is at them (F13, F17, F18)."""

import time

import pytest
from django.db import transaction

from shopguide.models import Job, Vector
from tests.faults.conftest import assert_exact, make_products, settle
from tests.faults.processes import eventually
from tests.shop.models import Product

pytestmark = pytest.mark.django_db(transaction=True)


def keys(products):
    return [product.pk for product in products]


def test_deleted_unpublished_and_renamed_during_encoding(guide, worker, switches):
    switches.put("hold_after")
    products = make_products(6)
    worker(FAULTS_LEASE="30")
    eventually(lambda: switches.lines("encoded"))
    deleted, hidden, renamed, *rest = products
    deleted.delete()
    hidden.is_public = False
    hidden.save()
    renamed.name = "Another name"
    renamed.save()
    switches.take("hold_after")
    settle()
    assert_exact(guide, keys([renamed, *rest]))


def test_hidden_during_encoding_without_a_signal(guide, worker, switches):
    """update() tells nobody: the vector may be stored, and is in no result; reconcile ends it."""
    from shopguide.delivery import reconcile

    switches.put("hold_after")
    products = make_products(3)
    worker(FAULTS_LEASE="30")
    eventually(lambda: switches.lines("encoded"))
    Product.objects.filter(pk=products[0].pk).update(is_public=False)
    switches.take("hold_after")
    settle()
    reconcile(guide)
    settle()
    assert_exact(guide, keys(products[1:]))


def test_one_text_that_cannot_be_encoded(guide, worker, switches):
    products = make_products(6)
    [bad] = make_products(1, name="POISON")
    worker(FAULTS_LEASE="30")
    settle()
    [dead] = Job.objects.all()
    assert (dead.object_id, dead.kind, dead.attempts) == (str(bad.pk), Job.Kind.VECTOR, 3)
    assert dead.error == "ValueError: this text cannot be encoded"
    assert Vector.objects.count() == len(products)

    bad.name = "Mended"
    bad.save()
    settle()
    assert_exact(guide, keys([*products, bad]))


def test_row_held_by_the_shop_is_not_encoded_again_and_again(guide, worker, switches):
    """A long transaction of the shop costs the encoder a few calls, not one per turn."""
    products = make_products(3)
    with transaction.atomic():
        Product.objects.select_for_update().get(pk=products[0].pk)
        worker(FAULTS_LEASE="30")
        eventually(lambda: Job.objects.count() <= 2)
        time.sleep(2)
        assert len(switches.lines("encoded")) <= 5
    settle()
    assert_exact(guide, keys(products))


def test_resaved_products_cost_no_encoding(guide, worker, switches):
    products = make_products(5)
    worker()
    settle()
    for product in Product.objects.all():
        product.price = 99
        product.save()
    settle()
    assert len(switches.lines("encoded")) == len(products)
    assert_exact(guide, keys(products))


def test_text_changed_and_changed_back_during_encoding(guide, worker, switches):
    switches.put("hold_before")
    [product] = make_products(1)
    worker(FAULTS_LEASE="30")
    eventually(lambda: switches.lines("begun"))
    for name in ("Other", product.name):
        product.name = name
        product.save()
    switches.take("hold_before")
    settle()
    assert_exact(guide, [product.pk])


@pytest.mark.slow
def test_writers_and_two_workers_on_one_product(guide, worker):
    """The last text wins, however saves and workers interleave."""
    [product] = make_products(1)
    worker(FAULTS_SECONDS="0.01")
    worker(FAULTS_SECONDS="0.01")
    for number in range(150):
        product.name = f"Version {number}"
        product.save()
        time.sleep(0.02)
    settle()
    assert_exact(guide, [product.pk])
