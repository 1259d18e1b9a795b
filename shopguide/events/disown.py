"""What was a shopper's and is nobody's any more, or another's."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Exists, OuterRef

from shopguide.models import Enrolment, Event, Exposure, Profile


def disown(shopper: str) -> None:
    """Delete the profile of the shopper of this key, who leaves every test; events and strips stay,
    and are nobody's."""
    if not shopper:
        return
    with transaction.atomic():
        hold_profiles([shopper])
        move_events(shopper, "")
        Exposure.objects.filter(shopper=shopper).update(shopper="")
        Profile.objects.filter(shopper=shopper).delete()
        # Nothing that they do can be counted for a test any more.
        Enrolment.objects.filter(shopper=shopper).delete()


def hold_profiles(shoppers: Iterable[str], using: str | None = None) -> None:
    """Wait until nobody else is at work on these profiles, and let nobody until the transaction is
    over. One that there is not is made, since another may just be making it."""
    keys = sorted(filter(None, shoppers))
    rows = Profile._base_manager.using(using)
    rows.bulk_create([Profile(shopper=key) for key in keys], ignore_conflicts=True)
    held = rows.filter(shopper__in=keys).order_by("shopper").select_for_update()
    list(held.values_list("pk"))


def drop_empty(shoppers: Iterable[str], using: str | None = None) -> None:
    """Delete profiles that were only made to be held."""
    rows = Profile._base_manager.using(using).filter(shopper__in=list(shoppers))
    rows.filter(state={}, edits={}, events=0).delete()


def move_events(shopper: str, to: str) -> int:
    """Give events to the shopper of another key, whose profile does not know them yet. One that both
    have under the same name counts once."""
    same = Event.objects.filter(shopper=to, client_id=OuterRef("client_id"))
    own = Event.objects.filter(shopper=shopper)
    moved = own.filter(~Exists(same)).update(shopper=to, folded=False)
    own.delete()
    return moved
