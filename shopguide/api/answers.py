"""A question to customer service, answered whole or as it is written."""

from collections.abc import Iterator
from typing import Any

from django.http.response import HttpResponseBase
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from shopguide.assist import Answer, Asker, answer, ask
from shopguide.writers.events import Event

from . import answer_serializers as forms
from . import problems, sse
from .base import PROBLEMS, GuideView, named_guide
from .telling import products_json, sentence_json, tell
from .visitors import NoSession, asker_of, authentication, remember_consent


class AnswersView(GuideView):
    """Events with ``Accept: text/event-stream``: products, text, restart, sources, done or error.
    ``done`` has the conversation, so that the next question can go on with it."""

    throttle_scope = "answers"
    authentication_classes = authentication()
    renderer_classes = [problems.ProblemRenderer, sse.EventStreamRenderer]

    @extend_schema(
        operation_id="answers",
        summary="Ask customer service: every sentence has its source, or it says that it does not know",
        request=forms.AnswerRequest,
        responses={200: forms.AnswerAnswer, **PROBLEMS},
    )
    def post(self, request: Request) -> HttpResponseBase:
        form = forms.AnswerRequest(data=request.data)
        form.is_valid(raise_exception=True)
        asked = form.validated_data
        if asked["consent"] is not None:
            remember_consent(request, asked["consent"])
        asker = owner(request)
        options: dict[str, Any] = {
            "asker": asker,
            "conversation": asked.get("conversation"),
            "product": _product(asked),
        }
        try:
            if sse.is_asked_for(request):
                events: Iterator[Event] = ask(asked["question"], **options)
                return sse.stream(request, events, tell)
            return Response(answer_json(answer(asked["question"], **options)))
        except LookupError as error:
            raise problems.Problem(404, str(error), "unknown") from error


def owner(request: Request) -> Asker:
    """Whoever asks; a visitor is given a session. A shop without any is a problem."""
    try:
        return asker_of(request, begin=True)
    except NoSession as error:
        raise problems.Problem(403, str(error), "no_session") from error


def _product(asked: dict[str, Any]) -> tuple[str, Any] | None:
    """The guide's name and the key, as the guide reads keys."""
    if not asked.get("product"):
        return None
    guide = named_guide(asked.get("guide"))
    try:
        return guide.name, guide.parse_pk(asked["product"])
    except LookupError as error:
        raise problems.Problem(404, str(error), "unknown_product") from error


def answer_json(made: Answer) -> dict[str, Any]:
    sentences = [sentence_json(each) for each in made.sentences]
    gap = "" if made.language.startswith("zh") else " "
    told = {
        **vars(made),
        "text": gap.join(each["text"] for each in sentences),
        "sentences": sentences,
        "products": products_json(tuple(made.products)),
        "ticket": str(getattr(made.ticket, "pk", made.ticket) or ""),
        "conversation": str(made.conversation),
        "turn": str(made.turn),
    }
    return dict(forms.AnswerAnswer(told).data)
