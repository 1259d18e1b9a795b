"""A model may propose limits: only ones that the shop has, only where the rules read none, and never
so many that nothing is left. The endpoint is a real server that answers as each test says."""

import json
import re

import pytest

from shopguide.backends import writers
from shopguide.delivery import drain
from shopguide.search.index import count_terms
from shopguide.suggest import propose, suggest
from shopguide.writers.openai import OpenAIWriter
from tests.writers.protocol import GOOD, Endpoint, head, say

QUESTION = "a good camera to remember it all by"


@pytest.fixture
def model(guide, settings, monkeypatch):
    """``model(*names)`` answers with the options that are called so, and then writes well."""
    count_terms(guide)
    drain()
    settings.SHOPGUIDE = {**settings.SHOPGUIDE, "PROPOSALS": True}
    with Endpoint() as endpoint:
        writer = OpenAIWriter("m", base_url=endpoint.url, api_key="k", timeout=5, retries=0)
        monkeypatch.setitem(writers._made, "default", writer)
        propose._chosen.cache_clear()

        def answer(*names, more=()):
            def behave(handler, body):
                offered = options(body)
                numbers = [n for n, name in offered.items() if name in names]
                say(handler, {"chosen": [*numbers, *more]} if offered else GOOD)

            endpoint.behave = behave
            return endpoint

        yield answer
    propose._chosen.cache_clear()


def options(body):
    found = re.search(r"DATA\n(.*)\nEND OF DATA", body["messages"][1]["content"], re.S)
    offered = json.loads(found[1]).get("options", {})
    return {int(number): name for number, name in offered.items()}


def kinds(suggestion):
    return [each.kind for each in suggestion.results.reading.constraints]


def test_what_it_chooses_limits_the_results(guide, model):
    endpoint = model("category: Smartphones", "inexpensive for its kind")
    suggestion = suggest(guide, QUESTION)
    assert kinds(suggestion) == ["category", "level"]
    assert {hit.product.category.name for hit in suggestion.results.hits} == {"Smartphones"}
    assert suggestion.results.filters.price_max < 999
    asked = endpoint.asked[0]
    assert asked["response_format"]["json_schema"]["name"] == "choice"
    assert {"category: Cases", "brand: Zeta"} <= set(options(asked).values())


def test_it_comes_off_as_any_limit_does_and_is_asked_once(guide, model):
    endpoint = model("category: Smartphones")
    [limit] = suggest(guide, QUESTION).results.reading.constraints
    assert kinds(suggest(guide, QUESTION, ignore=[limit.key])) == []
    assert sum(bool(options(body)) for body in endpoint.asked) == 1


def test_the_rules_go_first(guide, model):
    endpoint = model("category: Cases", "expensive, of high quality for its kind")
    suggestion = suggest(guide, "a cheap smartphone with a good camera")
    assert sorted(kinds(suggestion)) == ["category", "level"]
    assert suggestion.results.reading.level == "low"
    assert not [name for name in options(endpoint.asked[0]).values() if "category" in name]


@pytest.mark.parametrize("more", [[-1], [999], [0, 0, 0]])
def test_a_number_that_was_not_offered_is_nothing(guide, model, more):
    model(more=more)
    found = suggest(guide, QUESTION)
    assert found.picks
    assert len(kinds(found)) <= 1


def test_a_proposal_never_empties_the_results(guide, model):
    model("brand: Zeta", "category: Cases")
    suggestion = suggest(guide, QUESTION)
    assert kinds(suggestion) == []
    assert suggestion.picks


@pytest.mark.parametrize("said", ["no JSON at all", {"chosen": ["P1"]}, {"picks": []}, ""])
def test_a_model_that_rambles_proposes_nothing(guide, model, said):
    endpoint = model()
    endpoint.behave = lambda handler, body: say(handler, said if options(body) else GOOD)
    suggestion = suggest(guide, QUESTION)
    assert kinds(suggestion) == []
    assert suggestion.generative


def test_a_model_that_is_down_proposes_nothing(guide, model):
    model().behave = lambda handler, body: head(handler, 500)
    suggestion = suggest(guide, QUESTION)
    assert kinds(suggestion) == []
    assert suggestion.degraded == ("writer",)
    assert suggestion.picks


def test_nothing_is_asked_unless_the_shop_says_so(guide, model, settings):
    settings.SHOPGUIDE = {**settings.SHOPGUIDE, "PROPOSALS": False}
    endpoint = model("category: Smartphones")
    assert kinds(suggest(guide, QUESTION)) == []
    assert not any(map(options, endpoint.asked))
