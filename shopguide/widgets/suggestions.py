"""Context of a written suggestion."""

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import get_language

from shopguide.models import FactValue
from shopguide.search import Hit, QueryError
from shopguide.suggest import Suggestion, questions, suggest
from shopguide.text.language import in_language

from .cards import cards
from .chips import FACT, address, chips
from .search import MOST_LIMITS, Choice, chosen_facts, given_filters, guide_named, ignored


@dataclass(frozen=True)
class Question:
    """One thing to ask; each answer is a link that adds its limit."""

    text: str
    choices: list[Choice]


def suggestions_context(
    query: str, guide_name: str | None = None, *, parameters: QueryDict | None = None
) -> dict[str, Any]:
    """What ``shopguide/suggestions.html`` needs: the suggestion, or the error to show."""
    guide = guide_named(guide_name)
    parameters = parameters or QueryDict()
    context: dict[str, Any] = {"guide": guide, "query": query}
    try:
        filters = given_filters(guide, parameters)
        suggestion = suggest(guide, query, filters=filters, ignore=ignored(parameters), facets=True)
    except QueryError as error:
        return context | {"error": str(error), "error_code": error.code}
    fusion = suggestion.results.fusion
    shown = cards(guide, [pick.hit for pick in suggestion.picks], fusion)
    chosen = chosen_facts(parameters)[:MOST_LIMITS]
    language = get_language() or "en"
    names = {
        row.pk: in_language([row.text, *row.aliases], language)
        for row in FactValue.objects.filter(guide=guide.name, pk__in=chosen)
    }
    return context | {
        "suggestion": suggestion,
        "picks": list(zip(suggestion.picks, shown, strict=False)),
        "cards": cards(guide, _others(suggestion), fusion),
        "chips": chips(suggestion.results, parameters, names),
        "questions": asked(suggestion, parameters),
        "degraded": suggestion.degraded,
    }


def asked(suggestion: Suggestion, parameters: QueryDict) -> list[Question]:
    """Questions that would narrow the results down, as links."""
    return [
        Question(
            question.text,
            [
                Choice(each.label, _address(parameters, dict(each.parameters)), each.count)
                for each in question.answers
            ],
        )
        for question in questions(suggestion.results)
    ]


def _address(parameters: QueryDict, given: dict[str, str]) -> str:
    if FACT in given:
        return address(parameters, add=given)
    return address(parameters, put=given)


def _others(suggestion: Suggestion) -> list[Hit]:
    named = {pick.hit.pk for pick in suggestion.picks}
    return [hit for hit in suggestion.results.hits if hit.pk not in named]
