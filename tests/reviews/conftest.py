"""A reader that a test can watch and break, and reviews of one product."""

import pytest
from django.utils import timezone

from shopguide.backends import readers
from shopguide.delivery import drain
from shopguide.models import Job
from shopguide.reviews.base import ReaderError
from shopguide.reviews.fake import FakeReader
from tests.shop.factories import products
from tests.shop.models import Review


class Watched(FakeReader):
    """Counts texts and calls, fails on what it is told to, and calls ``during`` before it answers."""

    def __init__(self, revision="fake-1"):
        super().__init__(revision)
        self.texts, self.calls, self.poison, self.down = [], 0, None, False
        self.during = lambda: None

    def read(self, texts, aspects):
        if self.down:
            raise ReaderError('SHOPGUIDE["READERS"]["default"]: weights are missing')
        self.calls += 1
        self.texts += texts
        if self.poison and any(self.poison in text for text in texts):
            raise ValueError("cannot read this")
        self.during()
        return super().read(texts, aspects)

    def become(self, revision):
        self._revision = revision


@pytest.fixture
def reader(monkeypatch):
    watched = Watched()
    monkeypatch.setitem(readers._made, "default", watched)
    return watched


@pytest.fixture
def product(db):
    (made,) = products(1)
    return made


@pytest.fixture
def write(product):
    """Makes saved reviews: ``write("The camera is good.", rating=5)``."""

    def make(*bodies, **given):
        return [Review.objects.create(**{"product": product, "body": b, **given}) for b in bodies]

    return make


def settle():
    """Drain until no job is left, whatever delay one has after a failure."""
    drain()
    while Job.objects.filter(dead=False).exists():
        Job.objects.update(run_after=timezone.now(), leased_until=None)
        drain()
