"""Keeping the events of the shop's rows as those rows are: made, changed and taken away."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import islice
from typing import Any

from django.db import router, transaction
from django.db.models import Q, QuerySet

from shopguide.catalogue.keys import parse_key
from shopguide.models import Event

from .signals import recorded, withdrawn
from .sources import Source, wanted

CHUNK = 1000
#: What makes an event another one. A title is a copy of that day.
_COMPARED = ("shopper", "object_id", "quantity", "amount")


@dataclass(frozen=True)
class Collected:
    """Rows looked at, and events that were made, changed and taken away for them; ``held`` rows
    were being written by somebody else and are left to whoever looks next."""

    seen: int = 0
    made: int = 0
    changed: int = 0
    removed: int = 0
    held: int = 0

    def __add__(self, other: "Collected") -> "Collected":
        return Collected(*(a + b for a, b in zip(_numbers(self), _numbers(other), strict=True)))


def _numbers(found: Collected) -> tuple[int, ...]:
    return (found.seen, found.made, found.changed, found.removed, found.held)


def collect(source: Source, pks: Iterable[Any], *, wait: bool = False) -> Collected:
    """Bring the events of these rows up to date. The rows are held meanwhile, so that two who look
    at one row make one event; with ``wait`` a row that another holds is waited for."""
    pks = list(pks)
    using = router.db_for_write(Event)
    with transaction.atomic(using=using, savepoint=False):
        rows = source.model._base_manager.using(using).filter(pk__in=pks)
        held = set(
            rows.order_by("pk")
            .select_for_update(skip_locked=not wait, of=("self",), no_key=True)
            .values_list("pk", flat=True)
        )
        # Missing are those that another holds and those that are gone.
        missing = set() if wait or len(held) == len(pks) else set(rows.values_list("pk", flat=True))
        busy = missing - held
        free = [pk for pk in pks if pk not in busy]
        fresh = wanted(source, held)
        stored = {
            event.client_id: event
            for event in Event.objects.using(using).filter(
                client_id__in=[source.client_id(pk) for pk in free], kind=source.kind
            )
        }
        done = _replace(source, fresh, stored, using)
    return Collected(len(free), *done, held=len(busy))


def _replace(
    source: Source, fresh: dict[str, Event], stored: dict[str, Event], using: str
) -> tuple[int, int, int]:
    """How many events were made, changed and taken away."""
    gone = stored.keys() - fresh.keys()
    changed = {
        name for name in stored.keys() & fresh.keys() if _differ(source, fresh[name], stored[name])
    }
    made = [event for name, event in fresh.items() if name not in stored or name in changed]
    old = [stored[name].pk for name in gone | changed]
    if old:
        _withdraw(Event.objects.using(using).filter(pk__in=old))
    for event in made:
        if (before := stored.get(event.client_id)) is not None:
            # What the product was called when it was bought, and that it was, outlives it.
            event.object_id = event.object_id or before.object_id
            event.title = before.title
    Event.objects.using(using).bulk_create(made)
    if any(event.shopper for event in made):
        transaction.on_commit(partial(recorded.send_robust, sender=Event), using=using, robust=True)
    return len(made) - len(changed), len(changed), len(gone)


def _differ(source: Source, fresh: Event, stored: Event) -> bool:
    names = [name for name in _COMPARED if name != "object_id" or fresh.object_id]
    if source.when:
        names.append("happened")
    if source.score:
        names.append("data")
    return any(getattr(fresh, name) != getattr(stored, name) for name in names)


def forget_rows(source: Source, pks: Iterable[Any], using: str | None = None) -> int:
    """Take away the events of rows that are deleted."""
    names = [source.client_id(pk) for pk in pks]
    return _withdraw(Event.objects.using(using).filter(client_id__in=names, kind=source.kind))


def _withdraw(events: "QuerySet[Event]") -> int:
    """Delete events, and have the profiles that know of them told anew."""
    with transaction.atomic(using=events.db):
        known = events.filter(folded=True).exclude(shopper="")
        shoppers = sorted(set(known.order_by().values_list("shopper", flat=True)))
        deleted = events.delete()[0]
        if shoppers:
            withdrawn.send(sender=Event, shoppers=shoppers)
            transaction.on_commit(
                partial(recorded.send_robust, sender=Event), using=events.db, robust=True
            )
    return deleted


def collect_all(
    source: Source,
    since: datetime | None = None,
    on_progress: Callable[[int], None] = lambda seen: None,
) -> Collected:
    """Every row, or those since then; what was collected before costs no writing. Without
    ``since`` also the events of rows that are gone: of ``bulk_create`` and SQL no signal tells."""
    found = Collected()
    rows = source.model._base_manager.all()
    if since is not None:
        if not source.when:
            return found
        rows = rows.filter(**{f"{source.when}__gte": since})
    for pks in _chunks(rows):
        found += collect(source, pks)
        on_progress(len(pks))
    return found if since is not None else found + _orphans(source)


def _orphans(source: Source) -> Collected:
    events = Event.objects.filter(guide=source.guide.name, kind=source.kind)
    removed = 0
    for chunk in _chunks(events):
        named = dict(events.filter(pk__in=chunk).values_list("pk", "data__row"))
        keys = {pk: key for pk, row in named.items() if (key := _key(source, row)) is not None}
        there = set(
            source.model._base_manager.filter(pk__in=keys.values()).values_list("pk", flat=True)
        )
        gone = [pk for pk in named if keys.get(pk) not in there]
        if gone:
            removed += _withdraw(events.filter(pk__in=gone))
    return Collected(removed=removed)


def _key(source: Source, row: Any) -> Any:
    try:
        return parse_key(source.model, row)
    except LookupError:
        return None


def _chunks(rows: "QuerySet[Any]") -> Iterator[list[Any]]:
    # By key and not by one long cursor, so that a pooler between two statements does no harm.
    last: Any = None
    while True:
        more = rows.order_by("pk") if last is None else rows.filter(Q(pk__gt=last)).order_by("pk")
        chunk = list(islice(more.values_list("pk", flat=True), CHUNK))
        if not chunk:
            return
        yield chunk
        last = chunk[-1]


def collect_person(source: Source, user_pk: str) -> Collected:
    """The rows of one user, whose consent has changed."""
    found = Collected()
    try:
        rows = source.model._base_manager.filter(**{source.person: user_pk})
        for pks in _chunks(rows):
            found += collect(source, pks)
    except (ValueError, TypeError):
        # The person is no user but a text, and this is none of theirs.
        return found
    return found
