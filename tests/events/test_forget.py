"""Events are kept for SHOPGUIDE["EVENT_DAYS"] and no longer."""

import pytest

from shopguide.conf import BEAT_SCHEDULE
from shopguide.events import forget as forgetting
from shopguide.events.forget import forget_events
from shopguide.models import Event
from shopguide.tasks import fold, forget
from tests.events.conftest import ago

pytestmark = pytest.mark.django_db


def make(days, count=1):
    Event.objects.bulk_create(
        Event(client_id=f"{days}-{number}", kind="view", happened=ago(days=days))
        for number in range(count)
    )


def test_only_what_is_old_goes(settings, monkeypatch):
    monkeypatch.setattr(forgetting, "CHUNK", 10)
    settings.SHOPGUIDE = {**settings.SHOPGUIDE, "EVENT_DAYS": 30}
    make(31, 25)
    make(29, 3)
    assert forget_events() == 25
    assert Event.objects.count() == 3
    assert forget_events() == 0


def test_the_task_forgets_them():
    make(366)
    make(364)
    forget()
    assert Event.objects.count() == 1


def test_beat_folds_each_minute():
    assert BEAT_SCHEDULE["shopguide-fold"] == {"task": fold.name, "schedule": 60.0}
