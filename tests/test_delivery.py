"""The outbox: asked once, done once, nothing stale written, nothing lost to one bad product."""

import threading

import pytest
from django.db import connection, connections
from django.utils import timezone

from shopguide import delivery, jobs
from shopguide.backends import encoders
from shopguide.encoders.base import EncoderError
from shopguide.encoders.fake import FakeEncoder
from shopguide.models import Corpus, Document, Job, Term, Vector
from shopguide.vectors.stores import store_of
from tests.shop.factories import phone_guide, products
from tests.shop.models import Brand, Product


class Watched(FakeEncoder):
    """Counts texts, fails on what it is told to, and calls ``during`` before it answers."""

    def __init__(self):
        super().__init__()
        self.texts, self.poison, self.down = [], None, False
        self.during = lambda: None

    def encode(self, texts, *, kind="passage"):
        if self.down:
            raise EncoderError("the model folder is missing")
        self.texts += texts
        if self.poison and any(self.poison in text for text in texts):
            raise ValueError("cannot read this")
        self.during()
        return super().encode(texts, kind=kind)


@pytest.fixture
def encoder(monkeypatch):
    watched = Watched()
    monkeypatch.setitem(encoders._made, "default", watched)
    return watched


def assert_current(*made):
    """Each product has the one vector that its text has now."""
    guide, store = phone_guide(), store_of(phone_guide())
    fresh = FakeEncoder()
    for product in made:
        from shopguide.text.product import passage, texts_of

        (vector,) = fresh.encode([passage(guide, texts_of(guide, [product.pk])[product.pk])])
        assert store.of([product.pk])[product.pk] @ vector == pytest.approx(1, abs=1e-3)
        assert store.rows().filter(object_id=str(product.pk)).count() == 1


def retry_now():
    Job.objects.update(run_after=timezone.now(), leased_until=None)


@pytest.mark.django_db
class TestOutbox:
    def test_a_product_saved_often_has_one_job_of_each_kind(self, encoder):
        (product,) = products(1)
        product.save()
        product.save()
        assert sorted(Job.objects.values_list("kind", "generation")) == [
            ("vector", 2),
            ("words", 2),
        ]

    def test_a_drain_leaves_everything_current_and_no_job(self, encoder):
        made = products(5)
        delivery.drain()
        assert not Job.objects.exists()
        assert Document.objects.count() == 5
        assert_current(*made)

    def test_an_unchanged_product_costs_no_encoder_call(self, encoder):
        made = products(3)
        delivery.drain()
        encoder.texts.clear()
        for product in made:
            product.save()
        delivery.drain()
        assert encoder.texts == []
        assert not Job.objects.exists()

    def test_a_change_costs_one_text(self, encoder):
        first, *_ = products(3)
        delivery.drain()
        encoder.texts.clear()
        first.name = "Renamed"
        first.save()
        delivery.drain()
        assert len(encoder.texts) == 1
        assert_current(first)

    def test_a_change_while_encoding_is_not_overwritten(self, encoder):
        (product,) = products(1)

        def change():
            encoder.during = lambda: None
            fresh = Product.objects.get()
            fresh.name = "Changed meanwhile"
            fresh.save()

        encoder.during = change
        delivery.drain()
        retry_now()
        delivery.drain()
        assert not Job.objects.exists()
        assert_current(product)

    @pytest.mark.parametrize("how", ["delete", "hide"])
    def test_what_goes_while_encoding_leaves_no_vector(self, encoder, how):
        products(1)

        def go():
            product = Product.objects.get()
            product.is_public = False
            product.delete() if how == "delete" else product.save()

        encoder.during = go
        delivery.drain()
        retry_now()
        delivery.drain()
        assert not Vector.objects.exists()
        assert not Document.objects.exists()

    def test_deleting_forgets_at_once(self, encoder):
        product, other = products(2)
        delivery.drain()
        product.delete()
        assert Vector.objects.count() == Document.objects.count() == 1
        assert_current(other)

    def test_a_poison_row_is_found_and_the_others_are_done(self, encoder, settings):
        settings.SHOPGUIDE = {**settings.SHOPGUIDE, "MAX_ATTEMPTS": 2}
        encoders._made["default"] = encoder
        made = products(9)
        encoder.poison = "number4"
        for _ in range(3):
            delivery.drain()
            retry_now()
        (left,) = Job.objects.all()
        assert left.dead
        assert left.object_id == str(made[4].pk)
        assert "cannot read this" in left.error
        assert_current(*made[:4], *made[5:])

    def test_a_dead_product_that_changes_is_tried_again(self, encoder):
        (product,) = products(1)
        Job.objects.update(dead=True, attempts=9, error="x")
        product.save()
        assert not Job.objects.filter(dead=True).exists()

    def test_an_outage_blames_nobody_and_leaves_words_going(self, encoder):
        products(2)
        encoder.down = True
        drained = delivery.drain()
        assert drained.outages == {"vector": "the model folder is missing"}
        assert Document.objects.count() == 2
        assert set(Job.objects.values_list("attempts", "dead", "kind")) == {(0, False, "vector")}
        encoder.down = False
        retry_now()
        delivery.drain()
        assert Vector.objects.count() == 2

    def test_a_lease_is_nobody_elses_until_it_runs_out(self, encoder):
        products(1)
        first = jobs.lease(["phone"], ["vector"])
        assert first is not None
        assert jobs.lease(["phone"], ["vector"]) is None
        Job.objects.update(leased_until=timezone.now())
        second = jobs.lease(["phone"], ["vector"])
        assert second is not None
        assert second.lease != first.lease

    def test_a_job_that_kills_its_worker_each_time_is_buried(self, encoder, settings):
        products(1)
        for _ in range(settings.SHOPGUIDE.get("MAX_ATTEMPTS", 5) + 1):
            jobs.lease(["phone"], ["vector"])
            Job.objects.update(leased_until=timezone.now())
        jobs.lease(["phone"], ["vector"])
        assert Job.objects.get(kind="vector").dead

    @pytest.mark.parametrize(
        "text",
        [
            "x" * 1_000_000,
            "拍" * 200_000,
            "a\0b".replace("\0", ""),
            "\u202e\U000e0041",
            "👨‍👩‍👧",
            "",
        ],
    )
    def test_odd_texts_never_break_a_save(self, encoder, text):
        (product,) = products(1, name=text[:150] or " ", description=text, brand=None)
        delivery.drain()
        assert not Job.objects.exists()
        assert Vector.objects.get(object_id=str(product.pk))


