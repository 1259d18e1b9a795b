"""The page on which a shopper looks for what a picture shows; no script is needed."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from shopguide.uploads import is_too_large, keep_in_memory
from shopguide.widgets.picture import form_context, picture_context, too_large

from .gate import may


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def picture(request: HttpRequest) -> HttpResponse:
    """A form; POST shows the products that look like the picture, which is not kept."""
    # The check of the token reads the whole POST, so it comes after.
    keep_in_memory(request)
    return _picture(request)


@csrf_protect
def _picture(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _page(request, form_context(request.GET.get("guide") or None))
    guide = request.POST.get("guide") or None
    if is_too_large(request):
        return _page(request, {**form_context(guide), "error": too_large()}, status=413)
    uploaded: Any = request.FILES.get("picture")
    if uploaded is None:
        return _page(
            request, {**form_context(guide), "error": _("Please choose a picture.")}, status=400
        )
    if not may(request, "picture"):
        told = _("These are many pictures at once. Please wait a minute.")
        return _page(request, {**form_context(guide), "error": told}, status=429)
    try:
        found = picture_context(uploaded.read(), guide)
    except LookupError as error:
        raise Http404(str(error)) from error
    return _page(request, found, status=400 if found.get("error") else 200)


def _page(request: HttpRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    if context["guide"] is None:
        raise Http404("No guide has pictures that are read.")
    return render(request, "shopguide/picture_page.html", context, status=status)
