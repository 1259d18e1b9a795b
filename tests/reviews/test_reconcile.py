"""What no signal told of is found, a long run can be stopped and goes on, and both can be watched."""

import threading

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection, connections
from django.urls import reverse

from shopguide import ProductGuide, Reviews, delivery
from shopguide.backends import readers
from shopguide.catalogue.registry import registry
from shopguide.delivery import drain, reconcile
from shopguide.examine import examine
from shopguide.models import AspectOpinion, AspectTally, Job, ReviewReading
from shopguide.reviews.tally import drifted
from tests.reviews.conftest import Watched, settle
from tests.shop.factories import phone_guide, products
from tests.shop.models import Line, Order, Product, Review

GOOD = "The camera is good. The battery is bad."


def bulk(product, count, body=GOOD):
    return Review.objects.bulk_create(
        [Review(product=product, body=f"{body} {number}") for number in range(count)]
    )


def reconciled():
    return reconcile(phone_guide()).reviews


@pytest.mark.django_db
class TestReconcile:
    def test_reviews_that_no_signal_told_of(self, reader, product):
        bulk(product, 3)
        found = reconcile(phone_guide())
        assert (found.reviews_seen, found.reviews) == (3, 3)
        drain()
        assert ReviewReading.objects.count() == 3
        assert reconciled() == 0

    @pytest.mark.parametrize(
        ("change", "texts"),
        [
            (lambda: Review.objects.update(body="The screen is bad."), 2),
            (lambda: connection.cursor().execute("UPDATE shop_review SET body = 'raw'"), 2),
            (lambda: Review.objects.update(approved=False), 0),
            (lambda: Review.objects.update(rating=1), 0),
            (lambda: Review.objects.update(product=Product.objects.create(name="Other")), 0),
        ],
    )
    def test_a_change_behind_our_back(self, reader, write, change, texts):
        write(GOOD, GOOD)
        drain()
        reader.texts.clear()
        change()
        assert reconciled() == 2
        drain()
        assert len(reader.texts) == texts
        assert reconciled() == 0
        assert not drifted(phone_guide())

    def test_an_order_that_makes_a_purchase_verified(self, reader, product, write):
        buyer = User.objects.create(username="buyer")
        write(GOOD, user=buyer)
        drain()
        Line.objects.create(order=Order.objects.create(user=buyer), product=product, title="x")
        assert reconciled() == 1
        drain()
        assert ReviewReading.objects.get().verified is True

    def test_reviews_of_hidden_products_are_read(self, reader, product):
        Product.objects.update(is_public=False)
        bulk(product, 1)
        assert reconciled() == 1

    def test_a_new_revision_reads_all_again(self, reader, write):
        write(GOOD, GOOD)
        drain()
        reader.become("fake-2")
        assert reconciled() == 2
        drain()
        assert len(reader.texts) == 4
        assert set(ReviewReading.objects.values_list("revision", flat=True)) == {"fake-2"}

    def test_orphans_go_and_are_not_counted(self, reader, product, write):
        first, *_ = write(GOOD, GOOD)
        (other,) = products(1)
        write(GOOD, product=other)
        drain()
        Review.objects.filter(pk=first.pk)._raw_delete("default")
        Product.objects.filter(pk=other.pk)._raw_delete("default")
        assert reconciled() == 0
        assert ReviewReading.objects.count() == 1
        assert AspectOpinion.objects.count() == 2
        rows = AspectTally.objects.values_list("object_id", "aspect", "reviews")
        assert set(rows) == {(str(product.pk), "camera", 1), (str(product.pk), "battery", 1)}
        # Or the database says at the end of the test that its product is missing.
        Review.objects.filter(product=other).delete()

    def test_a_tally_that_drifted_is_mended(self, reader, product, write):
        write(GOOD)
        drain()
        right = list(AspectTally.objects.order_by("aspect").values_list("aspect", "negative"))
        AspectTally.objects.filter(aspect="camera").update(negative=7)
        AspectTally.objects.filter(aspect="battery").delete()
        AspectTally.objects.create(guide="phone", object_id="999", aspect="price", negative=1)
        assert set(drifted(phone_guide())) == {str(product.pk), "999"}
        reconcile(phone_guide())
        now = AspectTally.objects.order_by("aspect").values_list("aspect", "negative")
        assert list(now) == right

    def test_another_reader_takes_the_place_of_the_first(self, reader, write, monkeypatch):
        (review,) = write(GOOD)
        drain()
        review.save()
        monkeypatch.setattr(phone_guide(), "reader", "better")
        monkeypatch.setitem(readers._made, "better", Watched("better-1"))
        assert reconciled() == 1
        drain()
        assert not Job.objects.exists()
        assert ReviewReading.objects.get().reader == "better"
        assert AspectOpinion.objects.count() == 2
        assert not drifted(phone_guide())

    def test_reviews_that_are_declared_no_more(self, reader, write, monkeypatch):
        (review,) = write(GOOD)
        drain()
        review.save()
        monkeypatch.setattr(phone_guide(), "reviews", None)
        drain()
        reconcile(phone_guide())
        for table in (Job, ReviewReading, AspectOpinion, AspectTally):
            assert not table.objects.exists()

    def test_a_job_that_waits_is_left_alone_and_a_dead_one_tried_again(self, reader, write):
        write(GOOD, GOOD)
        first, second = Job.objects.filter(kind="review").order_by("pk")
        Job.objects.filter(pk=second.pk).update(dead=True, attempts=5)
        assert reconciled() == 2
        first.refresh_from_db()
        second.refresh_from_db()
        assert (first.generation, second.generation) == (0, 1)
        assert (second.dead, second.attempts) == (False, 0)

    def test_without_a_reader_what_is_gone_is_still_forgotten(self, reader, write, monkeypatch):
        write(GOOD)
        drain()
        Review.objects.all()._raw_delete("default")
        monkeypatch.setattr(phone_guide(), "reader", "nowhere")
        assert reconciled() == 0
        assert not ReviewReading.objects.exists()

    def test_two_guides_share_the_reviews(self, reader, product, write):
        class SecondGuide(ProductGuide):
            model = Product
            text_fields = ["name"]
            reviews = Reviews(Review, product="product", text=["body"])

        registry.register(SecondGuide)
        try:
            first, _ = write(GOOD, GOOD)
            drain()
            assert ReviewReading.objects.filter(guide="second").count() == 2
            assert len(reader.texts) == 4
            first.delete()
            assert sorted(ReviewReading.objects.values_list("guide", flat=True)) == [
                "phone",
                "second",
            ]
            product.delete()
            assert not ReviewReading.objects.exists()
        finally:
            registry.unregister(SecondGuide)


