"""What was a shopper's and is nobody's any more, or another's."""

from django.db import transaction
from django.db.models import Exists, OuterRef

from shopguide.models import Event, Exposure, Profile


def disown(shopper: str) -> None:
    """Delete the profile of the shopper of this key; events and strips stay, and are nobody's."""
    if not shopper:
        return
    with transaction.atomic():
        # Before the profile: whoever folds an event holds it, and makes the profile.
        move_events(shopper, "")
        Exposure.objects.filter(shopper=shopper).update(shopper="")
        Profile.objects.filter(shopper=shopper).delete()


def move_events(shopper: str, to: str) -> int:
    """Give events to the shopper of another key, whose profile does not know them yet. One that both
    have under the same name counts once."""
    same = Event.objects.filter(shopper=to, client_id=OuterRef("client_id"))
    own = Event.objects.filter(shopper=shopper)
    moved = own.filter(~Exists(same)).update(shopper=to, folded=False)
    own.delete()
    return moved
