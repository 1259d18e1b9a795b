"""Pages on which a shopper says what may be remembered, takes it home, or has it erased; no script
is needed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from shopguide.api.origin import is_same_origin
from shopguide.api.own import erased, exported, whole_shopper
from shopguide.api.visitors import identity_of
from shopguide.events.consent import PERSONALISATION, forbids, purposes, say
from shopguide.personal import count_user
from shopguide.widgets.consent import consent_address, consent_context, erase_context

from .gate import may, too_many, way_back

_WORDS = {"yes": True, "no": False}


@never_cache
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def consent(request: HttpRequest) -> HttpResponse:
    """What the shop asks and what was said. A POST from a page of this very site needs no token, so
    that a notice on every page sets no cookie; any other one does."""
    if request.method != "POST":
        context = consent_context(identity_of(request).key, forbidden=forbids(request))
        told = {"saved": "saved" in request.GET, "erased": "erased" in request.GET}
        return render(request, "shopguide/consent_page.html", context | told)
    return _said(request) if is_same_origin(request) else _said_with_token(request)


def _said(request: HttpRequest) -> HttpResponse:
    """``answer`` is for all that is asked, as the notice has it; else each purpose has its own."""
    answer = request.POST.get("answer", "")
    said = {
        purpose: _WORDS[word]
        for purpose in purposes()
        if (word := request.POST.get(purpose, answer)) in _WORDS
        and not (purpose == PERSONALISATION and forbids(request))
    }
    if said and (key := identity_of(request, begin=True).key):
        for purpose, given in said.items():
            say(key, purpose, given)
    return redirect(way_back(request, request.POST.get("next", ""), f"{request.path}?saved=1"))


@csrf_protect
def _said_with_token(request: HttpRequest) -> HttpResponse:
    return _said(request)


@never_cache
@require_safe
def export_me(request: HttpRequest) -> HttpResponse:
    """All that is kept of whoever asks, as a file."""
    if not may(request, "me"):
        return HttpResponse(too_many(), status=429, content_type="text/plain; charset=utf-8")
    return exported(identity_of(request))


@never_cache
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def erase_me(request: HttpRequest) -> HttpResponse:
    """Asks once more, and erases on a POST that confirms it."""
    if request.method == "POST" and request.POST.get("confirm"):
        if not may(request, "erasure"):
            return _erase_page(request, too_many(), 429)
        erased(request)
        return redirect(f"{consent_address()}?erased=1")
    return _erase_page(request)


def _erase_page(request: HttpRequest, error: str = "", status: int = 200) -> HttpResponse:
    context = erase_context(count_user(whole_shopper(request)).values())
    return render(request, "shopguide/erase_page.html", context | {"error": error}, status=status)
