"""What was a shopper's and is nobody's any more, or another's."""

from django.db import transaction
from django.db.models import Exists, OuterRef

from shopguide.models import Event, Exposure, Profile


def disown(shopper: str) -> None:
    """Delete the profile of the shopper of this key; events and strips stay, and are nobody's."""
    if not shopper:
        return
    with transaction.atomic():
        # First, as whoever folds events does; last it goes, since a fold may just be making it.
        hold_profiles(shopper)
        move_events(shopper, "")
        Exposure.objects.filter(shopper=shopper).update(shopper="")
        Profile.objects.filter(shopper=shopper).delete()


def hold_profiles(*shoppers: str) -> None:
    """Wait until nobody else is at work on these profiles, and let nobody until the transaction is
    over."""
    rows = Profile.objects.filter(shopper__in=shoppers).order_by("shopper")
    list(rows.select_for_update().values_list("pk"))


def move_events(shopper: str, to: str) -> int:
    """Give events to the shopper of another key, whose profile does not know them yet. One that both
    have under the same name counts once."""
    same = Event.objects.filter(shopper=to, client_id=OuterRef("client_id"))
    own = Event.objects.filter(shopper=shopper)
    moved = own.filter(~Exists(same)).update(shopper=to, folded=False)
    own.delete()
    return moved
