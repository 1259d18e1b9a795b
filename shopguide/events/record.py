"""Recording what shoppers did: each thing once, whoever tells it how often."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from django.db import connections, router, transaction

from shopguide.models import Event

from .bursts import allowance, limit_of
from .reported import Examiner, Refusal, Refused, Reported
from .shopper import Shopper
from .signals import recorded

__all__ = ["Outcome", "Refusal", "Reported", "record_events"]

#: Of the advisory locks that one shopper's events are recorded under.
_LOCK = 0x5347_4556
_COLUMNS = {
    "shopper": "text",
    "client_id": "text",
    "kind": "text",
    "guide": "text",
    "object_id": "text",
    "title": "text",
    "surface": "text",
    "position": "integer",
    "exposure": "uuid",
    "amount": "numeric",
    "quantity": "integer",
    "language": "text",
    "data": "text",
    "happened": "timestamptz",
}


@dataclass(frozen=True)
class Outcome:
    """What became of a batch. ``ignored`` are events of bots and staff, and what is more than a
    person can do: they are no mistake of the sender, and count for nothing."""

    recorded: int = 0
    duplicates: int = 0
    refused: tuple[Refusal, ...] = ()
    ignored: int = 0


def record_events(shopper: Shopper, items: Sequence[Reported], source: str = "") -> Outcome:
    """Record what ``shopper`` is said to have done. One bad event costs no other; an event that
    was recorded before is a duplicate. Who did not agree to be known stays unknown: such events
    count for what is popular and belong to nobody. ``source`` is the address they came from, for
    telling bursts, and is not kept.
    """
    examiner, fit, refused = Examiner(shopper, items), dict[str, Event](), []
    twice = 0
    for index, item in enumerate(items):
        try:
            event = examiner.fit(item)
        except Refused as error:
            refused.append(Refusal(index, error.code, str(error)))
            continue
        twice += event.client_id in fit
        fit.setdefault(event.client_id, event)
    if not shopper.counted:
        return Outcome(refused=tuple(refused), ignored=len(fit) + twice)
    done, before, ignored = _store(shopper.known, fit, source) if fit else (0, 0, 0)
    return Outcome(done, before + twice, tuple(refused), ignored)


def _store(known: str, fit: dict[str, Event], source: str) -> tuple[int, int, int]:
    """How many were stored, had been before, and were too many."""
    using = router.db_for_write(Event)
    with transaction.atomic(using=using):
        if known:
            with connections[using].cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [_LOCK, known])
        before = _told(using, known, list(fit))
        fresh = [event for name, event in fit.items() if name not in before]
        allowed = _allowed(known, source, fresh)
        stored = _insert(using, allowed)
        if known and stored:
            transaction.on_commit(
                partial(recorded.send_robust, sender=Event), using=using, robust=True
            )
    # Between looking and storing another may have been quicker.
    raced = len(allowed) - stored
    return stored, len(before) + raced, len(fresh) - len(allowed)


def _told(using: str, known: str, names: list[str]) -> set[str]:
    """Those that were recorded before. What was told before the shopper agreed, or signed in, was
    nobody's; of nobody's events the constraint alone says so."""
    if not known:
        return set()
    events = Event.objects.using(using).filter(shopper__in={known, ""}, client_id__in=names)
    return set(events.values_list("client_id", flat=True))


def _allowed(known: str, source: str, events: Sequence[Event]) -> list[Event]:
    left = allowance(known, source, [event.kind for event in events])
    allowed = []
    for event in events:
        limit = limit_of(event.kind)
        if left[limit] >= 1:
            left[limit] -= 1
            allowed.append(event)
    return allowed


def _insert(using: str, events: Sequence[Event]) -> int:
    """Rows stored. By hand, since ``bulk_create`` does not tell which were there already."""
    if not events:
        return 0
    # In one order everywhere, so that two batches cannot wait for each other.
    ordered = sorted(events, key=lambda event: event.client_id)
    values = [
        [json.dumps(event.data) if name == "data" else getattr(event, name) for event in ordered]
        for name in _COLUMNS
    ]
    names = ", ".join(_COLUMNS)
    arrays = ", ".join(f"%s::{type_}[]" for type_ in _COLUMNS.values())
    chosen = ", ".join("data::jsonb" if name == "data" else name for name in _COLUMNS)
    with connections[using].cursor() as cursor:
        cursor.execute(
            f"INSERT INTO shopguide_event ({names}, received, folded)"  # noqa: S608
            f" SELECT {chosen}, clock_timestamp(), false FROM unnest({arrays}) AS new ({names})"
            " ON CONFLICT DO NOTHING",
            values,
        )
        return int(cursor.rowcount)
