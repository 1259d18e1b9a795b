"""Pages on which a shopper asks and reads the whole answer; no script is needed."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods, require_POST

from shopguide import assist
from shopguide.api.visitors import asker_of, remember_consent
from shopguide.conf import settings
from shopguide.models import Conversation
from shopguide.widgets.ask import (
    ask_context,
    conversation_address,
    conversations_context,
    told_answer,
)
from shopguide.widgets.product import guide_of
from shopguide.widgets.search import guide_named

from .gate import may, too_many


class QuestionForm(forms.Form):
    question = forms.CharField(max_length=2000)
    conversation = forms.UUIDField(required=False)
    guide = forms.CharField(required=False, max_length=64)
    product = forms.CharField(required=False, max_length=64)
    consent = forms.BooleanField(required=False)


class HandOffForm(forms.Form):
    conversation = forms.UUIDField()
    contact = forms.CharField(required=False, max_length=200)
    note = forms.CharField(required=False, max_length=2000)


@never_cache
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """The panel with one conversation and a list of the others; POST asks and comes back here."""
    if request.method == "POST":
        return _asked(request)
    return _page(request, request.GET)


def _asked(request: HttpRequest) -> HttpResponse:
    form = QuestionForm(request.POST)
    if not form.is_valid():
        return _page(request, request.POST, _("Please write a question."), status=400)
    if not may(request, "answers"):
        told = _("These are many questions at once. Please wait a minute and ask again.")
        return _page(request, request.POST, told, status=429)
    asked = form.cleaned_data
    if settings.get("REMOTE_CONSENT"):
        remember_consent(request, asked["consent"])
    asker = asker_of(request, begin=True)
    conversation = _conversation(asker, asked["conversation"])
    made = assist.answer(
        asked["question"],
        asker=asker,
        conversation=conversation.pk if conversation else None,
        product=_product_key(asked),
    )
    if made.error:
        return _page(request, request.POST, made.error, status=400)
    if not made.conversation:
        return _page(request, {}, turns=[told_answer(made)])
    return redirect(f"{conversation_address(made.conversation)}#sg-turn-{made.turn}")


@csrf_protect
@require_POST
def hand_off(request: HttpRequest) -> HttpResponse:
    """Open a ticket for the asker's own conversation."""
    form = HandOffForm(request.POST)
    if not form.is_valid():
        raise Http404
    if not may(request, "hand-off"):
        return _page(request, request.POST, too_many(), status=429)
    try:
        assist.hand_off(
            asker_of(request),
            form.cleaned_data["conversation"],
            form.cleaned_data["contact"],
            form.cleaned_data["note"],
        )
    except LookupError as error:
        raise Http404(str(error)) from error
    return redirect(f"{conversation_address(str(form.cleaned_data['conversation']))}#sg-tickets")


@csrf_protect
@require_POST
def erase(request: HttpRequest) -> HttpResponse:
    """Erase one conversation, or all where none is named."""
    asker = asker_of(request)
    if named := request.POST.get("conversation"):
        try:
            assist.erase_conversation(asker, named)
        except LookupError as error:
            raise Http404(str(error)) from error
    else:
        assist.erase(asker)
    messages.success(request, _("Erased."), fail_silently=True)
    return redirect("shopguide:ask")


def _page(
    request: HttpRequest, given: Any, error: str = "", *, status: int = 200, **extra: Any
) -> HttpResponse:
    asker = asker_of(request)
    conversation = _conversation(asker, given.get("conversation"))
    context = {
        **ask_context(_product(given), conversation=conversation, asker=asker, level=1),
        **conversations_context(asker, conversation),
        "error": error,
        "typed": given.get("question", "")[:2000],
        **extra,
    }
    return render(request, "shopguide/ask_page.html", context, status=status)


def _conversation(asker: assist.Asker, key: Any) -> Conversation | None:
    if not key:
        return None
    try:
        return assist.conversation_of(asker, key)
    except LookupError as error:
        raise Http404(str(error)) from error


def _product_key(asked: dict[str, Any]) -> tuple[str, Any] | None:
    """Guide and key of the product whose page was open, if shoppers may see it."""
    product = _product(asked)
    return (guide_of(product, asked["guide"] or None).name, product.pk) if product else None


def _product(given: Any) -> Any:
    """The product that the address names, if shoppers may see it."""
    if not given.get("product"):
        return None
    try:
        guide = guide_named(given.get("guide") or None)
        return guide.products().filter(pk=guide.parse_pk(given["product"])).first()
    except LookupError as error:
        raise Http404(str(error)) from error
