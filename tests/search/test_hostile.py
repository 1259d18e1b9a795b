"""Whatever is typed gives an answer or a clear refusal."""

import pytest
from django.test import Client

from shopguide.search import QueryError, search
from shopguide.search.sentence import read_sentence
from shopguide.search.sentence.text import Sentence
from shopguide.search.vocabulary import vocabulary_of
from tests.search.hostile import HOSTILE


@pytest.mark.parametrize("query", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_query_gets_an_answer(market, query):
    results = search(market, query, limit=10, facets=True)
    assert len(results.hits) <= 10


def test_a_word_hidden_by_marks_is_read(market):
    reading = read_sentence(vocabulary_of(market), "ph\u200bone un\u200bder $200")
    assert reading.one("price").high == 200
    assert read_sentence(vocabulary_of(market), "２００元以内").one("price").high == 200


def test_too_long_is_refused(market):
    with pytest.raises(QueryError, match="at most"):
        search(market, "x" * 10_000)
    answer = Client().get("/api/search/", {"q": "x" * 10_000, "guide": "phone"})
    assert answer.status_code in (400, 404)


def test_numbers_in_two_languages():
    assert Sentence("三千五百元以下").whole == "3500元以下"
    assert Sentence("两万元以内").whole == "20000元以内"
    assert Sentence("一千零五十块以内").whole == "1050块以内"
    assert Sentence("under two hundred and fifty dollars").whole == "under 250 dollars"
    assert Sentence("under one thousand").whole == "under 1000"
    assert Sentence("under $1.5k").whole.replace(" ", "") in ("under$1500", "under$1.5000")
