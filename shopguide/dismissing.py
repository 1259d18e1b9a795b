"""The button "not for me", which works without a script."""

from types import SimpleNamespace
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_POST

from .api.throttles import EndpointThrottle
from .api.visitors import shopper_of
from .recommend.dismissals import dismiss
from .widgets.search import guide_named
from .widgets.seen import remember_dismissed

#: The same limit as that of the strips themselves.
SCOPE = "recommendations"


class DismissForm(forms.Form):
    guide = forms.CharField(max_length=64)
    product = forms.CharField(max_length=64)
    surface = forms.CharField(required=False, max_length=32)
    exposure = forms.UUIDField(required=False)
    next = forms.CharField(required=False, max_length=2000)


@csrf_protect
@require_POST
def dismiss_product(request: HttpRequest) -> HttpResponse:
    """Recommend a product to this shopper no more, and go back to the page. Whoever did not agree
    to be remembered has their session remember it, and nothing else does."""
    form = DismissForm(request.POST)
    if not form.is_valid():
        raise Http404
    if not EndpointThrottle().allow_request(request, SimpleNamespace(throttle_scope=SCOPE)):
        return HttpResponse(
            _("These are many requests at once. Please come back later."), status=429
        )
    said = form.cleaned_data
    shopper = shopper_of(request, begin=True)
    try:
        guide = guide_named(said["guide"])
        pk = guide.parse_pk(said["product"])
        dismiss(shopper, guide, pk, surface=said["surface"], exposure=said["exposure"])
    except LookupError as error:
        raise Http404(str(error)) from error
    if not shopper.known:
        remember_dismissed(request, guide, pk)
    if request.headers.get("Accept") == "application/json":
        return HttpResponse(status=204)
    told = _("It will not be recommended to you again.")
    messages.success(request, told, fail_silently=True)
    return redirect(back_to(request, said["next"]))


def back_to(request: HttpRequest, address: Any) -> str:
    """The page that a form came from, if it is one of the shop's."""
    safe = url_has_allowed_host_and_scheme(
        address, {request.get_host()}, require_https=request.is_secure()
    )
    return str(address) if address and safe else "/"
