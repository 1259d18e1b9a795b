"""Thin doors over room functions: check what came in, call one, say it in JSON."""

from time import monotonic
from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from shopguide.catalogue.guide import ProductGuide
from shopguide.models import Exposure
from shopguide.report import report_search
from shopguide.search import Constraint, Filters, Results, search, similar
from shopguide.search.drop import droppable
from shopguide.search.explain import record_click, record_exposure
from shopguide.search.facets import Facets, facets_of
from shopguide.widgets.cards import cards
from shopguide.widgets.chips import label
from shopguide.widgets.search import fact_groups
from shopguide.widgets.typeahead import completions

from . import problems, serializers
from .base import PROBLEMS, GuideView, named_guide, read_query
from .cards import card_json


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
        began = monotonic()
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
        if page == 1:
            seconds = monotonic() - began
            found = (guide, results.query, results.total)
            report_search(request, *found, surface="search", seconds=seconds)
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
                card_json(guide, card, results if asked["explain"] else None)
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
            "results": [card_json(declared, card) for card in cards(declared, hits)],
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
