"""What a shopper does reaches the profile through a real worker, whatever happens to it."""

import uuid

import pytest

from shopguide import tasks
from shopguide.events.record import Reported, record_events
from shopguide.models import Event, Profile
from tests.faults.conftest import make_products
from tests.faults.processes import eventually
from tests.recommend.shoppers import agreed_shopper


@pytest.fixture(autouse=True)
def eager(monkeypatch):
    """No test waits for the rest that another's messages or outages left."""
    monkeypatch.setattr(tasks, "wake_fold", tasks.Waker(tasks.fold, 0.0))


def view(product):
    return Reported(uuid.uuid4().hex, "view", "phone", str(product.pk))


def counted():
    return dict(Profile.objects.values_list("shopper", "events"))


def test_an_event_reaches_the_profile_without_beat(worker):
    worker(beat=False)
    [phone] = make_products(1)
    shopper = agreed_shopper()
    assert record_events(shopper, [view(phone)]).recorded == 1
    eventually(lambda: counted() == {shopper.key: 1}, 20)
    assert not Event.objects.filter(folded=False).exists()


@pytest.mark.slow
def test_a_worker_that_dies_while_it_folds_loses_nothing_and_counts_nothing_twice(worker):
    phones = make_products(5)
    shoppers = [agreed_shopper(str(number)) for number in range(60)]
    first = worker(beat=False)
    for shopper in shoppers:
        record_events(shopper, [view(phone) for phone in phones])
    eventually(lambda: len(counted()) > 0, 20)
    first.kill_all()
    worker(beat=False)
    tasks.fold.delay()
    eventually(lambda: not Event.objects.filter(folded=False).exists(), 30)
    assert counted() == {shopper.key: 5 for shopper in shoppers}
    sums = Profile.objects.values_list("state__sums__product", flat=True)
    assert {sum(kinds["view"] for _, _, kinds in found.values()) for found in sums} == {5}