@pytest.mark.django_db
class TestLongRuns:
    @pytest.fixture
    def batches(self, settings, reader):
        settings.SHOPGUIDE = {**settings.SHOPGUIDE, "BATCH_SIZE": 4}
        readers._made["default"] = reader
        return reader

    def test_stopped_it_goes_on_where_it_was(self, batches, product):
        """Twice: an interrupt loses the one batch that was being read, and no job."""
        bulk(product, 40)
        assert reconciled() == 40
        for stopped in (3, 6):

            def stop(at=stopped):
                if batches.calls == at:
                    raise KeyboardInterrupt

            batches.during = stop
            with pytest.raises(KeyboardInterrupt):
                drain()
            assert ReviewReading.objects.count() + Job.objects.filter(kind="review").count() == 40
            assert reconciled() == 40 - ReviewReading.objects.count()
        assert ReviewReading.objects.count() == 16
        batches.during = lambda: None
        settle()
        assert ReviewReading.objects.count() == 40
        assert len(batches.texts) == 40 + 2 * 4
        assert not drifted(phone_guide())

    def test_a_limit_of_time_ends_between_batches(self, batches, product, monkeypatch):
        bulk(product, 12)
        reconciled()
        seconds = iter(range(100))
        monkeypatch.setattr(delivery.time, "monotonic", lambda: next(seconds))
        done = []
        assert drain(seconds=3, kinds=["review"], on_progress=done.append).finished == 8
        assert done == [4, 4]

    def test_reviews_keep_no_product_waiting_and_the_newest_is_first(self, batches, product, write):
        bulk(product, 12)
        reconciled()
        Job.objects.filter(kind="vector").delete()
        (fresh,) = write("Just now.")
        products(1)
        order = []
        batches.during = lambda: order.append(Job.objects.filter(kind="vector").exists())
        drain()
        assert "\nJust now." in batches.texts[:4]
        # At most one batch of reviews was read before the product.
        assert order[1:] == [False] * 3
        assert ReviewReading.objects.filter(review_id=str(fresh.pk)).exists()


