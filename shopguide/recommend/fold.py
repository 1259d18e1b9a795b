"""Events into profiles: each is added once, whoever adds it and in whatever order they come."""

import logging
import time
from collections.abc import Iterable, Iterator

from django.db import transaction
from django.db.models import Q

from shopguide.catalogue.keys import listed
from shopguide.events.consent import may_remember
from shopguide.models import Event, Profile

from .evidence import COLUMNS, Told, add_events
from .facts import Facts
from .sums import Sums

logger = logging.getLogger("shopguide")

#: Events looked at to find the shoppers they belong to.
CHUNK = 1000


def fold_events(seconds: float = float("inf")) -> int:
    """Add events that no profile knows of yet, until there are none or ``seconds`` have passed.
    Returns how many.

    A shopper at a time, under a lock on the profile, so that any number of workers may do so at
    once: one that another is busy with is left to it, and asked for again in the end.
    """
    end, folded, busy = time.monotonic() + seconds, 0, list[str]()
    facts = Facts()
    for shopper in _waiting():
        if time.monotonic() > end:
            return folded
        done = _fold(shopper, facts, wait=False)
        if done is None:
            busy.append(shopper)
        folded += done or 0
    for shopper in busy:
        # What came after the other worker had read its events is nobody's yet.
        if time.monotonic() > end:
            break
        folded += _fold(shopper, facts, wait=True) or 0
    return folded


def refold(shoppers: Iterable[str]) -> None:
    """Have profiles made anew from all events that there are. What a shopper said stays."""
    Profile.objects.filter(shopper__in=list(shoppers)).update(stale=True)


def _waiting() -> Iterator[str]:
    """Shoppers with events that no profile knows of, once each, and those with stale profiles."""
    after, seen = 0, {""}
    unfolded = Event.objects.filter(~Q(shopper=""), folded=False).order_by("pk")
    while rows := list(unfolded.filter(pk__gt=after).values_list("pk", "shopper")[:CHUNK]):
        after = rows[-1][0]
        fresh = dict.fromkeys(shopper for _, shopper in rows if shopper not in seen)
        seen.update(fresh)
        yield from fresh
    stale = Profile.objects.filter(stale=True).order_by("pk").values_list("shopper", flat=True)
    yield from (shopper for shopper in list(stale) if shopper not in seen)


@transaction.atomic
def _fold(shopper: str, facts: Facts, *, wait: bool) -> int | None:
    """Events added to one profile; None where another worker holds it."""
    if not may_remember(shopper):
        Profile.objects.filter(shopper=shopper).delete()
        # Nothing is to be done for them, until the shopper agrees and all are counted anew.
        Event.objects.filter(shopper=shopper, folded=False).update(folded=True)
        return 0
    Profile.objects.bulk_create([Profile(shopper=shopper)], ignore_conflicts=True)
    rows = Profile.objects.filter(shopper=shopper)
    profile = rows.select_for_update(skip_locked=not wait).first()
    if profile is None:
        return None
    events = Event.objects.filter(shopper=shopper)
    if not profile.stale:
        events = events.filter(folded=False)
    # An event that is being deleted is passed over: whoever deletes it has the profile made anew.
    locked = events.order_by().select_for_update(skip_locked=True)
    told = [Told(*row) for row in locked.values_list(*COLUMNS)]
    _add(profile, told, facts)
    return len(told)


def _add(profile: Profile, told: list[Told], facts: Facts) -> None:
    if profile.stale and not told and not profile.edits:
        profile.delete()
        return
    sums = Sums() if profile.stale else Sums(profile.state)
    add_events(sums, told, facts)
    profile.events = len(told) + (0 if profile.stale else profile.events)
    profile.state, profile.stale = sums.state(), False
    profile.save(update_fields=["state", "events", "stale", "updated"])
    pks = listed([event.id for event in told], "bigint")
    Event.objects.filter(pk__in=pks, folded=False).update(folded=True)
