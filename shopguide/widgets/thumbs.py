"""The quiet question under a text: was it helpful?"""

from typing import Any
from uuid import uuid4

from django.conf import settings as django_settings

from .addresses import served


def thumbs_context(request: Any) -> dict[str, Any]:
    """What ``shopguide/thumbs.html`` needs under a text that no row is kept of: a name, so that a form
    that is sent twice counts once. Without a session there is nothing to forge, and a token would be
    a cookie more."""
    cookies = getattr(request, "COOKIES", {})
    return {
        "thumb": served("shopguide:thumb"),
        "thumb_name": str(uuid4()),
        "thumb_token": django_settings.SESSION_COOKIE_NAME in cookies,
        "here": request.get_full_path() if request is not None else "",
    }
