"""Broker, database or model away: save() works, jobs stay, all is made up for later (F3 to F6, F21)."""

import socket
import time

import pytest
from django.conf import settings
from django.db import connection, connections
from django.test import override_settings

from shopguide import tasks
from shopguide.delivery import reconcile
from shopguide.models import Job, Vector
from shopguide.search import search
from tests.faults.conftest import assert_exact, empty, make_products, settle
from tests.faults.processes import eventually
from tests.shop.models import Product

pytestmark = pytest.mark.django_db(transaction=True)


def keys(products):
    return [product.pk for product in products]


def test_death_between_commit_and_publish(guide, worker, monkeypatch):
    """No message is ever sent; beat finds the jobs."""
    monkeypatch.setattr(tasks, "wake", lambda: None)
    products = make_products(10)
    worker()
    settle()
    assert_exact(guide, keys(products))


def test_a_save_wakes_a_worker_without_beat(guide, worker, switches):
    worker(beat=False)
    products = make_products(3)
    eventually(lambda: not Job.objects.exists())
    assert_exact(guide, keys(products))


@pytest.mark.parametrize("address", ["refusing", "silent"])
def test_save_with_the_broker_down(guide, broker, worker, address, request, caplog):
    """One save waits at most two seconds, the next ones not at all."""
    broker.conf.broker_url = request.getfixturevalue(address)
    began = time.monotonic()
    products = make_products(1)
    first = time.monotonic() - began
    products += make_products(1, name="Second")
    rest = time.monotonic() - began - first
    assert first < 2
    assert rest < 0.5
    assert "beat will drain" in caplog.text
    assert Job.objects.count() == 4
    worker()
    settle()
    assert_exact(guide, keys(products))


@pytest.fixture
def refusing():
    return "redis://127.0.0.1:1/0"


@pytest.fixture
def silent():
    """A broker that takes connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"redis://127.0.0.1:{server.getsockname()[1]}/0"


def test_broker_loses_its_queue(guide, broker, worker):
    products = make_products(10)
    empty(broker)
    worker()
    settle()
    assert_exact(guide, keys(products))


@pytest.mark.slow
def test_broker_restarted_under_a_worker(guide, broker, worker, valkey, switches):
    if valkey is None:
        pytest.skip("CELERY_BROKER_URL is somebody else's server")
    products = make_products(10)
    running = worker(FAULTS_SECONDS="0.2")
    eventually(lambda: switches.lines("begun"))
    valkey.kill()
    products += make_products(2, name="Meanwhile")
    valkey.start()
    empty(broker)
    # Celery 5.7 gives up where a message was in hand; it must end then, not hang, since what
    # supervises a worker sees only its end.
    eventually(lambda: restarted(running) or not Job.objects.exists())
    products += make_products(2, name="After")
    eventually(lambda: restarted(running) or not Job.objects.exists())
    assert_exact(guide, keys(products))


def restarted(running):
    """Start a worker that has ended, as systemd or a container does."""
    if not running.alive():
        running.kill_all()
        running.start()


def test_database_backend_killed_during_drain(guide, worker, switches):
    switches.put("hold_after")
    products = make_products(12)
    running = worker()
    eventually(lambda: switches.lines("encoded"))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        assert cursor.fetchone()[0] >= 1
    switches.take("hold_after")
    settle()
    assert running.alive()
    assert_exact(guide, keys(products))


@pytest.mark.slow
def test_database_restarted_during_drain(guide, worker, switches, postgres):
    if postgres is None:
        pytest.skip("DATABASE_URL is somebody else's server")
    switches.put("hold_after")
    products = make_products(12)
    running = worker()
    eventually(lambda: switches.lines("encoded"))
    connections.close_all()
    postgres.kill()
    switches.take("hold_after")
    time.sleep(1)
    postgres.start()
    settle()
    assert running.alive()
    assert_exact(guide, keys(products))


def test_model_files_missing_and_put_back(guide, worker, switches):
    """Saves work, search degrades to words, jobs wait and say why."""
    switches.take("weights")
    products = make_products(4)
    worker()
    reasons = Job.objects.filter(kind=Job.Kind.VECTOR, lease=None).exclude(error="")
    eventually(lambda: reasons.count() == 4)
    eventually(lambda: not Job.objects.filter(kind=Job.Kind.WORDS).exists())
    for job in reasons:
        assert "weights are missing" in job.error
        assert (job.attempts, job.dead) == (0, False)
    watched = {
        "BACKEND": "tests.faults.encoders.MarkedEncoder",
        "OPTIONS": {"folder": str(switches.folder)},
    }
    encoders = {**settings.SHOPGUIDE["ENCODERS"], "default": watched}
    with override_settings(SHOPGUIDE={**settings.SHOPGUIDE, "ENCODERS": encoders}):
        degraded = search(guide, "word3 camera")
        assert degraded.degraded == ("encoder",)
        assert degraded.hits[0].pk == products[3].pk
        products += make_products(1, name="Saved meanwhile")
        switches.put("weights")
        settle()
        assert search(guide, "word3 camera").degraded == ()
    assert_exact(guide, keys(products))


def test_what_no_signal_told_of_is_reconciled(guide, worker):
    """bulk_create and update() leave no job; the hourly task finds them by their digests."""
    Product.objects.bulk_create(Product(name=f"Bulk {number}") for number in range(5))
    worker()
    tasks.reconcile.delay()
    eventually(lambda: Vector.objects.count() == 5)
    settle()
    Product.objects.filter(name="Bulk 1").update(name="Changed without a signal")
    assert not Job.objects.exists()
    reconcile(guide)
    settle()
    assert_exact(guide, keys(Product.objects.all()))
