"""What a view or a tag of the shop says that the shopper of a request did."""

import logging
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from django.db import DatabaseError
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language
from rest_framework.throttling import BaseThrottle

from .api.visitors import shopper_of
from .catalogue.guide import ProductGuide
from .conf import settings
from .events.record import Outcome, Reported, record_events
from .events.shopper import Shopper
from .models import Event
from .widgets.product import guide_of
from .widgets.seen import remember_seen

logger = logging.getLogger("shopguide")

#: A page that is looked at again within so many seconds was left open or loaded again.
SAME_VIEW = 1800
#: Under which a request keeps the searches that were told of it.
SEARCHED = "_shopguide_searched"


def report(
    request: Any,
    kind: str,
    product: Any = None,
    *,
    guide: str | None = None,
    surface: str = "",
    exposure: UUID | None = None,
    of: str = "",
    name: str = "",
    **details: Any,
) -> Outcome:
    """Record one event: ``report(request, "cart", product, quantity=2)``. Whatever is wrong with
    it or with the database costs the event and never the page. ``of`` is what a search looked for;
    ``name`` is one under which it counts once. Raises LookupError for a product of no registered
    guide."""
    shopper = shopper_of(request, begin=begins(kind))
    named = guide_of(product, guide).name if product is not None else guide or ""
    key = "" if product is None else str(product.pk)
    item = Reported(
        client_id=name or _name(shopper, kind, named, key or of),
        kind=kind,
        guide=named,
        object_id=key,
        surface=surface,
        exposure=exposure,
        language=(get_language() or "")[:8],
        **details,
    )
    try:
        outcome = record_events(shopper, [item], address_of(request))
    except DatabaseError as error:
        logger.warning("shopguide: a %s is not recorded: %s", kind, error)
        return Outcome(ignored=1)
    for refusal in outcome.refused:
        logger.info("shopguide: a %s is refused: %s", kind, refusal.message)
    return outcome


def report_view(request: Any, product: Any, guide: str | None = None) -> Outcome:
    """That the page of a product was looked at: not where a program fetched it ahead. A session that
    is there already remembers it too."""
    if request.method != "GET" or is_unasked(request):
        return Outcome(ignored=1)
    remember_seen(request, guide_of(product, guide), product.pk)
    return report(request, Event.Kind.VIEW, product, guide=guide)


def report_search(
    request: Any, guide: ProductGuide, query: str, total: int, *, surface: str, seconds: float
) -> Outcome:
    """That ``query`` found ``total`` products, and how long it took. Two parts of one page that look
    for the same are one search; the words themselves are not kept. A shopper who is known and looks
    for the same within half an hour, as for the next page, has not searched again."""
    if request is None or request.method != "GET" or is_unasked(request):
        return Outcome(ignored=1)
    told: set[tuple[str, str]] = getattr(request, SEARCHED, set())
    if (guide.name, query) in told:
        return Outcome(duplicates=1)
    # Of DRF's request the one below is the page's.
    setattr(getattr(request, "_request", request), SEARCHED, told | {(guide.name, query)})
    data = {"results": total, "seconds": round(seconds, 3)}
    return report(
        request, Event.Kind.SEARCH, guide=guide.name, surface=surface, of=query, data=data
    )


def address_of(request: Any) -> str:
    """Where a request comes from, as DRF's throttles see it: NUM_PROXIES says how many may be
    believed."""
    return str(BaseThrottle().get_ident(request) or "")


def is_unasked(request: Any) -> bool:
    """Whether a browser fetched the page ahead, before anybody wanted to see it."""
    headers = getattr(request, "headers", {})
    return any("prefetch" in headers.get(name, "") for name in ("Sec-Purpose", "Purpose"))


def begins(kind: str) -> bool:
    """Whether a visitor gets a token by this: by a deed, where the shop needs nobody's word."""
    looks = (Event.Kind.VIEW, Event.Kind.EXPOSURE, Event.Kind.SEARCH)
    return settings["PERSONALISATION"] == "always" and kind not in looks


def _name(shopper: Shopper, kind: str, guide: str, key: str) -> str:
    """One name for the views of half an hour, or the searches, where there is somebody to look."""
    if kind not in (Event.Kind.VIEW, Event.Kind.SEARCH) or not shopper.known:
        return str(uuid4())
    moment = int(timezone.now().timestamp()) // SAME_VIEW
    if kind == Event.Kind.SEARCH:
        # Words could be guessed from a plain digest.
        said = salted_hmac("shopguide.search", f"{shopper.known}:{guide}:{key}").hexdigest()
        return f"search-{said[:32]}-{moment}"
    return f"view-{sha256(f'{guide}:{key}'.encode()).hexdigest()[:32]}-{moment}"
