"""Terms are sorted by the shop's words first, by the network where no word is known."""

import pytest

from shopguide import Aspect
from shopguide.reviews.aspects import AspectFinder
from shopguide.reviews.spans import terms
from shopguide.text.aspects import OTHER, general


@pytest.mark.parametrize(
    ("term", "probabilities", "expected"),
    [
        ("Battery Life", {"battery": 0.9}, "battery"),
        ("picture quality", {"camera": 0.6, "display": 0.3}, "camera"),
        ("picture", {"camera": 0.2, "display": 0.7}, "display"),
        ("thingamajig", {"sound": 0.9}, "sound"),
        ("thingamajig", {"sound": 0.2}, OTHER),
        ("player", {OTHER: 0.8, "sound": 0.1}, OTHER),
        ("屏幕可视角度", {"display": 0.9}, "display"),
        ("电池续航能力", {"battery": 0.5}, "battery"),
    ],
)
def test_the_aspect_of_a_term(term, probabilities, expected):
    assert AspectFinder(general())(term, probabilities) == expected


def test_a_shops_own_aspect_comes_first():
    own = Aspect("lens", "lens", ["lens", "镜头"])
    finder = AspectFinder([own, *general()])
    assert finder("zoom lens", {"camera": 0.99}) == "lens"
    assert finder("镜头镀膜", {"camera": 0.99}) == "lens"
    assert finder("flash", {"camera": 0.99}) == "camera"


def test_an_aspect_that_the_shop_does_not_have_is_other():
    kept = [each for each in general() if each.name != "camera"]
    assert AspectFinder(kept)("shutter speed", {"camera": 0.99}) == OTHER


def test_terms_are_whole_words_and_parted_where_another_begins():
    text = "battery life screen, zoom"
    offsets = [(0, 4), (4, 7), (8, 12), (13, 19), (19, 20), (21, 25)]
    out, begin, inside, mention = (
        (1, 0, 0, 0, 0), (0, 1, 0, 0, 0), (0, 0, 1, 0, 0), (0, 0, 0, 1, 0),
    )  # fmt: skip
    found = terms(text, offsets, [out, begin, inside, begin, out, mention], 0.5)
    assert [text[a:b] for a, b in found] == ["battery life", "screen", "zoom"]


def test_a_doubtful_token_is_a_term_only_where_little_is_asked():
    classes = [(0.6, 0.3, 0.1, 0.0, 0.0)]
    assert terms("zoom", [(0, 4)], classes, 0.5) == []
    assert terms("zoom", [(0, 4)], classes, 0.3) == [(0, 4)]
