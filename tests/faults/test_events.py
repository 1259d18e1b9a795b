"""Events of known shoppers wake the worker; without a broker they are stored all the same."""

import socket
import time
from uuid import uuid4

import pytest
from django.contrib.auth.models import User

from shopguide import tasks
from shopguide.events.consent import PERSONALISATION, record
from shopguide.events.record import Reported, record_events
from shopguide.events.shopper import Shopper
from shopguide.models import Event
from tests.faults.conftest import make_products
from tests.shop.models import Line, Order

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ann(db):
    return User.objects.create_user("ann")


@pytest.fixture
def waking(broker, monkeypatch):
    monkeypatch.setattr(tasks, "wake_fold", tasks.Waker(tasks.fold, tasks.FOLD_EVERY))
    return broker


def view(phone):
    return Reported(str(uuid4()), "view", guide="phone", object_id=str(phone.pk))


def folds(app):
    """Messages to ``shopguide.fold`` that wait, taken out of the queue."""
    found = 0
    with app.connection_for_read() as connection, connection.SimpleQueue("celery") as queue:
        while True:
            try:
                message = queue.get(block=False)
            except queue.Empty:
                return found
            found += message.headers["task"] == "shopguide.fold"
            message.ack()


def test_many_events_are_one_message(ann, waking):
    [phone] = make_products(1)
    folds(waking)
    shopper = Shopper(user_pk=str(ann.pk), personal=True)
    for _ in range(3):
        record_events(shopper, [view(phone), view(phone)])
    assert folds(waking) == 1
    time.sleep(tasks.FOLD_EVERY)
    record_events(shopper, [view(phone)])
    assert folds(waking) == 1


def test_what_belongs_to_nobody_wakes_nobody(ann, waking):
    [phone] = make_products(1)
    folds(waking)
    record_events(Shopper(user_pk=str(ann.pk)), [view(phone)])
    Line.objects.create(order=Order.objects.create(user=ann), product=phone)
    assert Event.objects.count() == 2
    assert folds(waking) == 0


def test_an_order_of_a_known_shopper(ann, waking):
    record(f"user:{ann.pk}", PERSONALISATION, given=True)
    [phone] = make_products(1)
    folds(waking)
    Line.objects.create(order=Order.objects.create(user=ann), product=phone)
    assert folds(waking) == 1


def test_without_a_broker_nothing_is_lost_and_nobody_waits_long(ann, waking, caplog):
    [phone] = make_products(1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        waking.conf.broker_url = f"redis://127.0.0.1:{silent.getsockname()[1]}/0"
        shopper = Shopper(user_pk=str(ann.pk), personal=True)
        began = time.monotonic()
        record_events(shopper, [view(phone)])
        first = time.monotonic() - began
        for _ in range(10):
            record_events(shopper, [view(phone)])
        rest = time.monotonic() - began - first
    assert Event.objects.filter(folded=False).count() == 11
    assert first < 2
    assert rest < 1
    assert "beat will fold" in caplog.text
