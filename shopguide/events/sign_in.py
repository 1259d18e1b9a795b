"""A visitor signs in: what that session did becomes the user's, if the user agrees."""

from django.db import transaction

from shopguide.conf import settings
from shopguide.models import Consent, Exposure, Profile

from .consent import may_remember
from .disown import disown, drop_empty, hold_profiles, move_events


def hand_over(visitor: str, user: str) -> int:
    """Give what the visitor of one key did and said to the user of another, who signed in with that
    session. Returns how many events were given.

    The user's own word on a purpose stands above the visitor's; where the user does not agree to be
    remembered, what the visitor did becomes nobody's.
    """
    with transaction.atomic():
        hold_profiles([visitor, user])
        _move_consents(visitor, user)
        if not may_remember(user):
            disown(visitor)
            drop_empty([user])
            return 0
        moved = move_events(visitor, user)
        Exposure.objects.filter(shopper=visitor).update(shopper=user)
        _move_edits(visitor, user)
        drop_empty([user])
    return moved


def _move_consents(visitor: str, user: str) -> None:
    version = str(settings["CONSENT_VERSION"])
    own = Consent.objects.filter(shopper=user, version=version)
    said = Consent.objects.filter(shopper=visitor, version=version)
    for word in said.exclude(purpose__in=own.values("purpose")).order_by("id"):
        # A new row, since the last one holds; the time is that at which it was said.
        row = Consent.objects.create(
            shopper=user, purpose=word.purpose, given=word.given, version=version
        )
        Consent.objects.filter(pk=row.pk).update(created=word.created)
    Consent.objects.filter(shopper=visitor).delete()


def _move_edits(visitor: str, user: str) -> None:
    """What the visitor switched off stays off. The taste itself is told anew by the events, which
    the user's profile does not know yet."""
    edits = dict(Profile.objects.values_list("shopper", "edits").filter(shopper=visitor))
    if edits.get(visitor):
        own = Profile.objects.get(shopper=user)
        own.edits = {**edits[visitor], **own.edits}
        own.save(update_fields=["edits", "updated"])
    Profile.objects.filter(shopper=visitor).delete()
