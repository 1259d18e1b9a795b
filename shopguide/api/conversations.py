"""A shopper's own conversations: listed, read, exported, erased, handed to a person."""

from typing import Any
from uuid import UUID

from django.http import JsonResponse
from django.http.response import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from shopguide.assist import (
    conversation_of,
    conversations_of,
    erase,
    erase_conversation,
    export,
    hand_off,
)
from shopguide.models import Conversation
from shopguide.widgets.transcript import told_turns

from . import answer_serializers as forms
from . import problems
from .base import PROBLEMS, GuideView
from .visitors import asker_of, authentication

#: Conversations in one list; older ones are in the export.
MOST = 100


class OwnView(GuideView):
    """What it shows is the asker's own; of another's it says no more than of what never was."""

    throttle_scope = "conversations"
    authentication_classes = authentication()

    def finalize_response(self, request: Any, response: Any, *args: Any, **options: Any) -> Any:
        finished = super().finalize_response(request, response, *args, **options)
        finished["Cache-Control"] = "no-store"
        return finished


class ConversationsView(OwnView):
    @extend_schema(
        operation_id="conversations",
        summary="The asker's conversations, latest first",
        responses={200: forms.ConversationList, **PROBLEMS},
    )
    def get(self, request: Request) -> Response:
        own = conversations_of(asker_of(request))[:MOST]
        return Response(forms.ConversationList({"conversations": own}).data)

    @extend_schema(
        operation_id="erase_conversations",
        summary="Erase all of the asker's conversations and tickets",
        responses={200: forms.ErasedAnswer, **PROBLEMS},
    )
    def delete(self, request: Request) -> Response:
        return Response(forms.ErasedAnswer({"erased": erase(asker_of(request))}).data)


class ExportView(OwnView):
    @extend_schema(
        operation_id="export_conversations",
        summary="All that is kept of the asker's conversations and tickets, as a file",
        responses={200: OpenApiTypes.OBJECT, **PROBLEMS},
    )
    def get(self, request: Request) -> HttpResponseBase:
        answer = JsonResponse(
            export(asker_of(request)), json_dumps_params={"ensure_ascii": False, "indent": 2}
        )
        answer["Content-Disposition"] = 'attachment; filename="conversations.json"'
        return answer


class ConversationView(OwnView):
    @extend_schema(
        operation_id="conversation",
        summary="One conversation with its questions, answers and tickets",
        responses={200: forms.ConversationAnswer, **PROBLEMS},
    )
    def get(self, request: Request, conversation: UUID) -> Response:
        found = _own(request, conversation)
        told = {
            "id": found.pk,
            "language": found.language,
            "begun": found.created,
            "updated": found.updated,
            "turns": told_turns(found),
            "tickets": found.tickets.order_by("created", "pk"),
        }
        return Response(forms.ConversationAnswer(told).data)

    @extend_schema(
        operation_id="erase_conversation",
        summary="Erase one conversation with its tickets",
        responses={204: None, **PROBLEMS},
    )
    def delete(self, request: Request, conversation: UUID) -> Response:
        try:
            erase_conversation(asker_of(request), conversation)
        except LookupError as error:
            raise problems.Problem(404, str(error), "unknown_conversation") from error
        return Response(status=204)


class HandOffView(OwnView):
    throttle_scope = "hand-off"

    @extend_schema(
        operation_id="hand_off",
        summary="Ask a person: a ticket with the transcript of the conversation",
        request=forms.HandOffRequest,
        responses={201: forms.TicketAnswer, **PROBLEMS},
    )
    def post(self, request: Request, conversation: UUID) -> Response:
        form = forms.HandOffRequest(data=request.data)
        form.is_valid(raise_exception=True)
        try:
            ticket = hand_off(asker_of(request), conversation, **form.validated_data)
        except LookupError as error:
            raise problems.Problem(404, str(error), "unknown_conversation") from error
        return Response(forms.TicketAnswer(ticket).data, status=201)


def _own(request: Request, conversation: UUID) -> Conversation:
    try:
        return conversation_of(asker_of(request), conversation)
    except LookupError as error:
        raise problems.Problem(404, str(error), "unknown_conversation") from error
