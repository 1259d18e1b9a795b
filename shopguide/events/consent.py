"""What a shopper agreed to: the last word on a purpose holds, for the wording it was said to."""

from shopguide.conf import settings
from shopguide.models import Consent

PERSONALISATION = Consent.Purpose.PERSONALISATION.value
REMOTE_WRITER = Consent.Purpose.REMOTE_WRITER.value


def agreed(shopper: str, purpose: str) -> bool:
    """Whether the shopper of this key said yes, to the wording that the shop has now."""
    if not shopper:
        return False
    words = Consent.objects.filter(shopper=shopper, purpose=purpose).order_by("-id")
    last = words.values_list("given", "version").first()
    return last == (True, str(settings["CONSENT_VERSION"]))


def record(shopper: str, purpose: str, given: bool) -> None:
    """Keep a shopper's word, beside those that were said before."""
    Consent.objects.create(
        shopper=shopper, purpose=purpose, given=given, version=str(settings["CONSENT_VERSION"])
    )
