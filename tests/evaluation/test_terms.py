"""Which terms name the same thing, and what frequent nouns and opinion words find."""

import sys
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopguide.evaluation.mining import mined
from shopguide.evaluation.peers import OpinionLexicon, PeerError, Vader
from shopguide.evaluation.terms import Sorter, distinct, matches
from shopguide.text.aspects import general
from shopguide.text.opinions import opinion_words


@pytest.mark.parametrize(
    ("found", "there", "counts"),
    [
        (["battery"], ["battery life"], (1, 1, 1)),
        (["Batteries"], ["battery life"], (1, 1, 1)),
        (["life of the battery"], ["battery life"], (1, 1, 1)),
        (["the"], ["of"], (0, 1, 1)),
        (["screen"], ["camera"], (0, 1, 1)),
        (["screen", "screens"], ["screen"], (1, 1, 1)),
        (["screen", "screen size"], ["screen"], (1, 2, 1)),
        ([], ["screen"], (0, 0, 1)),
        (["screen"], [], (0, 1, 0)),
        (["屏幕"], ["屏幕大小"], (1, 1, 1)),
        # A greedy pairing of the first with the first would leave the second alone.
        (["battery life", "battery"], ["battery", "life"], (2, 2, 2)),
    ],
)
def test_matches(found, there, counts):
    assert matches(found, there) == counts


WORDS = st.lists(st.sampled_from(["a1", "b1", "c1", "d1"]), min_size=1, max_size=3).map(" ".join)


@given(st.lists(WORDS, max_size=4), st.lists(WORDS, max_size=4))
def test_no_pairing_has_more_pairs(found, there):
    ours, theirs = sorted((distinct(found), distinct(there)), key=len)
    best = max(
        sum(bool(a & b) for a, b in zip(ours, order, strict=False))
        for order in permutations(theirs)
    )
    assert matches(found, there)[0] == best


@pytest.mark.parametrize(
    ("term", "aspect"),
    [
        ("battery life", "battery"),
        ("Batteries", "battery"),
        ("picture quality", "camera"),
        ("quality of the speaker", "sound"),
        ("build quality", "quality"),
        ("电池巡航能力", "battery"),
        ("zorgle", "other"),
        ("", "other"),
    ],
)
def test_terms_are_sorted_by_words_alone(term, aspect):
    assert Sorter(general()).aspect(term) == aspect


def test_the_lexicon_is_whole():
    signs = list(opinion_words().values())
    assert (signs.count(1), signs.count(-1)) == (2003, 4783)


@pytest.mark.parametrize(
    ("text", "term", "polarity"),
    [
        ("the screen is great", "screen", 1),
        ("the screen is not great", "screen", -1),
        ("the screen isn't bad", "screen", 1),
        ("great screen , awful battery", "battery", -1),
        ("great screen , awful battery", "screen", 1),
        ("the screen is not great . the camera is great", "camera", 1),
        ("it has a screen", "screen", 0),
        ("great", "screen", 0),
    ],
)
def test_opinion_words_near_a_term(text, term, polarity):
    at = text.find(term)
    score = OpinionLexicon().polarity(text, (at, at + len(term)))
    assert (score > 0) - (score < 0) == polarity


def test_sentiment_by_opinion_words():
    lexicon = OpinionLexicon()
    assert lexicon.sentiment("good , bad") == 0
    assert lexicon.sentiment("good") == 0.5
    assert lexicon.sentiment("not good and terrible") == pytest.approx(-2 / 3)
    assert lexicon.sentiment("屏幕很好") == 0


def test_vader_that_is_not_installed(monkeypatch):
    monkeypatch.setitem(sys.modules, "vaderSentiment.vaderSentiment", None)
    with pytest.raises(PeerError, match="pip install"):
        Vader()


def test_frequent_nouns():
    sentences = ["the screen is great", "i love the screen size", "the screen size is awful"] * 2
    sentences += ["the size is here", "a size", "we walked home", "my uncle is nice"]
    found = [
        [sentence[slice(*span)] for span in spans]
        for sentence, spans in zip(sentences, mined(sentences), strict=True)
    ]
    assert found[:3] == [["screen"], ["screen size"], ["screen size"]]
    # Named without an opinion, no noun at all, and named once only.
    assert found[6:] == [[], [], [], []]
