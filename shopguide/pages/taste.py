"""The page on which a shopper reads what the shop believes, and corrects it; no script is needed."""

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods

from shopguide.api.visitors import shopper_of
from shopguide.recommend.edits import SAYABLE, NotAgreed, say
from shopguide.widgets.taste import taste_address, taste_context

from .gate import may, too_many, way_back


class WordForm(forms.Form):
    key = forms.CharField(max_length=200)
    word = forms.ChoiceField(choices=[(word, word) for word in SAYABLE])
    next = forms.CharField(required=False, max_length=2000)


@never_cache
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def taste(request: HttpRequest) -> HttpResponse:
    """The lines of the shopper's taste; POST says something of one and comes back."""
    if request.method == "POST":
        return _said(request)
    return _page(request)


def _said(request: HttpRequest) -> HttpResponse:
    form = WordForm(request.POST)
    if not form.is_valid():
        return _page(request, _("Please choose what it is about."), 400)
    if not may(request, "me"):
        return _page(request, too_many(), 429)
    try:
        say(shopper_of(request), form.cleaned_data["key"], form.cleaned_data["word"])
    except NotAgreed:
        return _page(request, status=403)
    except LookupError as error:
        raise Http404(str(error)) from error
    back = way_back(request, form.cleaned_data["next"], f"{taste_address()}?saved=1")
    return redirect(back)


def _page(request: HttpRequest, error: str = "", status: int = 200) -> HttpResponse:
    context = taste_context(shopper_of(request), level=1)
    told = {"error": error, "saved": "saved" in request.GET}
    return render(request, "shopguide/taste_page.html", context | told, status=status)
