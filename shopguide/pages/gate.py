"""What every page asks of a request before it does something, and where it goes after."""

from types import SimpleNamespace

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from shopguide.api.throttles import EndpointThrottle


def may(request: HttpRequest, scope: str) -> bool:
    """The same limit as at the API, so that neither door is the cheaper one."""
    return EndpointThrottle().allow_request(request, SimpleNamespace(throttle_scope=scope))


def way_back(request: HttpRequest, asked: str, otherwise: str) -> str:
    """The address that the form named, if it is of this shop."""
    hosts, secure = {request.get_host()}, request.is_secure()
    safe = url_has_allowed_host_and_scheme(asked, hosts, require_https=secure)
    return asked if asked and safe else otherwise
