"""A written suggestion, whole or as it is written."""

from time import monotonic
from typing import Any

from django.http.response import HttpResponseBase
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from shopguide.recommend.weights import weights_of
from shopguide.report import report_search
from shopguide.suggest import questions, stream_suggestion, suggest
from shopguide.widgets.cards import cards

from . import problems, serializers, sse
from .base import PROBLEMS, GuideView, named_guide, read_query
from .cards import card_json, question_json, text_of
from .telling import tell
from .views import search_filters
from .visitors import asker_of, authentication, shopper_of


class SuggestionsView(GuideView):
    """Events with ``Accept: text/event-stream``: products, text, restart, sources, done or error."""

    throttle_scope = "suggestions"
    authentication_classes = authentication()
    renderer_classes = [problems.ProblemRenderer, sse.EventStreamRenderer]

    @extend_schema(
        operation_id="suggestions",
        summary="A written suggestion that names only products that exist",
        parameters=[serializers.LimitsRequest],
        responses={200: serializers.SuggestionAnswer, **PROBLEMS},
    )
    def get(self, request: Request) -> HttpResponseBase:
        asked = read_query(serializers.LimitsRequest, request)
        guide = named_guide(asked.get("guide"))
        asker = asker_of(request)
        try:
            filters = search_filters(guide, asked)
        except LookupError as error:
            raise problems.Problem(400, str(error), "unknown_filter") from error
        options: dict[str, Any] = {
            "filters": filters,
            "ignore": asked["ignore"],
            "facets": True,
            "shopper": asker.user_pk or asker.session,
            "consent": asker.consent,
            "taste": weights_of(shopper_of(request), guide.name),
        }
        if sse.is_asked_for(request):
            return sse.stream(request, stream_suggestion(guide, asked["q"], **options), tell)
        began = monotonic()
        suggestion = suggest(guide, asked["q"], **options)
        # A page that is written by stream was counted when it was made.
        found = (guide, suggestion.query, suggestion.results.total)
        report_search(request, *found, surface="suggestions", seconds=monotonic() - began)
        shown = cards(guide, [pick.hit for pick in suggestion.picks])
        answer = {
            "query": suggestion.query,
            "language": suggestion.language,
            "text": text_of(suggestion.opening),
            "opening": suggestion.opening,
            "picks": [
                {"product": card_json(guide, card), "reason": pick.reason}
                for pick, card in zip(suggestion.picks, shown, strict=False)
            ],
            "difference": suggestion.difference,
            "because": suggestion.because,
            "questions": [question_json(each) for each in questions(suggestion.results)],
            "writer": suggestion.writer,
            "generative": suggestion.generative,
            "replaced": suggestion.replaced,
            "degraded": suggestion.degraded,
        }
        return Response(serializers.SuggestionAnswer(answer).data)
