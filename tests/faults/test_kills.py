"""kill -9 of real processes: nothing is lost, nothing is stored twice (faults F1, F2, F17, F22)."""

import psutil
import pytest
from django.db import connection

from shopguide.models import Job, Vector
from shopguide.search.index import WordWork
from tests.faults.conftest import assert_exact, make_products, settle
from tests.faults.processes import eventually
from tests.shop.models import Product

pytestmark = pytest.mark.django_db(transaction=True)


def keys(products):
    return [product.pk for product in products]


@pytest.mark.parametrize("moment", ["hold_before", "hold_after"])
def test_pool_child_killed_in_mid_batch(guide, worker, switches, moment):
    """After the lease and before computing; after computing and before writing."""
    switches.put(moment)
    products = make_products(12)
    worker()
    mark = "begun" if moment == "hold_before" else "encoded"
    eventually(lambda: switches.lines(mark))
    assert Job.objects.filter(kind=Job.Kind.VECTOR).exclude(lease=None).count() == 8
    switches.kill_child()
    switches.take(moment)
    settle()
    assert_exact(guide, keys(products))


def test_pool_child_killed_before_commit(guide, worker, switches):
    switches.put("hold_after")
    products = make_products(6)
    worker()
    eventually(lambda: switches.lines("encoded"))
    with connection.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute("LOCK TABLE shopguide_vector IN SHARE ROW EXCLUSIVE MODE")
        switches.take("hold_after")
        eventually(lambda: waits_for_a_lock(cursor))
        switches.kill_child()
        cursor.execute("COMMIT")
    settle()
    assert_exact(guide, keys(products))


def waits_for_a_lock(cursor):
    cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
    return cursor.fetchone()[0]


@pytest.mark.parametrize("how", ["kill_all", "kill_main"])
def test_whole_worker_killed_and_started_again(guide, worker, switches, how):
    switches.put("hold_before")
    products = make_products(12)
    first = worker()
    eventually(lambda: switches.lines("begun"))
    getattr(first, how)()
    assert Vector.objects.count() == 0
    switches.take("hold_before")
    worker()
    settle()
    assert_exact(guide, keys(products))


def test_products_saved_while_their_worker_is_dead(guide, worker, switches):
    """The new text is the one that is stored, whatever the dead worker had computed."""
    switches.put("hold_after")
    products = make_products(3)
    first = worker()
    eventually(lambda: switches.lines("encoded"))
    for product in products:
        product.name += " renamed"
        product.save()
    first.kill_all()
    switches.take("hold_after")
    worker()
    settle()
    assert_exact(guide, keys(products))


def test_two_workers_drain_one_queue(guide, worker, switches):
    switches.put("hold_before")
    products = make_products(60)
    # Words are done: a worker that writes them holds rows whose vectors the other would leave for
    # the next round, and encode again.
    words = WordWork()
    words.write(guide, words.prepare(guide, keys(products)), keys(products))
    Job.objects.filter(kind=Job.Kind.WORDS).delete()
    worker(FAULTS_SECONDS="0.1", FAULTS_LEASE="60")
    worker(FAULTS_SECONDS="0.1", FAULTS_LEASE="60")
    # Each holds a batch before either goes on.
    eventually(lambda: len(set(switches.lines("pid"))) == 2)
    switches.take("hold_before")
    settle()
    assert_exact(guide, keys(products))
    # Each text was encoded by one of them, once.
    assert len(switches.lines("encoded")) == len(products)


@pytest.mark.slow
def test_text_that_kills_its_worker_is_buried_alone(guide, worker, switches):
    """What a child out of memory looks like: it never gets to say what failed."""
    products = make_products(5)
    [bad] = make_products(1, name="CRASH")
    worker(FAULTS_LEASE="1")
    settle(40)
    [dead] = Job.objects.all()
    assert (dead.object_id, dead.kind, dead.dead) == (str(bad.pk), Job.Kind.VECTOR, True)
    assert dead.error
    assert Vector.objects.count() == len(products)
    assert switches.lines("begun").count("CRASH 0. word0 camera") == 3

    # A change of the product gives it another chance.
    Product.objects.get(pk=bad.pk)
    bad.name = "Mended"
    bad.save()
    settle()
    assert_exact(guide, keys([*products, bad]))


def test_no_process_of_a_killed_worker_stays(worker, switches):
    make_products(1)
    first = worker()
    eventually(lambda: switches.lines("pid"))
    first.kill_all()
    child = int(switches.lines("pid")[-1])
    eventually(
        lambda: (
            not psutil.pid_exists(child) or psutil.Process(child).status() == psutil.STATUS_ZOMBIE
        )
    )
