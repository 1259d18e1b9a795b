"""Search by an uploaded picture, which is looked at and not kept."""

from typing import Any

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from shopguide.search import search_picture
from shopguide.uploads import is_too_large, keep_in_memory
from shopguide.widgets.cards import cards
from shopguide.widgets.picture import pictured_guide, too_large

from . import problems
from .base import PROBLEMS, GuideView
from .cards import card_json
from .serializers import ProblemDetails, ProductCard


class PictureRequest(serializers.Serializer[Any]):
    picture = serializers.FileField(help_text="JPEG, PNG, WebP or GIF.", max_length=500)
    guide = serializers.CharField(required=False, help_text="The first with pictures if not given.")
    limit = serializers.IntegerField(required=False, default=24, min_value=1, max_value=100)


class PictureAnswer(serializers.Serializer[Any]):
    guide = serializers.CharField()
    results = ProductCard(many=True)


class PictureView(GuideView):
    """Open to everybody: it changes nothing and needs no session."""

    throttle_scope = "picture"
    authentication_classes = ()
    parser_classes = (MultiPartParser,)

    def initialize_request(self, request: Any, *args: Any, **kwargs: Any) -> Request:
        keep_in_memory(request)
        return super().initialize_request(request, *args, **kwargs)

    @extend_schema(
        operation_id="search_picture",
        summary="Products that look like a picture",
        request={"multipart/form-data": PictureRequest},
        responses={
            200: PictureAnswer,
            **PROBLEMS,
            413: OpenApiResponse(ProblemDetails, description="The picture is too large."),
        },
    )
    def post(self, request: Request) -> Response:
        form = PictureRequest(data=request.data)
        if is_too_large(request):
            raise problems.Problem(413, too_large(), "too_large")
        form.is_valid(raise_exception=True)
        asked = form.validated_data
        try:
            guide = pictured_guide(asked.get("guide"))
        except LookupError as error:
            status = 404 if asked.get("guide") else 400
            raise problems.Problem(status, str(error), "unknown_guide") from error
        hits = search_picture(guide, asked["picture"].read(), asked["limit"])
        answer = {
            "guide": guide.name,
            "results": [card_json(guide, card) for card in cards(guide, hits)],
        }
        return Response(PictureAnswer(answer).data)
