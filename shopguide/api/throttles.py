"""How often one client may call each endpoint: SHOPGUIDE["THROTTLES"]."""

from typing import Any

from rest_framework.throttling import SimpleRateThrottle

from shopguide.conf import settings


class EndpointThrottle(SimpleRateThrottle):
    """By user or by address. Behind proxies set DRF's NUM_PROXIES, or a client can choose its own
    address. Counts live in the cache and are approximate."""

    def __init__(self) -> None:
        """The rate depends on the view and is read in ``allow_request``."""

    def allow_request(self, request: Any, view: Any) -> bool:
        self.scope = view.throttle_scope
        self.rate = settings["THROTTLES"].get(self.scope)
        self.num_requests, self.duration = self.parse_rate(self.rate)
        return bool(super().allow_request(request, view))

    def get_cache_key(self, request: Any, view: Any) -> str:
        user = getattr(request, "user", None)
        ident = user.pk if user and user.is_authenticated else self.get_ident(request)
        return _counter(self.scope, ident)


def counters(user_pk: str) -> list[str]:
    """The cache's keys of all that is counted of one user."""
    return [_counter(scope, user_pk) for scope in settings["THROTTLES"]]


def _counter(scope: Any, ident: Any) -> str:
    return f"shopguide.throttle.{scope}.{ident}"
