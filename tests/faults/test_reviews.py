"""Reviews under the same faults as products: none is lost, none is stored twice."""

import pytest
from django.db import connection

from shopguide import tasks
from shopguide.delivery import drain, reconcile
from shopguide.models import AspectOpinion, Job, ReviewReading
from shopguide.reviews import tally
from tests.faults.conftest import assert_read, make_products, make_reviews, settle
from tests.faults.processes import eventually
from tests.shop.models import Review

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def product():
    [made] = make_products(1)
    return made


def keys(reviews):
    return [review.pk for review in reviews]


@pytest.mark.parametrize("moment", ["hold_reading", "hold_read"])
def test_pool_child_killed_in_mid_batch(guide, product, worker, switches, moment):
    """After the lease and before reading; after reading and before writing."""
    switches.put(moment)
    reviews = make_reviews(product, 20)
    worker()
    eventually(lambda: switches.lines(moment.removeprefix("hold_")))
    assert Job.objects.filter(kind=Job.Kind.REVIEW).exclude(lease=None).count() == 8
    switches.kill_child("reader")
    assert ReviewReading.objects.count() == 0
    switches.take(moment)
    settle()
    assert_read(guide, keys(reviews))
    # Only the batch that died was read again.
    assert len(switches.lines("reading")) == len(reviews) + 8


def test_whole_worker_killed_and_started_again(guide, product, worker, switches):
    """What was stored before stays and is not read again."""
    reviews = make_reviews(product, 12)
    first = worker(FAULTS_BATCH="4", FAULTS_SECONDS="0.3", FAULTS_LEASE="2")
    eventually(lambda: ReviewReading.objects.count() >= 4)
    first.kill_all()
    stored = ReviewReading.objects.count()
    assert stored < 12
    assert AspectOpinion.objects.count() == 2 * stored
    assert stored + Job.objects.filter(kind=Job.Kind.REVIEW).count() == 12
    worker(FAULTS_BATCH="4")
    settle()
    assert_read(guide, keys(reviews))
    assert len(switches.lines("read")) <= 12 + 4


def test_edited_deleted_and_moved_during_reading(guide, product, worker, switches):
    switches.put("hold_read")
    [other] = make_products(1, name="Other")
    reviews = make_reviews(product, 6)
    worker(FAULTS_LEASE="30")
    eventually(lambda: switches.lines("read"))
    edited, deleted, moved, hidden, *_ = reviews
    edited.body = "The screen is bad."
    edited.save()
    deleted.delete()
    moved.product = other
    moved.save()
    # update() tells nobody: the reconcile finds it.
    Review.objects.filter(pk=hidden.pk).update(approved=False)
    switches.take("hold_read")
    settle()
    tasks.reconcile.delay()
    left = Review.objects.values_list("pk", flat=True)
    row = ReviewReading.objects.filter(review_id=str(hidden.pk))
    eventually(lambda: row.get().shown is False)
    settle()
    assert_read(guide, list(left))
    assert ReviewReading.objects.get(review_id=str(moved.pk)).object_id == str(other.pk)


def test_one_review_that_cannot_be_read(guide, product, worker):
    reviews = make_reviews(product, 6)
    [bad] = make_reviews(product, 1, body="POISON")
    worker(FAULTS_LEASE="30")
    settle()
    [dead] = Job.objects.all()
    assert (dead.object_id, dead.kind, dead.attempts) == (str(bad.pk), Job.Kind.REVIEW, 3)
    assert dead.error == "ValueError: this review cannot be read"
    assert_read(guide, keys(reviews))
    bad.body = "Mended. The camera is good."
    bad.save()
    settle()
    assert_read(guide, keys([*reviews, bad]))


@pytest.mark.slow
def test_review_that_kills_its_worker_is_buried_alone(guide, product, worker, switches):
    reviews = make_reviews(product, 5)
    [bad] = make_reviews(product, 1, body="CRASH")
    worker(FAULTS_LEASE="1")
    settle(40)
    [dead] = Job.objects.all()
    assert (dead.object_id, dead.kind, dead.dead) == (str(bad.pk), Job.Kind.REVIEW, True)
    assert_read(guide, keys(reviews))


def test_reader_missing_and_put_back(guide, product, worker, switches):
    """Products go on, reviews wait and say why."""
    switches.take("reader_weights")
    reviews = make_reviews(product, 4)
    worker()
    waiting = Job.objects.filter(kind=Job.Kind.REVIEW, lease=None).exclude(error="")
    eventually(lambda: waiting.count() == 4)
    eventually(lambda: Job.objects.count() == 4)
    for job in waiting:
        assert "weights are missing" in job.error
        assert (job.attempts, job.dead) == (0, False)
    switches.put("reader_weights")
    settle()
    assert_read(guide, keys(reviews))


def test_two_workers_share_the_reviews_of_one_product(guide, product, worker, switches):
    switches.put("hold_reading")
    reviews = make_reviews(product, 60)
    worker(FAULTS_SECONDS="0.1", FAULTS_LEASE="60")
    worker(FAULTS_SECONDS="0.1", FAULTS_LEASE="60")
    eventually(lambda: len(set(switches.lines("reader"))) == 2)
    switches.take("hold_reading")
    settle()
    assert_read(guide, keys(reviews))
    # Each was read by one of them, once.
    assert len(switches.lines("read")) == len(reviews)


def test_a_worker_frozen_in_its_transaction_fails_no_deletion(guide, product, monkeypatch, caplog):
    """As a paused container is: the review is forgotten, the count waits for the reconcile."""
    first, second = make_reviews(product, 2)
    drain()
    monkeypatch.setattr(tally, "PATIENCE", "200ms")
    frozen = connection.copy()
    with frozen.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_lock(hashtextextended(%s, 0))", [f"shopguide.tally:{guide.name}"]
        )
        first.delete()
    frozen.close()
    assert "lock timeout" in caplog.text
    assert ReviewReading.objects.get().review_id == str(second.pk)
    assert tally.drifted(guide) == [str(product.pk)]
    reconcile(guide)
    assert_read(guide, [second.pk])
