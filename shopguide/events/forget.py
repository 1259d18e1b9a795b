"""Retention: what shoppers did is kept for SHOPGUIDE["EVENT_DAYS"]."""

from django.db import router
from django.utils import timezone

from shopguide.models import Event

from .reported import oldest

#: Rows of one statement, so that no lock is held for long.
CHUNK = 10_000


def forget_events() -> int:
    """Delete events that are older than the shop keeps them. Profiles have let them fade long
    before, so nobody is told."""
    using = router.db_for_write(Event)
    old = Event.objects.using(using).filter(happened__lt=oldest(timezone.now()))
    deleted = 0
    while chunk := list(old.order_by("pk").values_list("pk", flat=True)[:CHUNK]):
        deleted += Event.objects.using(using).filter(pk__in=chunk)._raw_delete(using)
    return deleted
