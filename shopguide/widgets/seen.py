"""What a session itself holds of products: those looked at lately, and those sent away.

It ends with the session and is joined to nothing. Looking at products begins no session.
"""

from typing import Any

from shopguide.catalogue.guide import ProductGuide
from shopguide.conf import settings
from shopguide.events.consent import forbids, refused
from shopguide.events.shopper import Shopper

SEEN, DISMISSED = "shopguide_seen", "shopguide_dismissed"
#: Products remembered.
LATEST = 10
SENT_AWAY = 100


def remember_seen(request: Any, guide: ProductGuide, pk: Any) -> None:
    """Put a product before those that were looked at earlier, in a session that is there already."""
    session = getattr(request, "session", None)
    if session is None or session.is_empty() or _forbidden(request):
        return
    entry = [guide.name, str(pk)]
    others = [each for each in session.get(SEEN, []) if each != entry]
    if [entry, *others] != session.get(SEEN):
        session[SEEN] = [entry, *others][:LATEST]


def seen_in(request: Any, guide: ProductGuide, shopper: Shopper) -> list[str]:
    """Keys of this guide's products, the latest first. Nothing for one who asked not to be followed
    or refused to be remembered."""
    kept = _kept(request, SEEN, guide)
    return [] if not kept or _forbidden(request) or refused(shopper.key) else kept


def remember_dismissed(request: Any, guide: ProductGuide, pk: Any) -> None:
    """The shopper's own word, so it may begin a session."""
    session = getattr(request, "session", None)
    if session is None:
        return
    entry = [guide.name, str(pk)]
    others = [each for each in session.get(DISMISSED, []) if each != entry]
    session[DISMISSED] = [entry, *others][:SENT_AWAY]


def dismissed_in(request: Any, guide: ProductGuide) -> list[str]:
    return _kept(request, DISMISSED, guide)


def _kept(request: Any, name: str, guide: ProductGuide) -> list[str]:
    session = getattr(request, "session", None)
    kept = session.get(name, []) if session is not None else []
    return [key for of, key in kept if of == guide.name]


def _forbidden(request: Any) -> bool:
    return settings["PERSONALISATION"] == "never" or forbids(request)
