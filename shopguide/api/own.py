"""What is kept of whoever makes a request: as a file, and its erasure. The API and the pages share it."""

from dataclasses import replace
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpResponse, JsonResponse

from shopguide.events.shopper import TOKEN, Shopper
from shopguide.personal import erase_user, export_user
from shopguide.sessions import strip

from .visitors import identity_of


def exported(shopper: Shopper) -> HttpResponse:
    answer = JsonResponse(
        export_user(shopper),
        encoder=DjangoJSONEncoder,
        json_dumps_params={"ensure_ascii": False, "indent": 2},
    )
    answer["Content-Disposition"] = 'attachment; filename="my-data.json"'
    answer["Cache-Control"] = "no-store"
    return answer


def whole_shopper(request: Any) -> Shopper:
    """Who asks, with what this session did before the sign-in."""
    shopper = identity_of(request)
    session = getattr(request, "session", None)
    return replace(shopper, session=session.get(TOKEN, "") if session is not None else "")


def erased(request: Any) -> dict[str, int]:
    """Delete all that is kept of whoever asks, in this session too. A worker goes through the user's
    other sessions. Returns how many rows went, by model."""
    shopper = whole_shopper(request)
    counts = erase_user(shopper)
    session = getattr(request, "session", None)
    if session is not None:
        strip(session)
    if shopper.user_pk:
        from shopguide.tasks import forget_sessions, send

        send(forget_sessions, shopper.user_pk)
    return counts
