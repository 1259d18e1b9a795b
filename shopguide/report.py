"""What a view or a tag of the shop says that the shopper of a request did."""

import logging
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from django.db import DatabaseError
from django.utils import timezone
from django.utils.translation import get_language
from rest_framework.throttling import BaseThrottle

from .api.visitors import shopper_of
from .conf import settings
from .events.record import Outcome, Reported, record_events
from .events.shopper import Shopper
from .models import Event
from .widgets.product import guide_of
from .widgets.seen import remember_seen

logger = logging.getLogger("shopguide")

#: A page that is looked at again within so many seconds was left open or loaded again.
SAME_VIEW = 1800


def report(
    request: Any,
    kind: str,
    product: Any = None,
    *,
    guide: str | None = None,
    surface: str = "",
    exposure: UUID | None = None,
    **details: Any,
) -> Outcome:
    """Record one event: ``report(request, "cart", product, quantity=2)``. Whatever is wrong with
    it or with the database costs the event and never the page. Raises LookupError for a product of
    no registered guide."""
    shopper = shopper_of(request, begin=begins(kind))
    named = guide_of(product, guide).name if product is not None else guide or ""
    key = "" if product is None else str(product.pk)
    item = Reported(
        client_id=_name(shopper, kind, named, key),
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
    """One name for the views of half an hour, where there is somebody to look."""
    if kind != Event.Kind.VIEW or not shopper.known:
        return str(uuid4())
    moment = int(timezone.now().timestamp()) // SAME_VIEW
    return f"view-{sha256(f'{guide}:{key}'.encode()).hexdigest()[:32]}-{moment}"
