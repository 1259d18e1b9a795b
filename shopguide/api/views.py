"""Thin doors over room functions: check what came in, call one, say it in JSON."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from shopguide.catalogue.guide import ProductGuide
from shopguide.conf import settings
from shopguide.models import Exposure
from shopguide.search import Constraint, Filters, Results, search, similar
from shopguide.search.drop import droppable
from shopguide.search.explain import explain, record_click, record_exposure
from shopguide.search.facets import Facets, facets_of
from shopguide.suggest import Segment, TapQuestion, questions, suggest
from shopguide.widgets.cards import Card, cards
from shopguide.widgets.chips import label
from shopguide.widgets.search import fact_groups
from shopguide.widgets.typeahead import completions

from . import problems, serializers
from .base import PROBLEMS, GuideView, named_guide, read_query


class SearchView(GuideView):
    throttle_scope = "search"

    @extend_schema(
        operation_id="search",
        summary="Search by words and by meaning",
        parameters=[serializers.SearchRequest],
        responses={200: serializers.SearchAnswer, **PROBLEMS},
    )
    def get(self, request: Request) -> Response:
        asked = read_query(serializers.SearchRequest, request)
        guide = named_guide(asked.get("guide"))
        size, page = asked["page_size"], asked["page"]
        offset = (page - 1) * size
        try:
            filters = search_filters(guide, asked)
            results = search(
                guide,
                asked["q"],
                limit=size,
                offset=offset,
                filters=filters,
                ignore=asked["ignore"],
                sort=asked["sort"],
                facets=asked["facets"],
            )
        except LookupError as error:
            raise problems.Problem(400, str(error), "unknown_filter") from error
        exposure = record_exposure(results, offset)
        answer = {
            "query": results.query,
            "guide": guide.name,
            "exposure": str(exposure.pk) if exposure else "",
            "total": results.total,
            "page": page,
            "page_size": size,
            "sort": results.sort,
            "price_min": results.filters.price_min,
            "price_max": results.filters.price_max,
            "price_level": results.reading.level,
            "constraints": [_constraint(each, results) for each in results.reading.constraints],
            "did_you_mean": results.corrected,
            "drop": [] if results.total else _drops(results, filters),
            "degraded": results.degraded,
            "results": [
                _card(guide, card, results if asked["explain"] else None)
                for card in cards(guide, results.hits, results.fusion, results.sort)
            ],
        }
        if asked["facets"] and results.answer:
            answer["facets"] = _facets(facets_of(guide, results.answer, asked["f"]))
        return Response(serializers.SearchAnswer(answer).data)


def _constraint(each: Constraint, results: Results) -> dict[str, Any]:
    return {**vars(each), "key": each.key, "label": label(each, results)}


def _drops(results: Results, filters: Filters) -> list[dict[str, Any]]:
    found = droppable(results.guide, results.reading, filters)
    return [{"key": each.key, "label": label(each, results), "count": left} for each, left in found]


def _facets(facets: Facets) -> dict[str, Any]:
    return {
        "facts": facets.facts,
        "prices": facets.prices,
        "stars": [{"rating_min": stars, "count": count} for stars, count in facets.stars],
    }


class TypeaheadView(GuideView):
    throttle_scope = "typeahead"

    @extend_schema(
        operation_id="typeahead",
        summary="What a shopper may be about to type",
        parameters=[serializers.TypeaheadRequest],
        responses={200: serializers.TypeaheadAnswer, **PROBLEMS},
    )
    def get(self, request: Request) -> Response:
        asked = read_query(serializers.TypeaheadRequest, request)
        guide = named_guide(asked.get("guide"))
        typed = asked["q"]
        answer = {"query": typed, "completions": completions(guide, typed, asked["limit"])}
        return Response(serializers.TypeaheadAnswer(answer).data)


class ClicksView(GuideView):
    """Told by anybody who saw the exposure, whose address cannot be guessed; once is enough."""

    throttle_scope = "clicks"
    authentication_classes = ()

    @extend_schema(
        operation_id="clicks",
        summary="A product of an answer was opened",
        request=serializers.ClickRequest,
        responses={204: None, **PROBLEMS},
    )
    def post(self, request: Request, exposure: UUID) -> Response:
        form = serializers.ClickRequest(data=request.data)
        form.is_valid(raise_exception=True)
        shown = Exposure.objects.filter(pk=exposure).first()
        try:
            if shown is None:
                raise LookupError("There is no such exposure; it may have been forgotten.")
            record_click(shown, form.validated_data["product"])
        except LookupError as error:
            raise problems.Problem(404, str(error), "unknown_exposure") from error
        return Response(status=204)


class SuggestionsView(GuideView):
    throttle_scope = "suggestions"

    @extend_schema(
        operation_id="suggestions",
        summary="A written suggestion that names only products that exist",
        parameters=[serializers.LimitsRequest],
        responses={200: serializers.SuggestionAnswer, **PROBLEMS},
    )
    def get(self, request: Request) -> Response:
        asked = read_query(serializers.LimitsRequest, request)
        guide = named_guide(asked.get("guide"))
        try:
            filters = search_filters(guide, asked)
        except LookupError as error:
            raise problems.Problem(400, str(error), "unknown_filter") from error
        suggestion = suggest(
            guide, asked["q"], filters=filters, ignore=asked["ignore"], facets=True
        )
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
            "difference": suggestion.difference,
            "questions": [_question(each) for each in questions(suggestion.results)],
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
        responses={200: serializers.SimilarAnswer, **PROBLEMS},
    )
    def get(self, request: Request, guide: str, pk: str) -> Response:
        asked = read_query(serializers.SimilarRequest, request)
        declared = named_guide(guide)
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


def search_filters(guide: ProductGuide, asked: dict[str, Any]) -> Filters:
    """Limits by hand. Raises LookupError for a value of no fact of this guide."""
    groups = fact_groups(guide, asked["f"])
    known = {pk for group in groups for pk in group}
    if unknown := [pk for pk in asked["f"] if pk not in known]:
        raise LookupError(f"f={unknown[0]} is no facet value of the guide {guide.name!r}.")
    return Filters(
        category=asked.get("category"),
        price_min=asked.get("price_min"),
        price_max=asked.get("price_max"),
        in_stock=asked["in_stock"],
        rating_min=asked.get("rating_min"),
        facts=groups,
    )


def _question(asked: TapQuestion) -> dict[str, Any]:
    answers = [
        {"label": each.label, "parameters": dict(each.parameters), "count": each.count}
        for each in asked.answers
    ]
    return {"kind": asked.kind, "text": asked.text, "answers": answers}


def _text(segments: tuple[Segment, ...]) -> str:
    return "".join(segment.text for segment in segments)


def _card(guide: ProductGuide, card: Card, results: Results | None = None) -> dict[str, Any]:
    price = None
    if card.amount is not None:
        price = {"amount": card.amount, "currency": settings["CURRENCY"], "text": card.price}
    told = {
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
    if results is not None:
        explained = explain(card.hit, results.fusion, results.sort, guide)
        told["explanation"] = {
            "parts": explained.parts,
            "ranks": card.hit.ranks,
            "reviews": card.hit.opinions,
            "sentences": explained.sentences,
        }
    return told
