"""The button "not for me", which works without a script."""

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_POST

from shopguide.api.visitors import shopper_of
from shopguide.recommend.dismissals import dismiss
from shopguide.widgets.search import guide_named
from shopguide.widgets.seen import remember_dismissed

from .gate import done, may, too_many

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
    if not may(request, SCOPE):
        return HttpResponse(too_many(), status=429)
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
    return done(request, _("It will not be recommended to you again."), said["next"])
