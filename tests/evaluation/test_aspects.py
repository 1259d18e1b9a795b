"""Readers on annotated sentences: one that is right, one that is wrong, and one between."""

import pytest
from sklearn import metrics

from shopguide.evaluation.annotated import Annotated, Mark, read_annotated
from shopguide.evaluation.aspects import extraction_measured, polarity_measured
from shopguide.evaluation.peers import OpinionLexicon, Vader
from shopguide.evaluation.sentiment import labels_measured, scores_measured, sentiments
from shopguide.reviews.fake import FakeReader
from shopguide.text.aspects import general
from tests.evaluation.readers import HULIU, PerfectReader, WrongReader


@pytest.fixture(scope="module")
def sentences():
    return read_annotated(HULIU)


@pytest.fixture(scope="module")
def readers(sentences):
    return {
        "right": PerfectReader(sentences), "wrong": WrongReader(sentences), "fake": FakeReader(),
    }  # fmt: skip


def rows_of(measured):
    return {each.system: each.row() for each in measured}


def test_polarity(sentences, readers):
    rows = rows_of(polarity_measured(sentences, readers, [OpinionLexicon()]))
    assert list(rows) == ["majority", "opinion lexicon", "right", "wrong", "fake"]
    assert [rows["right"][name] for name in ("accuracy", "macro-F1", "low", "high")] == [1] * 4
    assert [rows["wrong"][name] for name in ("accuracy", "macro-F1", "low", "high")] == [0] * 4
    marks = [(each, mark) for each in sentences for mark in each.marks if mark.span]
    truth = [mark.polarity for _, mark in marks]
    assert rows["majority"]["accuracy"] == pytest.approx(truth.count(1) / len(truth))
    # Two-way, since nothing is marked neutral: an even judgment is positive.
    given = []
    for each, mark in marks:
        negative, _, positive = FakeReader().judge([each.text], [[mark.span]])[0][0]
        given.append(-1 if negative > positive else 1)
    assert rows["fake"]["accuracy"] == pytest.approx(metrics.accuracy_score(truth, given))
    assert rows["fake"]["macro-F1"] == pytest.approx(
        metrics.f1_score(truth, given, average="macro")
    )


def test_polarity_is_three_way_where_something_is_neutral():
    text = "the screen is a screen , the camera is good"
    marks = [Mark("screen", 0, 4), Mark("camera", 1, 29)]
    sentences = [Annotated(text, marks), Annotated("bad battery", [Mark("battery", -1, 4)])]

    class Undecided(PerfectReader):
        def _judged(self, text, span):
            return (0.3, 0.4, 0.3)

    readers = {"right": PerfectReader(sentences), "undecided": Undecided(sentences)}
    rows = rows_of(polarity_measured(sentences, readers))
    assert rows["right"]["accuracy"] == rows["right"]["macro-F1"] == 1
    assert rows["undecided"]["accuracy"] == pytest.approx(1 / 3)
    # F1 of neutral: precision 1/3, recall 1; the others 0.
    assert rows["undecided"]["macro-F1"] == pytest.approx(0.5 / 3)


def test_extraction(sentences, readers):
    rows = rows_of(extraction_measured(sentences, readers, general()))
    assert list(rows) == [
        "frequent nouns", "right", "right, mentions too", "wrong", "wrong, mentions too",
        "fake", "fake, mentions too",
    ]  # fmt: skip
    for name in ("F1", "precision", "recall", "low", "high"):
        assert rows["wrong"][name] == 0
    # What is marked implicit counts as found too much by the reader that knows all marks.
    assert rows["right"]["recall"] > 0.98
    assert 0.8 < rows["right"]["precision"] < 1
    assert 0 < rows["fake"]["F1"] < 1


def test_extraction_of_what_stands_there_is_exact(sentences):
    explicit = [Annotated(each.text, [m for m in each.marks if m.span]) for each in sentences]
    readers = {"right": PerfectReader(explicit)}
    row = rows_of(extraction_measured(explicit, readers, general()))["right"]
    assert [row[name] for name in ("F1", "precision", "recall", "low", "high")] == [1] * 5


def test_extraction_in_plain_numbers():
    sentences = [
        Annotated("good screen and keyboard", [Mark("screen", 1, 5), Mark("lid", 1, None)]),
        Annotated("the camera", [Mark("camera", 1, 4)]),
        Annotated("a battery", []),
    ]
    rows = rows_of(extraction_measured(sentences, {"fake": FakeReader()}, general()))
    # Found: screen, keyboard, camera, battery. There: screen, lid, camera.
    every = rows["fake, mentions too"]
    assert every["precision"] == pytest.approx(2 / 4)
    assert every["recall"] == pytest.approx(2 / 3)
    assert every["F1"] == pytest.approx(4 / 7)
    # With an opinion: screen and keyboard alone.
    assert rows["fake"]["F1"] == pytest.approx(2 / 5)


def test_labels_and_scores():
    texts = ["Good.", "Bad.", "It is here.", "Not good."]
    scores = sentiments(texts, {"fake": FakeReader()}, general(), [OpinionLexicon()])
    assert list(scores) == ["opinion lexicon", "fake"]
    rows = rows_of(labels_measured([1, -1, -1, -1], scores, ["a", "a", "b", "b"]))
    assert {name: row["accuracy"] for name, row in rows.items()} == {
        "majority": 0.75, "opinion lexicon": 0.75, "fake": 0.5,
    }  # fmt: skip
    assert (rows["fake"]["a"], rows["fake"]["b"]) == (1.0, 0.0)
    rows = rows_of(scores_measured([2, -2, 0, -1], scores))
    # 2, -2, 0, -1 with 0.9, -0.9, 0, 0.9.
    assert rows["fake"]["r"] == pytest.approx(0.66254, abs=1e-5)
    assert rows["majority"]["r"] == 0


def test_vader():
    pytest.importorskip("vaderSentiment.vaderSentiment", reason="is in the extra evaluation")
    vader = Vader()
    assert vader.sentiment("A great phone!") > 0.5 > -0.5 > vader.sentiment("A horrible phone.")
    assert vader.polarity("It has a screen.", (9, 15)) == 0
