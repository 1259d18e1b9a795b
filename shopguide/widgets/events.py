"""What a page needs so that a browser can tell what was seen and clicked."""

from typing import Any

from django.conf import settings as django_settings
from django.middleware.csrf import get_token
from django.utils.html import format_html
from django.utils.safestring import SafeString

from shopguide.catalogue.guide import ProductGuide
from shopguide.events.consent import forbids

from .addresses import served


def events_context(request: Any) -> dict[str, Any]:
    """What ``shopguide/events.html`` needs: no address where nothing is to be told."""
    address = served("shopguide-api:events")
    if not address or request is None or forbids(request):
        return {"address": ""}
    # Without a session there is nothing to forge, and a token would be a cookie more.
    has_session = django_settings.SESSION_COOKIE_NAME in request.COOKIES
    return {"address": address, "token": get_token(request) if has_session else ""}


def view_mark(guide: ProductGuide, product: Any) -> SafeString:
    """Says to the script which product this page is of."""
    return format_html(
        '<div hidden data-sg-view="{}" data-sg-guide="{}"></div>', product.pk, guide.name
    )
