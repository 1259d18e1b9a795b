"""A question to customer service, answered whole or as it is written."""

from typing import Any
from uuid import UUID

from django.http.response import HttpResponseBase
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from shopguide.assist import Answer, Asker, answer, ask, conversation_of

from . import answer_serializers as forms
from . import problems, sse
from .base import PROBLEMS, GuideView, named_guide
from .telling import products_json, sentence_json, tell
from .visitors import asker_of, authentication, remember_consent


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
        asker = asker_of(request, begin=True)
        options: dict[str, Any] = {
            "asker": asker,
            "conversation": _conversation(asker, asked.get("conversation")),
            "product": _product(asked),
        }
        if sse.is_asked_for(request):
            return sse.stream(request, ask(asked["question"], **options), tell)
        made = answer(asked["question"], **options)
        if made.error:
            raise problems.Problem(400, made.error, "not_answered")
        return Response(answer_json(made))


def _conversation(asker: Asker, named: UUID | None) -> UUID | None:
    """It, if it is the asker's own; of another's there is nothing to say."""
    if named is None:
        return None
    try:
        conversation_of(asker, named)
    except LookupError as error:
        raise problems.Problem(404, str(error), "unknown_conversation") from error
    return named


def _product(asked: dict[str, Any]) -> tuple[str, Any] | None:
    """The guide's name and the key, as the guide reads keys."""
    if not asked.get("product"):
        return None
    guide = named_guide(asked.get("guide"))
    try:
        key = guide.parse_pk(asked["product"])
        if not guide.products().filter(pk=key).exists():
            raise LookupError(f"The guide {guide.name!r} has no product {key!r} to show.")
        return guide.name, key
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
