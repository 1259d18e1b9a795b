"""What of ours lies in sessions, and how it is taken out of all that a user has."""

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

from django.apps import apps
from django.conf import settings as django_settings
from django.contrib.auth import SESSION_KEY
from django.utils import timezone

from .events.shopper import TOKEN, Shopper
from .personal import erase_user

#: Whose key begins so, in a session, is ours.
OURS = "shopguide"


def strip(session: Any) -> None:
    """Take all that is ours out of a session; the shop's own part stays."""
    for name in [name for name in session.keys() if name.startswith(OURS)]:  # noqa: SIM118
        del session[name]


def live_sessions() -> Any:
    """Rows of sessions that have not ended; None where they lie elsewhere and cannot be listed."""
    store = import_module(django_settings.SESSION_ENGINE).SessionStore
    if not (apps.is_installed("django.contrib.sessions") and hasattr(store, "get_model_class")):
        return None
    return store.get_model_class()._default_manager.filter(expire_date__gt=timezone.now())


def erase_sessions(
    user_pk: str, on_progress: Callable[[int], Any] = lambda seen: None
) -> dict[str, int]:
    """Strip each session in which the user is signed in, and delete what was done in it before the
    sign-in. Returns how many rows went, by model."""
    counts: dict[str, int] = {}
    for session in _sessions_of(user_pk, on_progress):
        # While it can still be found by the token.
        for name, count in erase_user(Shopper(session=session.get(TOKEN, ""))).items():
            counts[name] = counts.get(name, 0) + count
        strip(session)
        session.save()
    return counts


def _sessions_of(user_pk: str, on_progress: Callable[[int], Any]) -> Iterator[Any]:
    store = import_module(django_settings.SESSION_ENGINE).SessionStore
    rows = live_sessions()
    for row in rows.iterator() if rows is not None else ():
        on_progress(1)
        data = row.get_decoded()
        if data.get(SESSION_KEY) == user_pk and any(name.startswith(OURS) for name in data):
            yield store(row.session_key)
