"""Keeping the daily tally: each day is counted whole and replaced whole, so that counting it twice, or
by two workers at once, changes nothing."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.conf import settings as django_settings
from django.db import connection, transaction
from django.db.models import Max
from django.db.models.functions import TruncDate
from django.utils import timezone

from shopguide.conf import settings
from shopguide.models import CountedDay, DailyTally, Event

from .tally import SUMS, parameters, statement

#: Days that are counted anew at each turn: an order may be cancelled, an event told late.
LATELY = 3
#: Of the advisory lock under which a day is counted.
_LOCK = 0x5347_444D


def count_days(now: datetime | None = None) -> int:
    """Count every whole day that is not counted as it is now. Returns how many were counted."""
    at = now or timezone.now()
    days = sorted(_stale(_today(at)))
    for day in days:
        count_day(day)
    return len(days)


def count_day(day: date) -> int:
    """Count one day anew; how many rows it has."""
    columns = ", ".join(["day", "surface", "language", "audience", *SUMS])
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        # Before the rows are read, so that what comes meanwhile is seen by the next turn.
        CountedDay.objects.update_or_create(day=day, defaults={"counted": timezone.now()})
        DailyTally.objects.filter(day=day).delete()
        cursor.execute(
            f"INSERT INTO shopguide_dailytally ({columns}) {statement()}",
            parameters(day),
        )
        return int(cursor.rowcount)


def uncounted(begins: date, ends: date) -> list[date]:
    """Days of a period that are in no tally."""
    there = set(CountedDay.objects.filter(day__range=(begins, ends)).values_list("day", flat=True))
    return [day for day in _days(begins, ends) if day not in there]


def _stale(today: date) -> set[date]:
    """Whole days with events that are not counted, or of which something was told since. A day of
    which events are forgotten already stays as it was counted."""
    kept_whole = today - timedelta(days=settings["EVENT_DAYS"] - 1)
    told = dict(
        Event.objects.order_by()
        .annotate(day=TruncDate("happened"))
        .values("day")
        .annotate(last=Max("received"))
        .values_list("day", "last")
    )
    counted = dict(CountedDay.objects.values_list("day", "counted"))
    lately = set(_days(today - timedelta(days=LATELY), today - timedelta(days=1)))
    return lately | {
        day
        for day, received in told.items()
        if kept_whole <= day < today and (day not in counted or received >= counted[day])
    }


def _days(begins: date, ends: date) -> Iterable[date]:
    return (begins + timedelta(days=n) for n in range((ends - begins).days + 1))


def _today(at: datetime) -> date:
    return timezone.localdate(at) if django_settings.USE_TZ else at.date()
