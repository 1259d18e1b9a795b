"""Products side by side, as JSON."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from shopguide.suggest import CompareError, compare
from shopguide.widgets.compare import active_language

from . import problems
from .base import PROBLEMS, GuideView, named_guide, read_query
from .serializers import ListOfText, TextSegment

#: Products that are read of an address; more than can be compared is an error of the shopper's.
MOST_READ = 20


class CompareRequest(serializers.Serializer[Any]):
    p = ListOfText(max_length=MOST_READ, help_text="The ids of two to four products.")
    guide = serializers.CharField(required=False, help_text="Needed where a shop has several.")


class ComparedProduct(serializers.Serializer[Any]):
    ref = serializers.CharField(help_text="What the verdict calls it: P1, P2, …")
    id = serializers.CharField(source="pk")
    title = serializers.CharField(source="name")
    price = serializers.CharField()
    in_stock = serializers.BooleanField(allow_null=True)
    url = serializers.CharField()


class ComparedFact(serializers.Serializer[Any]):
    label = serializers.CharField()  # type: ignore[assignment]
    values = serializers.ListField(
        child=serializers.CharField(allow_blank=True), help_text="In the order of the products."
    )
    differs = serializers.BooleanField()


class ReviewCount(serializers.Serializer[Any]):
    count = serializers.IntegerField(help_text="Reviews that say so.")
    total = serializers.IntegerField(help_text="Reviews read.")


class ComparedReviews(serializers.Serializer[Any]):
    praised = ReviewCount(allow_null=True)
    blamed = ReviewCount(allow_null=True)


class ComparedAspect(serializers.Serializer[Any]):
    label = serializers.CharField()  # type: ignore[assignment]
    values = ComparedReviews(many=True)


class VerdictSentence(serializers.Serializer[Any]):
    segments = TextSegment(many=True)
    refs = serializers.ListField(child=serializers.CharField(), help_text="What it rests on.")


class CompareAnswer(serializers.Serializer[Any]):
    guide = serializers.CharField()
    language = serializers.CharField()
    products = ComparedProduct(many=True)
    facts = ComparedFact(many=True, help_text="Those that differ first.")
    aspects = ComparedAspect(many=True)
    verdict = VerdictSentence(many=True)
    writer = serializers.CharField()
    generative = serializers.BooleanField(help_text="Whether a language model wrote the verdict.")
    missing = serializers.IntegerField(help_text="Products asked for that cannot be shown.")
    replaced = serializers.IntegerField()
    degraded = serializers.ListField(child=serializers.CharField())


class CompareView(GuideView):
    throttle_scope = "suggestions"

    @extend_schema(
        operation_id="compare",
        summary="Two to four products side by side",
        parameters=[CompareRequest],
        responses={200: CompareAnswer, **PROBLEMS},
    )
    def get(self, request: Request) -> Response:
        asked = read_query(CompareRequest, request)
        guide = named_guide(asked.get("guide"))
        try:
            found = compare(guide, asked["p"], active_language())
        except CompareError as error:
            raise problems.Problem(400, str(error), error.code) from error
        return Response(CompareAnswer({**vars(found), "guide": guide.name}).data)
