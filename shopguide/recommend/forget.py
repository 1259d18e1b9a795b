"""Profiles that nobody keeps up, and what must not be remembered."""

from datetime import timedelta

from django.utils import timezone

from shopguide.conf import settings
from shopguide.events.consent import unagreed
from shopguide.events.disown import disown
from shopguide.models import Event, Exposure, Profile


def forget_profiles() -> int:
    """Delete profiles that no event has changed for SHOPGUIDE["PROFILE_DAYS"]."""
    before = timezone.now() - timedelta(days=settings["PROFILE_DAYS"])
    return Profile.objects.filter(updated__lt=before).delete()[0]


def forget_unagreed() -> int:
    """Disown whom the shop may not remember: a request that was under way while its shopper took
    consent back, or was erased, may have stored one event more. Returns how many shoppers."""
    found = set[str]()
    for rows in (Event.objects.all(), Profile.objects.all(), Exposure.objects.all()):
        found |= unagreed(rows)
    for shopper in found:
        disown(shopper)
    return len(found)
