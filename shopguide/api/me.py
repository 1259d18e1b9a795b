"""What is kept of whoever asks: what they agreed to, all of it as a file, and its erasure."""

from typing import Any

from django.http.response import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from shopguide.conf import settings
from shopguide.events.consent import PERSONALISATION, forbids, purposes, say
from shopguide.models import Consent
from shopguide.personal import count_user
from shopguide.widgets.consent import questions

from . import problems
from .base import PROBLEMS
from .conversations import OwnView
from .own import erased, exported, whole_shopper
from .visitors import identity_of


class KeptAnswer(serializers.Serializer[Any]):
    rows = serializers.DictField(
        child=serializers.IntegerField(), help_text="How many, by what they are."
    )


class ConsentWord(serializers.Serializer[Any]):
    purpose = serializers.ChoiceField(Consent.Purpose.values)
    title = serializers.CharField()
    text = serializers.CharField(help_text="What the shopper agrees to.")
    given = serializers.BooleanField(allow_null=True, help_text="Null where nothing was said.")
    said = serializers.DateTimeField(allow_null=True)
    asked = serializers.BooleanField(
        help_text="Whether nothing is done without a yes; else it is until a no."
    )
    forbidden = serializers.BooleanField(
        help_text="Whether the browser says no, by Do Not Track or Global Privacy Control."
    )


class ConsentsAnswer(serializers.Serializer[Any]):
    version = serializers.CharField(help_text="Of the wording.")
    consents = ConsentWord(many=True)


class ConsentsRequest(serializers.Serializer[Any]):
    personalisation = serializers.BooleanField(required=False)
    remote_writer = serializers.BooleanField(required=False)


class MeView(OwnView):
    throttle_scope = "me"

    def get_throttles(self) -> list[Any]:
        if self.request.method == "DELETE":
            self.throttle_scope = "erasure"
        return super().get_throttles()

    @extend_schema(
        operation_id="kept_of_me",
        summary="How much is kept of the asker",
        responses={200: KeptAnswer, **PROBLEMS},
    )
    def get(self, request: Request) -> Response:
        return Response(KeptAnswer({"rows": count_user(whole_shopper(request))}).data)

    @extend_schema(
        operation_id="erase_me",
        summary="Erase all that is kept of the asker; orders and reviews are the shop's own and stay",
        responses={200: KeptAnswer, **PROBLEMS},
    )
    def delete(self, request: Request) -> Response:
        return Response(KeptAnswer({"rows": erased(request)}).data)


class ExportView(OwnView):
    throttle_scope = "me"

    @extend_schema(
        operation_id="export_me",
        summary="All that is kept of the asker, with their orders and reviews, as a file",
        responses={200: OpenApiTypes.OBJECT, **PROBLEMS},
    )
    def get(self, request: Request) -> HttpResponseBase:
        return exported(identity_of(request))


class ConsentsView(OwnView):
    throttle_scope = "me"

    @extend_schema(
        operation_id="consents",
        summary="What this shop asks for, and what the asker said",
        responses={200: ConsentsAnswer, **PROBLEMS},
    )
    def get(self, request: Request) -> Response:
        return Response(self._told(request))

    @extend_schema(
        operation_id="set_consents",
        summary="Agree or decline, each purpose by itself; what is not named stays as it is",
        request=ConsentsRequest,
        responses={200: ConsentsAnswer, **PROBLEMS},
    )
    def put(self, request: Request) -> Response:
        form = ConsentsRequest(data=request.data)
        form.is_valid(raise_exception=True)
        said = form.validated_data
        if unasked := sorted(set(said) - set(purposes())):
            raise problems.Problem(
                400, f"This shop does not ask for {', '.join(unasked)}.", "not_asked"
            )
        if said.get(PERSONALISATION) and forbids(request):
            raise problems.Problem(
                400, "The browser sends Do Not Track or Global Privacy Control.", "forbidden"
            )
        if said:
            key = identity_of(request, begin=True).key
            if not key:
                raise problems.Problem(403, "There is no session to remember it by.", "no_session")
            for purpose, given in said.items():
                say(key, purpose, given)
        return Response(self._told(request))

    def _told(self, request: Request) -> Any:
        found = questions(identity_of(request).key, forbidden=forbids(request))
        told = {"version": settings["CONSENT_VERSION"], "consents": found}
        return ConsentsAnswer(told).data