@pytest.mark.django_db
class TestReconcile:
    def test_what_no_signal_told_of_is_found(self, encoder):
        made = Product.objects.bulk_create([Product(name="Bulk"), Product(name="Load")])
        found = delivery.reconcile(phone_guide())
        assert (found.seen, found.words, found.vectors) == (2, 2, 2)
        delivery.drain()
        assert_current(*made)

    @pytest.mark.parametrize(
        "change",
        [
            lambda: Product.objects.update(name="By update()"),
            lambda: Brand.objects.update(name="Renamed"),
            lambda: connection.cursor().execute("UPDATE shop_product SET name = 'raw'"),
        ],
    )
    def test_a_change_behind_our_back_is_found(self, encoder, change):
        made = products(2)
        delivery.drain()
        change()
        assert delivery.reconcile(phone_guide()).vectors == 2
        delivery.drain()
        assert_current(*made)
        assert delivery.reconcile(phone_guide()).vectors == 0

    def test_orphans_go(self, encoder):
        products(3)
        delivery.drain()
        Product.objects.filter(name="Phone 0").update(is_public=False)
        Product.objects.filter(name="Phone 1")._raw_delete("default")
        found = delivery.reconcile(phone_guide())
        assert (found.words, found.vectors) == (2, 2)
        delivery.drain()
        assert Vector.objects.count() == Document.objects.count() == 1

    def test_words_are_counted(self, encoder):
        products(3)
        delivery.drain()
        counted = dict(Term.objects.values_list("text", "documents"))
        assert counted["smartphon"] == 3
        assert counted["number1"] == 1
        assert Corpus.objects.get(guide="phone").documents == 3


@pytest.mark.django_db(transaction=True)
def test_eight_writers_and_two_drainers_end_with_one_current_vector(encoder):
    (product,) = products(1)
    stop = threading.Event()

    def write(number):
        for turn in range(5):
            fresh = Product.objects.get(pk=product.pk)
            fresh.description = f"writer{number} turn{turn}"
            fresh.save()
        connections.close_all()

    def work():
        while not stop.is_set():
            delivery.drain(1)
        connections.close_all()

    drainers = [threading.Thread(target=work) for _ in range(2)]
    writers = [threading.Thread(target=write, args=[n]) for n in range(8)]
    for thread in [*drainers, *writers]:
        thread.start()
    for thread in writers:
        thread.join()
    stop.set()
    for thread in drainers:
        thread.join()
    retry_now()
    delivery.drain()
    assert not Job.objects.exists()
    assert_current(product)
