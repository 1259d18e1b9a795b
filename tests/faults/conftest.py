"""Committed products, a worker in processes of its own, and what must be true in the end."""

import numpy as np
import pytest
from celery import current_app
from django.db import connection, transaction
from django.utils import timezone

from shopguide import tasks
from shopguide.catalogue.registry import registry
from shopguide.encoders.fake import FakeEncoder
from shopguide.models import AspectOpinion, AspectTally, Document, Job, ReviewReading, Vector
from shopguide.reviews.compare import compare
from shopguide.reviews.fake import FakeReader
from shopguide.reviews.tally import drifted
from shopguide.text.aspects import aspects_of
from shopguide.text.product import digest, passage, texts_of
from shopguide.text.review import review_texts
from tests.faults.processes import Switchboard, Worker, eventually
from tests.shop.models import Product, Review


@pytest.fixture
def guide():
    return registry.get("phone")


@pytest.fixture
def switches(tmp_path):
    return Switchboard(tmp_path)


@pytest.fixture
def addresses(transactional_db, database_url, broker_url, switches):
    """What a worker process must be told."""
    server, _, _ = database_url.rpartition("/")
    return {
        "DATABASE_URL": f"{server}/{connection.settings_dict['NAME']}",
        "CELERY_BROKER_URL": broker_url,
        "DJANGO_SETTINGS_MODULE": "tests.faults.settings",
        "FAULTS_FOLDER": str(switches.folder),
    }


@pytest.fixture
def broker(broker_url, monkeypatch):
    """The test's own Celery publishes to the real broker too; the queue is empty at first."""
    from tests.faults.celery import app

    before = current_app._get_current_object()
    app.set_current()
    app.conf.broker_url = broker_url
    empty(app)
    monkeypatch.setattr(tasks, "wake", tasks.Waker())
    yield app
    before.set_current()


def empty(app):
    with app.connection_for_write() as connection:
        app.control.purge(connection=connection)


@pytest.fixture
def worker(addresses, broker, tmp_path):
    """Makes workers: ``worker(beat=True, FAULTS_LEASE="2")``. None outlives the test."""
    made = []

    def start(*, beat=True, **environment):
        made.append(Worker(tmp_path, {**addresses, **environment}, beat=beat))
        return made[-1].start()

    yield start
    for each in made:
        each.kill_all()


def make_products(count, name="Phone"):
    """Products saved one by one in one transaction, as a shop's import does."""
    with transaction.atomic():
        return [
            Product.objects.create(name=f"{name} {number}", description=f"word{number} camera")
            for number in range(count)
        ]


def settle(seconds=25.0):
    """Wait until no job waits. What waits out a delay after a failure does so no longer."""

    def done():
        Job.objects.filter(lease=None, dead=False).update(run_after=timezone.now())
        return not Job.objects.filter(dead=False).exists()

    eventually(done, seconds)


def assert_exact(guide, expected):
    """Every product of ``expected``, and no other, has one vector: that of its text as it is."""
    encoder = FakeEncoder(dimensions=384)
    texts = {pk: passage(guide, fields) for pk, fields in texts_of(guide, expected).items()}
    assert set(texts) == set(expected)
    rows = Vector.objects.filter(guide=guide.name)
    stamps = dict(rows.values_list("object_id", "digest"))
    assert stamps == {str(pk): digest(encoder.revision, text) for pk, text in texts.items()}
    assert rows.count() == len(expected)
    stored = dict(Product.objects.exclude(embedding=None).values_list("pk", "embedding"))
    assert set(stored) == set(expected)
    for pk, text in texts.items():
        vector = np.asarray(stored[pk], dtype=np.float32)
        assert np.allclose(vector, encoder.encode([text])[0], atol=1e-3)
    words = Document.objects.filter(guide=guide.name).values_list("object_id", flat=True)
    assert sorted(words) == sorted(map(str, expected))


def make_reviews(product, count, body="The camera is good. The battery is bad."):
    """Reviews saved one by one in one transaction."""
    with transaction.atomic():
        return [
            Review.objects.create(product=product, body=f"{body} {number}")
            for number in range(count)
        ]


def assert_read(guide, expected):
    """Every review of ``expected``, and no other, is stored once as its text is read now, and the
    tallies are those of the readings."""
    reader = FakeReader()
    differing = compare(guide, expected, reader.revision).differing()
    assert differing == set()
    rows = ReviewReading.objects.filter(guide=guide.name)
    assert sorted(rows.values_list("review_id", flat=True)) == sorted(map(str, expected))
    for pk, text in review_texts(guide.reviews, expected).items():
        [reading] = reader.read([text.whole], aspects_of(guide))
        stored = AspectOpinion.objects.filter(reading__review_id=str(pk), reading__guide=guide.name)
        assert sorted(stored.values_list("aspect", "polarity", "start", "end")) == sorted(
            (said.aspect, said.polarity, *said.span) for said in reading.opinions
        )
    assert not AspectOpinion.objects.exclude(reading__guide=guide.name).exists()
    assert drifted(guide) == []
    assert AspectTally.objects.exists() == AspectOpinion.objects.exclude(polarity=0).exists()
