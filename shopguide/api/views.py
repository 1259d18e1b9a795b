"""Thin doors over room functions: check what came in, call one, say it in JSON."""

from collections.abc import Callable
from typing import Any

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from shopguide.catalogue.guide import ProductGuide
from shopguide.conf import settings
from shopguide.search import Filters, search, similar
from shopguide.suggest import Segment, suggest
from shopguide.widgets.cards import Card, cards
from shopguide.widgets.search import guide_named

from . import problems, serializers
from .throttles import EndpointThrottle

_PROBLEMS = {
    code: OpenApiResponse(serializers.ProblemDetails, description=reason)
    for code, reason in {
        400: "A parameter is missing or of the wrong form.",
        404: "No such guide or product.",
        429: "Too many requests.",
    }.items()
}


class GuideView(APIView):
    """As open as the shop's own pages: what it shows passes the guide's ``visible()``."""

    permission_classes = [AllowAny]
    renderer_classes = [problems.ProblemRenderer]
    throttle_classes = [EndpointThrottle]
    throttle_scope = ""

    def get_exception_handler(self) -> Callable[..., Response | None]:
        return problems.handle


class SearchView(GuideView):
    throttle_scope = "search"

    @extend_schema(
        operation_id="search",
        summary="Search by words and by meaning",
        parameters=[serializers.SearchRequest],
        responses={200: serializers.SearchAnswer, **_PROBLEMS},
    )
    def get(self, request: Request) -> Response:
        asked = _read(serializers.SearchRequest, request)
        guide = _guide(asked.get("guide"))
        filters = Filters(
            asked.get("category"), asked.get("price_min"), asked.get("price_max"), asked["in_stock"]
        )
        size, page = asked["page_size"], asked["page"]
        try:
            results = search(
                guide, asked["q"], limit=size, offset=(page - 1) * size, filters=filters
            )
        except LookupError as error:
            raise problems.Problem(400, str(error), "unknown_filter") from error
        answer = {
            "query": results.query,
            "guide": guide.name,
            "total": results.total,
            "page": page,
            "page_size": size,
            "price_min": results.filters.price_min,
            "price_max": results.filters.price_max,
            "price_level": results.reading.level,
            "degraded": results.degraded,
            "results": [_card(guide, card) for card in cards(guide, results.hits)],
        }
        return Response(serializers.SearchAnswer(answer).data)


class SuggestionsView(GuideView):
    throttle_scope = "suggestions"

    @extend_schema(
        operation_id="suggestions",
        summary="A written suggestion that names only products that exist",
        parameters=[serializers.SuggestionRequest],
        responses={200: serializers.SuggestionAnswer, **_PROBLEMS},
    )
    def get(self, request: Request) -> Response:
        asked = _read(serializers.SuggestionRequest, request)
        guide = _guide(asked.get("guide"))
        suggestion = suggest(guide, asked["q"])
        shown = cards(guide, [pick.hit for pick in suggestion.picks])
        answer = {
            "query": suggestion.query,
            "language": suggestion.language,
            "text": _text(suggestion.opening),
            "opening": suggestion.opening,
            "picks": [
                {"product": _card(guide, card), "reason": pick.reason}
                for pick, card in zip(suggestion.picks, shown, strict=False)
            ],
            "writer": suggestion.writer,
            "generative": suggestion.generative,
            "replaced": suggestion.replaced,
            "degraded": suggestion.degraded,
        }
        return Response(serializers.SuggestionAnswer(answer).data)


class SimilarView(GuideView):
    throttle_scope = "similar"

    @extend_schema(
        operation_id="similar",
        summary="Products like one product",
        parameters=[serializers.SimilarRequest],
        responses={200: serializers.SimilarAnswer, **_PROBLEMS},
    )
    def get(self, request: Request, guide: str, pk: str) -> Response:
        asked = _read(serializers.SimilarRequest, request)
        declared = _guide(guide)
        try:
            hits = similar(declared, pk, asked["limit"])
        except LookupError as error:
            raise problems.Problem(404, str(error), "unknown_product") from error
        answer = {
            "product": pk,
            "guide": declared.name,
            "results": [_card(declared, card) for card in cards(declared, hits)],
        }
        return Response(serializers.SimilarAnswer(answer).data)


def _read(form: Any, request: Request) -> dict[str, Any]:
    serializer = form(data=request.query_params)
    serializer.is_valid(raise_exception=True)
    read: dict[str, Any] = serializer.validated_data
    return read


def _guide(name: str | None) -> ProductGuide:
    try:
        return guide_named(name)
    except LookupError as error:
        raise problems.Problem(404 if name else 400, str(error), "unknown_guide") from error


def _text(segments: tuple[Segment, ...]) -> str:
    return "".join(segment.text for segment in segments)


def _card(guide: ProductGuide, card: Card) -> dict[str, Any]:
    price = None
    if card.amount is not None:
        price = {"amount": card.amount, "currency": settings["CURRENCY"], "text": card.price}
    return {
        "id": str(card.hit.pk),
        "guide": guide.name,
        "title": card.title,
        "url": card.url,
        "category": card.category,
        "price": price,
        "in_stock": card.in_stock,
        "rank": card.hit.rank,
        "score": card.hit.score,
        "parts": card.hit.parts,
        "matched": card.hit.matched,
    }