@pytest.mark.django_db(transaction=True)
def test_drainers_of_one_product_count_all_its_reviews(settings):
    """Neither sees what the other has not committed, and still nothing is missed."""
    settings.SHOPGUIDE = {**settings.SHOPGUIDE, "BATCH_SIZE": 3}
    (product,) = products(1)
    made = bulk(product, 60)
    reconcile(phone_guide())

    def work():
        drain()
        connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for review in made[:10]:
        review.delete()
    for thread in threads:
        thread.join()
    settle()
    camera = AspectTally.objects.get(aspect="camera")
    assert (camera.positive, camera.reviews) == (50, 50)
    assert ReviewReading.objects.count() == 50
    assert AspectOpinion.objects.count() == 100
    assert not drifted(phone_guide())


@pytest.mark.django_db
class TestWatched:
    """The command, the doctor and the admin tell how far the reviews are."""

    @pytest.fixture(autouse=True)
    def no_patience(self, monkeypatch):
        monkeypatch.setattr("shopguide.examine.PATIENCE", 0.1)

    def finding(self):
        return next(
            (found.level, found.told) for found in examine() if found.part == "reviews of phone"
        )

    def test_the_command(self, reader, product, capsys):
        bulk(product, 3)
        call_command("shopguide_sync", "phone")
        assert "1 products and 3 reviews seen, 5 jobs found, 5 done" in capsys.readouterr().out
        assert ReviewReading.objects.count() == 3

    def test_the_doctor(self, reader, product):
        assert self.finding() == ("ok", "0 of 0 have been read")
        bulk(product, 2)
        reconcile(phone_guide())
        level, told = self.finding()
        assert level == "warning"
        assert told == "0 of 2 have been read; 2 wait, 0 wait for a person. Run shopguide_sync."
        drain()
        assert self.finding() == ("ok", "2 of 2 have been read")
        reader.become("fake-2")
        assert "2 by an earlier revision of the reader" in self.finding()[1]

    def test_the_doctor_without_a_reader(self, monkeypatch):
        monkeypatch.setattr(phone_guide(), "reader", "nowhere")
        level, told = self.finding()
        assert level == "error"
        assert 'SHOPGUIDE["READERS"]' in told

    def test_the_admin(self, reader, product, admin_client):
        one, *_ = bulk(product, 3)
        reconcile(phone_guide())
        Job.objects.filter(object_id=str(one.pk), kind="review").update(dead=True)
        page = admin_client.get(reverse("admin:shopguide_vector_changelist")).content.decode()
        assert "0 of 3 reviews have been read (0 %)." in page
        assert "2 reviews wait or are being read." in page
        assert "1 review could not be read and waits for a person." in page
        # Jobs of the reader are none of the encoder that has the same alias.
        jobs = admin_client.get(reverse("admin:shopguide_job_changelist")).content.decode()
        assert "1 product or review could not be read and waits for a person." in jobs
