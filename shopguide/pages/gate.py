"""What every page asks of a request before it does something, and where it goes after."""

from types import SimpleNamespace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from shopguide.api.throttles import EndpointThrottle


def may(request: HttpRequest, scope: str) -> bool:
    """The same limit as at the API, so that neither door is the cheaper one."""
    return EndpointThrottle().allow_request(request, SimpleNamespace(throttle_scope=scope))


def way_back(request: HttpRequest, asked: str, otherwise: str) -> str:
    """The address that the form named, if it is of this shop."""
    hosts, secure = {request.get_host()}, request.is_secure()
    safe = url_has_allowed_host_and_scheme(asked, hosts, require_https=secure)
    return asked if asked and safe else otherwise


def too_many() -> str:
    """What a shopper reads who ``may`` not now."""
    return _("These are many requests at once. Please come back later.")


def done(request: HttpRequest, told: str, asked: str) -> HttpResponse:
    """Nothing for a script, which has shown it already; else back to the page that was ``asked`` for,
    with what is to be ``told``."""
    if request.headers.get("Accept") == "application/json":
        return HttpResponse(status=204)
    messages.success(request, told, fail_silently=True)
    return redirect(way_back(request, asked, "/"))
