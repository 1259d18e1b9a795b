"""The reader that ships, on the encoder that ships."""

import json
import shutil
from pathlib import Path

import pytest

from shopguide import Aspect
from shopguide.reviews.base import ReaderError
from shopguide.reviews.bert import BertReader
from shopguide.reviews.weights import _PACKAGED, TENSORS, TOLD
from shopguide.text.aspects import general
from shopguide.text.clean import clean
from tests.reviews.hostile import TEXTS, check_sound

slow = pytest.mark.slow


@pytest.fixture(scope="module")
def reader():
    return BertReader()


def said(reading):
    return {(each.aspect, each.polarity) for each in reading.opinions if each.polarity}


@slow
@pytest.mark.parametrize(
    ("text", "expected", "label"),
    [
        ("The battery life is great, but the screen is too dim.",
         {("battery", 1), ("display", -1)}, None),
        ("Sound quality is excellent and the installation was easy.",
         {("sound", 1), ("usability", 1)}, 1),
        ("Customer service never answered and the price is a joke.",
         {("service", -1), ("price", -1)}, -1),
        ("电池很耐用，就是屏幕太暗了。", {("battery", 1), ("display", -1)}, None),
        ("做工精致，音质非常好！", {("quality", 1), ("sound", 1)}, 1),
        ("物流太慢，客服态度很差。", {("delivery", -1), ("service", -1)}, -1),
    ],
)  # fmt: skip
def test_plain_sentences_are_read(reader, text, expected, label):
    [reading] = reader.read([text], general())
    assert said(reading) >= expected
    assert not {(aspect, -polarity) for aspect, polarity in expected} & said(reading)
    assert label in (None, reading.label)
    check_sound(text, reading, general())


@slow
def test_a_term_that_is_only_mentioned_is_neutral(reader):
    [reading] = reader.read(["It comes with a charger and a USB cable."], general())
    assert said(reading) == set()


@slow
def test_opinion_words_stand_where_they_were_said(reader):
    text = "The battery is terrible."
    [reading] = reader.read([text], general())
    [opinion] = reading.opinions
    assert text[slice(*opinion.span)] == "battery"
    assert [text[a:b] for a, b in opinion.words] == ["terrible"]


@slow
def test_a_shops_own_aspect_is_found(reader):
    aspects = [Aspect("nib", "nib", ["nib", "笔尖"]), *general()]
    readings = reader.read(["The nib is awful.", "笔尖很顺滑。"], aspects)
    assert [said(each) for each in readings] == [{("nib", -1)}, {("nib", 1)}]


@slow
@pytest.mark.parametrize("name", TEXTS)
def test_hostile_reviews_are_read(reader, name):
    text = clean(TEXTS[name])
    [reading] = reader.read([text], general())
    check_sound(text, reading, general())


@slow
def test_the_order_and_company_of_reviews_change_nothing(reader):
    texts = ["Good sound.", "屏幕太差了。", "", "Bad battery, good screen, cheap case. " * 9]
    together = reader.read(texts, general())
    alone = [reader.read([text], general())[0] for text in texts]
    for one, other in zip(together, alone, strict=True):
        assert said(one) == said(other)
        assert one.sentiment == pytest.approx(other.sentiment, abs=1e-4)


@slow
def test_a_judgment_is_what_reading_says(reader):
    text = "The battery is great but the screen is too dim. Good case."
    [reading] = reader.read([text], general())
    [judged] = reader.judge([text], [[each.span for each in reading.opinions]])
    assert [each.polarity for each in reading.opinions][:2] == [1, -1]
    for each, probabilities in zip(reading.opinions, judged, strict=True):
        # A term that is not surely judged is neutral, whatever it would be judged as.
        if not each.polarity:
            continue
        assert probabilities.index(max(probabilities)) - 1 == each.polarity
        assert probabilities[each.polarity + 1] >= each.probability


@pytest.fixture
def copied(tmp_path):
    folder = tmp_path / "own"
    shutil.copytree(_PACKAGED, folder)
    return folder


def test_the_weights_that_ship_are_small(reader):
    size = sum(path.stat().st_size for path in Path(_PACKAGED).iterdir())
    assert size < 40e6
    assert reader.check() == []


def test_a_reader_without_weights_says_so(tmp_path):
    reader = BertReader(str(tmp_path))
    with pytest.raises(ReaderError, match="shopguide_train_reader"):
        _ = reader.revision
    [message] = reader.check()
    assert message.id == "shopguide.E205"
    with pytest.raises(ReaderError):
        reader.read(["Good sound."], general())


def test_truncated_weights_are_told(copied):
    whole = (copied / TENSORS).read_bytes()
    (copied / TENSORS).write_bytes(whole[:-1000])
    with pytest.raises(ReaderError, match="bytes of"):
        _ = BertReader(str(copied)).revision


def test_the_revision_changes_with_what_is_read(copied, reader):
    told = json.loads((copied / TOLD).read_text())
    before = BertReader(str(copied)).revision
    (copied / TOLD).write_text(json.dumps({**told, "term": 0.99}))
    assert len({before, BertReader(str(copied)).revision, reader.revision}) == 3


def test_another_encoder_than_that_of_the_training_is_refused(copied):
    told = json.loads((copied / TOLD).read_text())
    (copied / TOLD).write_text(json.dumps({**told, "mark": "other"}))
    with pytest.raises(ReaderError, match="not those that"):
        BertReader(str(copied)).read(["Good sound."], general())
