"""A shopper's own taste: read in sentences, corrected line by line."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from shopguide.recommend.edits import SAYABLE, NotAgreed, say
from shopguide.recommend.taste import Line, taste_of

from . import problems
from .base import PROBLEMS
from .conversations import OwnView
from .visitors import shopper_of


class TasteLine(serializers.Serializer[Line]):
    key = serializers.CharField()
    kind = serializers.CharField()
    sentence = serializers.CharField()
    evidence = serializers.ListField(child=serializers.CharField())
    on = serializers.BooleanField(help_text="Whether recommendations may use it.")
    word = serializers.CharField(help_text="What the shopper said of it: off, like or dislike.")


class TasteAnswer(serializers.Serializer[Any]):
    personal = serializers.BooleanField(help_text="Whether the shopper agreed to be remembered.")
    events = serializers.IntegerField(help_text="What it is told from.")
    lines = TasteLine(many=True)


class TasteWord(serializers.Serializer[Any]):
    key = serializers.CharField(
        max_length=200,
        help_text="Of a line; or category:<guide>:<value> and brand:<guide>:<value> of the shop.",
    )
    word = serializers.ChoiceField(
        SAYABLE, help_text="off: do not use it; on: as events say; like and dislike stand above."
    )


class TasteView(OwnView):
    throttle_scope = "me"

    @extend_schema(
        operation_id="taste",
        summary="What the shop believes of the shopper, in sentences",
        responses={200: TasteAnswer, **PROBLEMS},
    )
    def get(self, request: Request) -> Response:
        return Response(TasteAnswer(taste_of(shopper_of(request))).data)

    @extend_schema(
        operation_id="correct_taste",
        summary="Switch a line off or on, or say what is liked and what is not",
        request=TasteWord,
        responses={200: TasteAnswer, **PROBLEMS},
    )
    def patch(self, request: Request) -> Response:
        form = TasteWord(data=request.data)
        form.is_valid(raise_exception=True)
        shopper = shopper_of(request)
        try:
            say(shopper, **form.validated_data)
        except NotAgreed as error:
            raise problems.Problem(403, str(error), "not_agreed") from error
        except LookupError as error:
            raise problems.Problem(404, str(error), "unknown_line") from error
        return Response(TasteAnswer(taste_of(shopper)).data)
