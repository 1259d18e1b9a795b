"""Who asks: a user, or a visitor by a token that lies in the session and nowhere else."""

import secrets
from dataclasses import replace
from typing import Any

from django.conf import settings as django_settings
from drf_spectacular.authentication import SessionScheme
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.request import Request
from rest_framework.settings import api_settings

from shopguide.assist import Asker
from shopguide.conf import settings
from shopguide.events.bots import is_bot
from shopguide.events.consent import REMOTE_WRITER, agreed, forbids, may_remember, say
from shopguide.events.shopper import TOKEN, Shopper


def asker_of(request: Any, *, begin: bool = False) -> Asker:
    """The asker of a request of Django or of DRF. ``begin`` gives a visitor a token on the first
    question; without it a visitor who never asked owns nothing. In a shop without sessions a visitor
    is answered all the same, and nothing is kept.
    """
    who = identity_of(request, begin=begin)
    return Asker(who.user_pk, who.session, consent=_may_send(who))


def identity_of(request: Any, *, begin: bool = False) -> Shopper:
    """Who it is, and nothing of what may be remembered: it asks no question of the database."""
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        return Shopper(user_pk=str(user.pk))
    session = getattr(request, "session", None)
    if session is None:
        return Shopper()
    if begin and not session.get(TOKEN):
        session[TOKEN] = secrets.token_urlsafe(24)
    return Shopper(session=session.get(TOKEN, ""))


def shopper_of(request: Any, *, begin: bool = False) -> Shopper:
    """The shopper of a request: who it is, and what may be remembered of it. ``begin`` gives a
    visitor a token, which only a shopper's own deed may cause."""
    asker = asker_of(request, begin=begin)
    whole = Shopper(asker.user_pk, asker.session, remote=asker.consent)
    user = getattr(request, "user", None)
    agent = getattr(request, "headers", {}).get("User-Agent", "")
    return replace(
        whole,
        personal=_may_remember(request, whole),
        counted=not (getattr(user, "is_staff", False) or is_bot(agent)),
    )


def _may_remember(request: Any, shopper: Shopper) -> bool:
    return not forbids(request) and may_remember(shopper.key)


def consent_of(request: Any) -> bool:
    """Whether text may go to a writer on another host: always, unless SHOPGUIDE["REMOTE_CONSENT"]
    asks for the shopper's word."""
    return _may_send(identity_of(request))


def _may_send(shopper: Shopper) -> bool:
    return not settings["REMOTE_CONSENT"] or agreed(shopper.key, REMOTE_WRITER)


def remember_consent(request: Any, given: bool) -> None:
    """Keep the word on writers on other hosts that came with a question. No session is begun for a
    no, which is what holds anyway."""
    key = identity_of(request, begin=given).key
    if key and given != agreed(key, REMOTE_WRITER):
        say(key, REMOTE_WRITER, given)


class VisitorAuthentication(SessionAuthentication):
    """Sessions, with the CSRF check for visitors too: DRF leaves it out where nobody is logged in,
    but a visitor's conversations hang on the same cookie. Without that cookie there is nothing that
    another site could use."""

    def authenticate(self, request: Request) -> Any:
        found = super().authenticate(request)
        if found is None and django_settings.SESSION_COOKIE_NAME in request.COOKIES:
            self.enforce_csrf(request)
        return found


class VisitorScheme(SessionScheme):  # type: ignore[no-untyped-call]
    """What the OpenAPI description says of it."""

    name = "visitorCookie"
    target_class = "shopguide.api.visitors.VisitorAuthentication"


def authentication() -> list[type[BaseAuthentication]]:
    """The shop's own ways of DRF, with ours in the place of its sessions."""
    declared: Any = api_settings.DEFAULT_AUTHENTICATION_CLASSES
    own = [each for each in declared if not issubclass(each, SessionAuthentication)]
    return [VisitorAuthentication, *own]
