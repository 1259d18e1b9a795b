"""Context of a written suggestion."""

from typing import Any

from django.http import QueryDict

from shopguide.search import Hit, QueryError
from shopguide.suggest import Suggestion, suggest

from .cards import cards
from .chips import chips
from .search import guide_named, ignored


def suggestions_context(
    query: str, guide_name: str | None = None, *, parameters: QueryDict | None = None
) -> dict[str, Any]:
    """What ``shopguide/suggestions.html`` needs: the suggestion, or the error to show."""
    guide = guide_named(guide_name)
    parameters = parameters or QueryDict()
    context: dict[str, Any] = {"guide": guide, "query": query}
    try:
        suggestion = suggest(guide, query, ignore=ignored(parameters))
    except QueryError as error:
        return context | {"error": str(error), "error_code": error.code}
    fusion = suggestion.results.fusion
    shown = cards(guide, [pick.hit for pick in suggestion.picks], fusion)
    return context | {
        "suggestion": suggestion,
        "picks": list(zip(suggestion.picks, shown, strict=False)),
        "cards": cards(guide, _others(suggestion), fusion),
        "chips": chips(suggestion.results, parameters, {}),
        "degraded": suggestion.degraded,
    }


def _others(suggestion: Suggestion) -> list[Hit]:
    named = {pick.hit.pk for pick in suggestion.picks}
    return [hit for hit in suggestion.results.hits if hit.pk not in named]
