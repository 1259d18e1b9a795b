"""Whether a text was helpful: two buttons that work without a script."""

from django import forms
from django.conf import settings as django_settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST

from shopguide.api.visitors import shopper_of
from shopguide.experiments.tally import ASK, SUGGESTIONS
from shopguide.models import Event
from shopguide.report import report

from .gate import done, may, too_many

SCOPE = "events"
KINDS = (Event.Kind.THUMB_UP, Event.Kind.THUMB_DOWN)


class ThumbForm(forms.Form):
    kind = forms.ChoiceField(choices=[(each.value, each.label) for each in KINDS])
    surface = forms.ChoiceField(choices=[(each, each) for each in (SUGGESTIONS, ASK)])
    #: Of the text: a turn, or a name that the page gave it.
    about = forms.UUIDField()
    next = forms.CharField(required=False, max_length=2000)


@csrf_exempt
@require_POST
def thumb(request: HttpRequest) -> HttpResponse:
    """Count one thumb for one text, the last that was given. As in the API, the token is asked for
    where there is a session that another site could use."""
    if django_settings.SESSION_COOKIE_NAME in request.COOKIES:
        return _checked(request)
    return _thumb(request)


def _thumb(request: HttpRequest) -> HttpResponse:
    form = ThumbForm(request.POST)
    if not form.is_valid():
        raise Http404
    if not may(request, SCOPE):
        return HttpResponse(too_many(), status=429)
    said = form.cleaned_data
    # A digest, so that an event that is nobody's leads to no conversation.
    name = f"thumb-{salted_hmac('shopguide.thumb', str(said['about'])).hexdigest()}"
    outcome = report(request, said["kind"], surface=said["surface"], name=name)
    if outcome.duplicates:
        own = Event.objects.filter(client_id=name, kind__in=KINDS)
        own.filter(shopper__in={"", shopper_of(request).known}).update(kind=said["kind"])
    return done(request, _("Thank you."), said["next"])


_checked = csrf_protect(_thumb)
