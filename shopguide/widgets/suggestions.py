"""Context of a written suggestion."""

from contextlib import closing
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import NoReverseMatch, reverse

from shopguide.assist import Asker
from shopguide.backends import writers
from shopguide.catalogue.guide import ProductGuide
from shopguide.search import Hit, QueryError, Results
from shopguide.suggest import stream_suggestion, suggest
from shopguide.text.language import language_of
from shopguide.writers.events import Products

from .cards import cards
from .chips import IGNORE, chips
from .picks import picked_cards
from .search import guide_named, ignored

#: In an address: the whole suggestion is wanted at once, since there are no scripts.
WHOLE = "whole"


def suggestions_context(
    query: str,
    guide_name: str | None = None,
    *,
    parameters: QueryDict | None = None,
    asker: Asker | None = None,
) -> dict[str, Any]:
    """What ``shopguide/suggestions.html`` needs: the suggestion, or the error to show. A writer with
    a language model takes seconds, so its text comes by stream into a page that is there already."""
    guide = guide_named(guide_name)
    parameters = parameters or QueryDict()
    asker = asker or Asker()
    context: dict[str, Any] = {"guide": guide, "query": query}
    try:
        address = _stream_address(guide, query, parameters)
        if address and (begun := _begun(guide, query, parameters)):
            return context | begun | {"stream": address, "whole": _whole(parameters)}
        suggestion = suggest(
            guide,
            query,
            ignore=ignored(parameters),
            shopper=asker.user_pk or asker.session,
            consent=asker.consent,
        )
    except QueryError as error:
        return context | {"error": str(error), "error_code": error.code}
    fusion = suggestion.results.fusion
    shown = cards(guide, [pick.hit for pick in suggestion.picks], fusion)
    named = {pick.hit.pk for pick in suggestion.picks}
    return context | {
        "suggestion": suggestion,
        "picks": list(zip(suggestion.picks, shown, strict=False)),
        "cards": cards(guide, _others(suggestion.results, named), fusion),
        "chips": chips(suggestion.results, parameters, {}),
        "degraded": suggestion.degraded,
    }


def _stream_address(guide: ProductGuide, query: str, parameters: QueryDict) -> str:
    """Where the text comes from by stream; empty where it is written at once, or is to be whole."""
    if WHOLE in parameters or not writers["default"].generative:
        return ""
    try:
        address = reverse("shopguide-api:suggestions")
    except NoReverseMatch:
        return ""
    asked = [("q", query), ("guide", guide.name)]
    asked += [(IGNORE, each) for each in parameters.getlist(IGNORE)]
    return f"{address}?{urlencode(asked)}"


def _whole(parameters: QueryDict) -> str:
    asked = parameters.copy()
    asked[WHOLE] = "1"
    return f"?{asked.urlencode()}"


def _begun(guide: ProductGuide, query: str, parameters: QueryDict) -> dict[str, Any]:
    """The page before a word is written: the products that the text will be about, and the rest."""
    events: Any = stream_suggestion(guide, query, ignore=ignored(parameters))
    with closing(events):
        first = next(events, None)
    if not isinstance(first, Products) or not first.picks:
        return {}
    results: Results = first.results
    named = {pick.hit.pk for pick in first.picks}
    return {
        "language": language_of(results.query),
        "picked": [(ref, card) for ref, _guide, card in picked_cards(first.picks)],
        "cards": cards(guide, _others(results, named), results.fusion),
        "chips": chips(results, parameters, {}),
        "degraded": results.degraded,
    }


def _others(results: Results, named: set[Any]) -> list[Hit]:
    return [hit for hit in results.hits if hit.pk not in named]
