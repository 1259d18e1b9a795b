"""Context of a written suggestion."""

from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import get_language

from shopguide.assist import Asker
from shopguide.backends import writers
from shopguide.catalogue.guide import ProductGuide
from shopguide.events.shopper import Shopper
from shopguide.models import FactValue
from shopguide.recommend.weights import TasteWeights, weights_of
from shopguide.search import Filters, Hit, QueryError, Results
from shopguide.suggest import questions, stream_suggestion, suggest
from shopguide.text.language import in_language, language_of
from shopguide.writers.events import Products

from .addresses import served
from .cards import cards
from .chips import FACT, address, chips
from .picks import picked_cards
from .search import MOST_LIMITS, Choice, chosen_facts, given_filters, guide_named, ignored

#: In an address: the whole suggestion is wanted at once, since there are no scripts.
WHOLE = "whole"


@dataclass(frozen=True)
class Question:
    """One thing to ask; each answer is a link that adds its limit."""

    text: str
    choices: list[Choice]


def suggestions_context(
    query: str,
    guide_name: str | None = None,
    *,
    parameters: QueryDict | None = None,
    asker: Asker | None = None,
    shopper: Shopper | None = None,
) -> dict[str, Any]:
    """What ``shopguide/suggestions.html`` needs: the suggestion, or the error to show. A writer with
    a language model takes seconds, so its text comes by stream into a page that is there already.
    ``shopper`` is whose taste decides among equals."""
    guide = guide_named(guide_name)
    parameters = parameters or QueryDict()
    asker = asker or Asker()
    context: dict[str, Any] = {"guide": guide, "query": query}
    try:
        filters = given_filters(guide, parameters)
        taste = weights_of(shopper, guide.name) if shopper else None
        stream = _stream_address(guide, query, parameters)
        if stream and (begun := _begun(guide, query, parameters, filters, taste)):
            return context | begun | {"stream": stream, "whole": _whole(parameters)}
        suggestion = suggest(
            guide,
            query,
            filters=filters,
            ignore=ignored(parameters),
            facets=True,
            shopper=asker.user_pk or asker.session,
            consent=asker.consent,
            taste=taste,
        )
    except QueryError as error:
        return context | {"error": str(error), "error_code": error.code}
    shown = [pick.hit for pick in suggestion.picks]
    found = cards(guide, shown, suggestion.results.fusion)
    return (
        context
        | _around(suggestion.results, shown, parameters)
        | {
            "suggestion": suggestion,
            "because": suggestion.because,
            "picks": list(zip(suggestion.picks, found, strict=False)),
            "degraded": suggestion.degraded,
        }
    )


def _around(results: Results, named: Iterable[Hit], parameters: QueryDict) -> dict[str, Any]:
    """What stands around a text: what was understood, what to ask, and what else fits."""
    told = {hit.pk for hit in named}
    others = [hit for hit in results.hits if hit.pk not in told]
    language = get_language() or "en"
    chosen = chosen_facts(parameters)[:MOST_LIMITS]
    names = {
        row.pk: in_language([row.text, *row.aliases], language)
        for row in FactValue.objects.filter(guide=results.guide.name, pk__in=chosen)
    }
    return {
        "total": results.total,
        "cards": cards(results.guide, others, results.fusion),
        "chips": chips(results, parameters, names),
        "questions": asked(results, parameters),
    }


def asked(results: Results, parameters: QueryDict) -> list[Question]:
    """Questions that would narrow the results down, as links."""
    return [
        Question(
            question.text,
            [
                Choice(each.label, _address(parameters, dict(each.parameters)), each.count)
                for each in question.answers
            ],
        )
        for question in questions(results)
    ]


def _address(parameters: QueryDict, given: dict[str, str]) -> str:
    if FACT in given:
        return address(parameters, add=given)
    return address(parameters, put=given)


def _stream_address(guide: ProductGuide, query: str, parameters: QueryDict) -> str:
    """Where the text comes from by stream; empty where it is written at once, or is to be whole."""
    if WHOLE in parameters or not writers["default"].generative:
        return ""
    found = served("shopguide-api:suggestions")
    if not found:
        return ""
    limits = [
        (name, value)
        for name, values in parameters.lists()
        if name not in ("q", "guide", "page")
        for value in values
        if value
    ]
    return f"{found}?{urlencode([('q', query), ('guide', guide.name), *limits])}"


def _whole(parameters: QueryDict) -> str:
    wanted = parameters.copy()
    wanted[WHOLE] = "1"
    return f"?{wanted.urlencode()}"


def _begun(
    guide: ProductGuide,
    query: str,
    parameters: QueryDict,
    filters: Filters | None,
    taste: TasteWeights | None,
) -> dict[str, Any]:
    """The page before a word is written: the products that the text will be about, and the rest."""
    events: Any = stream_suggestion(
        guide, query, filters=filters, ignore=ignored(parameters), facets=True, taste=taste
    )
    with closing(events):
        first = next(events, None)
    if not isinstance(first, Products) or not first.picks:
        return {}
    results: Results = first.results
    return _around(results, [pick.hit for pick in first.picks], parameters) | {
        "language": language_of(results.query),
        "picked": [(ref, card) for ref, _guide, card in picked_cards(first.picks)],
        "degraded": results.degraded,
        "because": first.because,
    }
