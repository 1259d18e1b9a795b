"""How praise and blame go from week to week and from month to month."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Literal

from django.conf import settings as django_settings
from django.db.models import Count, FilteredRelation, Q
from django.db.models.functions import Trunc
from django.utils import timezone

from .scope import Scope
from .statistics import Share

Every = Literal["week", "month"]
#: What is dated earlier was dated by mistake, and would make periods without end.
OLDEST = timedelta(days=50 * 365)


@dataclass(frozen=True)
class Period:
    """Reviews written from ``start`` up to, not including, ``end``."""

    start: datetime
    end: datetime
    positive: Share
    negative: Share

    @property
    def reviews(self) -> int:
        return self.positive.total


def trend(scope: Scope, every: Every = "month", aspect: str | None = None) -> list[Period]:
    """One period after another, empty ones too, in one statement. Shares are of reviews that are
    good or bad as a whole, or of those that praise or blame ``aspect``.

    Periods begin at midnight of the current time zone, weeks on Monday; the first and the last are
    those of ``scope.since`` and ``scope.until``, or of the first and the last review. Reviews
    without a date, of the future or of more than fifty years before the last are left out.
    Raises LookupError for what is no key."""
    counted = {
        row["start"].date(): (row["reviews"], row["positive"], row["negative"])
        for row in _counts(scope, every, aspect)
    }
    first = _local(scope.since) if scope.since else min(counted, default=None)
    # The moment that ends the scope is not in it.
    last = _local(scope.until - timedelta.resolution) if scope.until else max(counted, default=None)
    if first is None or last is None:
        return []
    last = min(last, _local(timezone.now()))
    first = max(first, last - OLDEST)
    return [
        Period(_midnight(start), _midnight(end), Share(positive, total), Share(negative, total))
        for start, end in _periods(first, last, every)
        for total, positive, negative in [counted.get(start, (0, 0, 0))]
    ]


def _counts(scope: Scope, every: Every, aspect: str | None) -> Iterable[Any]:
    zone = timezone.get_current_timezone() if django_settings.USE_TZ else None
    rows = scope.readings().filter(written__isnull=False)
    rows = rows.annotate(start=Trunc("written", every, tzinfo=zone))
    good, bad = Q(label=1), Q(label=-1)
    if aspect is not None:
        said = FilteredRelation(
            "opinions", condition=scope.about("opinions") & Q(opinions__aspect=aspect)
        )
        rows = rows.annotate(said=said)
        good, bad = Q(said__polarity=1), Q(said__polarity=-1)
    return rows.values("start").annotate(
        reviews=Count("pk", distinct=True),
        positive=Count("pk", filter=good, distinct=True),
        negative=Count("pk", filter=bad, distinct=True),
    )


def _periods(first: date, last: date, every: Every) -> Iterator[tuple[date, date]]:
    start = _start(first, every)
    while start <= last:
        # 31 days after the first of a month is in the next one, and never in the one after.
        end = _start(start + timedelta(days=31 if every == "month" else 7), every)
        yield start, end
        start = end


def _start(day: date, every: Every) -> date:
    return day.replace(day=1) if every == "month" else day - timedelta(days=day.weekday())


def _local(moment: datetime) -> date:
    return timezone.localtime(moment).date() if timezone.is_aware(moment) else moment.date()


def _midnight(day: date) -> datetime:
    moment = datetime.combine(day, time.min)
    return timezone.make_aware(moment) if django_settings.USE_TZ else moment
