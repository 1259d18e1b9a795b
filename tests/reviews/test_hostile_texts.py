"""What holds of a reading holds of a hostile one, and a judgment agrees with it."""

import pytest

from shopguide.reviews.fake import FakeReader
from shopguide.text.aspects import general
from shopguide.text.clean import clean
from tests.reviews.hostile import TEXTS, check_sound


@pytest.mark.parametrize("name", TEXTS)
def test_a_hostile_review_is_read(name):
    text = clean(TEXTS[name])
    [reading] = FakeReader().read([text], general())
    check_sound(text, reading, general())
    spans = [each.span for each in reading.opinions]
    [judged] = FakeReader().judge([text], [spans])
    for each, probabilities in zip(reading.opinions, judged, strict=True):
        assert sum(probabilities) == pytest.approx(1)
        assert probabilities.index(max(probabilities)) == each.polarity + 1


def test_what_is_said_is_read_among_it():
    said = {
        name: {(each.aspect, each.polarity) for each in reading.opinions}
        for name, reading in zip(
            TEXTS, FakeReader().read([clean(text) for text in TEXTS.values()], general()), strict=True
        )
    }  # fmt: skip
    assert ("camera", 1) in said["script"]
    assert ("display", -1) in said["script"]
    assert ("battery", -1) in said["injection en"]
    assert ("battery", 1) not in said["injection en"]
    assert ("battery", -1) in said["injection zh"]
    assert ("battery", -1) in said["tag characters"]
    assert said["emoji"] == said["nothing"] == said["blanks"] == set()


def test_what_is_not_seen_is_not_read():
    for name in ("tag characters", "zero width", "right to left", "nul", "lone surrogate"):
        text = clean(TEXTS[name])
        assert text.isprintable() or "\u200d" in text
        text.encode()
