"""Tests of the shop, and what shoppers did in them."""

from datetime import timedelta
from itertools import count

import pytest
from django.utils import timezone

from shopguide.events.shopper import Shopper
from shopguide.experiments.lifecycle import declare, start
from shopguide.experiments.memory import remembered
from shopguide.experiments.running import running
from shopguide.models import Enrolment, Event


@pytest.fixture(autouse=True)
def nothing_remembered():
    """A process remembers running tests longer than a test of ours lasts."""
    running.forget()
    remembered.clear()
    yield
    running.forget()


@pytest.fixture
def declared(db):
    def make(name="strips", variants=None, *, running=True, planned=1000, **given):
        row = declare(name, variants or {"control": {}, "wide": {"EXPLORATION": 0.3}}, **given)
        row.planned = planned
        row.save()
        if running:
            start(row)
        return row

    return make


_numbers = count()


def event(shopper, kind, *, minutes=1, **given):
    """An event of a shopper by its key, so many minutes after now."""
    when = timezone.now() + timedelta(minutes=minutes)
    made = Event.objects.create(
        shopper=shopper, kind=kind, client_id=f"e{next(_numbers)}", happened=when, **given
    )
    Event.objects.filter(pk=made.pk).update(received=when)
    return made


def known(n=1, *, user=True):
    return (
        Shopper(user_pk=str(n), personal=True) if user else Shopper(session=f"s{n}", personal=True)
    )


def enrol_many(experiment, numbers, buy=lambda variant, n: False, **given):
    """Shoppers with these numbers take part, one variant after the other in turn; some buy."""
    variants = list(experiment.variants.all())
    now = timezone.now()
    rows = [
        Enrolment(
            experiment=experiment,
            variant=variants[n % len(variants)],
            shopper=f"user:{n}",
            created=given.get("created", now),
        )
        for n in numbers
    ]
    Enrolment.objects.bulk_create(rows)
    bought = [row for place, row in enumerate(rows) if buy(row.variant, place // len(variants))]
    Event.objects.bulk_create(
        [
            Event(
                shopper=row.shopper, kind="order", client_id=f"order:{row.shopper}",
                amount=20, happened=row.created + timedelta(seconds=1),
            )
            for row in bought
        ]
    )  # fmt: skip
    Event.objects.filter(received__lt=now).update(received=now)
    return rows
