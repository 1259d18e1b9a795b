"""A shop's reader measured on its own reviews: stars, annotation, highlights, and the command."""

import json
import sys

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings
from django.utils import translation
from sklearn import metrics

from shopguide.evaluation.annotated import Annotated, Mark
from shopguide.evaluation.faithfulness import (
    annotated_cells,
    claims,
    claims_measured,
    read_products,
)
from shopguide.evaluation.reviews import NothingToMeasure, evaluate
from shopguide.evaluation.stars import rated_reviews, stars_measured
from shopguide.insight.highlights import Highlights, Phrase
from shopguide.insight.statistics import Share
from shopguide.models import AspectOpinion, ReviewReading
from shopguide.reviews.fake import FakeReader
from shopguide.text.aspects import aspects_of
from shopguide.text.review import review_texts
from tests.evaluation.readers import HULIU
from tests.shop.factories import phone_guide, products
from tests.shop.models import Review

TEXTS = [
    ("Good battery.", 5), ("Great screen, good battery.", 4), ("Bad battery.", 1),
    ("It came on Monday.", 3), ("The screen is broken.", 2), ("Terrible.", 5),
    ("电池好。", 5), ("屏幕差。", 1), ("很好。", 1),
]  # fmt: skip
READERS = {
    "default": {"BACKEND": "shopguide.reviews.fake.FakeReader"},
    "candidate": {"BACKEND": "tests.evaluation.readers.Contrary"},
}


@pytest.fixture
def guide(db):
    [product] = products(1)
    for body, rating in TEXTS:
        Review.objects.create(product=product, body=body, rating=rating)
    return phone_guide()


def read(guide):
    """What the worker stores, in short."""
    pks = list(Review.objects.order_by("pk").values_list("pk", flat=True))
    for pk, text in review_texts(guide.reviews, pks).items():
        [reading] = FakeReader().read([text.whole], aspects_of(guide))
        row = ReviewReading.objects.create(
            guide=guide.name, object_id=str(Review.objects.get(pk=pk).product_id),
            review_id=str(pk), reader="default", revision="fake-1", digest="-", language="en",
            sentiment=reading.sentiment, label=reading.label, probability=0.9,
        )  # fmt: skip
        for each in reading.opinions:
            AspectOpinion.objects.create(
                reading=row, guide=guide.name, object_id=row.object_id, aspect=each.aspect,
                term="-", polarity=each.polarity, probability=0.9, start=each.span[0],
                end=each.span[1], sentence_start=each.sentence[0], sentence_end=each.sentence[1],
            )  # fmt: skip


def test_stars(guide):
    rated = rated_reviews(guide.reviews, 100)
    assert [each.label for each in rated] == [1, 1, -1, 0, -1, 1, 1, -1, -1]
    readings = FakeReader().read([each.text for each in rated], aspects_of(guide))
    scores = {"fake": [each.sentiment for each in readings]}
    rows = {each.system: each.row() for each in stars_measured(rated, scores)}
    truth = [each.label for each in rated if each.label]
    given = [-1 if s < 0 else 1 for s, e in zip(scores["fake"], rated, strict=True) if e.label]
    assert rows["fake"]["accuracy"] == pytest.approx(6 / 8)
    assert rows["fake"]["macro-F1"] == pytest.approx(
        metrics.f1_score(truth, given, average="macro")
    )
    assert rows["majority"]["accuracy"] == pytest.approx(0.5)
    assert 0 < rows["fake"]["r"] < 1


def test_a_sample_is_drawn_by_a_seed_and_leaves_out_what_cannot_be_measured(guide):
    Review.objects.create(product=Review.objects.first().product, body=" \u200b ", rating=1)
    Review.objects.create(product=Review.objects.first().product, body="Good.")
    Review.objects.filter(body="Terrible.").update(approved=False)
    assert len(rated_reviews(guide.reviews, 100)) == len(TEXTS)
    drawn = [each.key for each in rated_reviews(guide.reviews, 4)]
    assert drawn == [each.key for each in rated_reviews(guide.reviews, 4)]
    assert 3 <= len(set(drawn)) <= 4


def printed(*phrases):
    return lambda guide, product: Highlights(
        9, tuple(Phrase(a, a, p, Share(*share)) for a, p, share in phrases if p > 0),
        tuple(Phrase(a, a, p, Share(*share)) for a, p, share in phrases if p < 0),
    )  # fmt: skip


def test_every_phrase_is_counted_again(guide):
    read(guide)
    [product] = read_products(guide, 10)
    of = printed(
        ("battery", 1, (3, 9)), ("display", 1, (2, 9)), ("battery", -1, (1, 8)),
        ("display", -1, (1, 9)),
    )  # fmt: skip
    found = claims(guide, [product], of)
    told = [
        (c.aspect, c.polarity, c.true_count, c.true_total, c.is_faithful, c.is_above) for c in found
    ]
    assert told == [
        ("battery", 1, 3, 9, True, False), ("display", 1, 1, 9, False, True),
        ("battery", -1, 1, 9, False, True), ("display", -1, 2, 9, False, False),
    ]  # fmt: skip
    row = claims_measured(found).row()
    assert (row["faithful"], row["above"], row["phrases"]) == (0.25, 0.5, 4)
    # A review that is hidden meanwhile is in no true count.
    Review.objects.filter(body="Good battery.").update(approved=False)
    assert (claims(guide, [product], of)[0].true_count, len(claims(guide, [9999], of))) == (2, 4)


def test_another_readers_readings_do_not_count(guide):
    read(guide)
    ReviewReading.objects.filter(review_id=str(Review.objects.first().pk)).update(reader="other")
    [product] = read_products(guide, 10)
    [claim] = claims(guide, [product], printed(("battery", 1, (3, 9))))
    assert (claim.true_count, claim.true_total) == (2, 8)


def test_phrases_against_annotated_reviews(guide):
    read(guide)
    [product] = read_products(guide, 10)
    keys = {review.body: str(review.pk) for review in Review.objects.all()}
    sentences = [
        Annotated("", [Mark("battery", 1)], review=keys["Good battery."]),
        Annotated("", [Mark("batteries", -1)], review=keys["Great screen, good battery."]),
        Annotated("", [Mark("screen", -1)], review=keys["Bad battery."]),
        Annotated("", [], review=keys["Terrible."]),
        Annotated("", [Mark("battery", 1)], review="not one of the shop"),
    ]
    found = claims(guide, [product], printed(("battery", 1, (3, 9)), ("battery", -1, (1, 9))))
    cells = annotated_cells(guide, found, sentences)
    assert [(c.polarity, c.reviews, c.annotated, c.read) for c in cells] == [
        (1, 4, 1, 2), (-1, 4, 1, 1),
    ]  # fmt: skip
    assert annotated_cells(guide, found, []) == []


def test_what_was_measured_by_language_and_reader(guide):
    found = evaluate(guide, {"shopguide": FakeReader()})
    assert found.n == {"reviews with stars": 9, "products with reviews read": 0}
    assert list(found.parts) == ["stars", "stars, en", "stars, zh-hans"]
    assert sum(len(found.parts[part][0].units) for part in list(found.parts)[1:]) == 9
    assert found.readers == {"shopguide": "fake-1"}


def test_the_shops_own_highlights_are_faithful(guide):
    """As they are made now, without a stand-in."""
    for _ in range(2):
        for body, rating in TEXTS:
            Review.objects.create(product=Review.objects.first().product, body=body, rating=rating)
    read(guide)
    Review.objects.filter(body="Bad battery.").update(approved=False)
    praised = [
        Annotated(
            "",
            [Mark("battery", 1)] if review.body == "Good battery." else [],
            review=str(review.pk),
        )
        for review in Review.objects.all()
    ]
    found = evaluate(
        guide, {"shopguide": FakeReader()}, [*praised, Annotated("a", [Mark("a", 1, 0)])]
    )
    [again] = found.parts["highlights, counted again"]
    row = again.row()
    assert (row["faithful"], row["above"]) == (1, 0)
    assert row["phrases"] > 1
    [annotated] = found.parts["highlights, as annotated"]
    # Nine of 24 reviews praise the battery, three are marked to.
    assert annotated.units[:, 3].max() == pytest.approx(100 * 6 / 24)


def test_nothing_to_measure(db):
    with pytest.raises(NothingToMeasure, match="--annotated"):
        evaluate(phone_guide(), {"shopguide": FakeReader()})


def call(capsys, *arguments):
    call_command("shopguide_evaluate", "reviews", "--guide", "phone", *map(str, arguments))
    return capsys.readouterr().out


@override_settings(SHOPGUIDE={"READERS": READERS})
def test_the_command_compares_two_readers(guide, capsys):
    told = json.loads(
        call(capsys, "--reader", "candidate", "--annotated", HULIU, "--format", "json")
    )
    assert told["task"] == "reviews"
    assert told["readers"] == {"shopguide": "fake-1", "candidate": "contrary"}
    rows = {(row["measured"], row["system"]): row for row in told["rows"]}
    assert {name for part, name in rows if part == "stars, en"} >= {
        "majority", "opinion lexicon", "shopguide", "candidate",
    }  # fmt: skip
    assert {part for part, _ in rows} == {
        "stars", "stars, en", "stars, zh-hans", "polarity", "extraction",
    }  # fmt: skip
    for row in rows.values():
        assert row["low"] <= row["high"]
    [duel] = [
        each for each in told["duels"]
        if (each["measured"], each["system"], each["against"]) == ("stars", "candidate", "shopguide")
    ]  # fmt: skip
    expected = rows["stars", "candidate"]["accuracy"] - rows["stars", "shopguide"]["accuracy"]
    assert duel["difference"] == pytest.approx(expected)
    assert duel["low"] <= expected <= duel["high"]
    assert expected < 0


def test_the_command_saves_the_same_numbers(guide, capsys, tmp_path):
    with translation.override("zh-hans"):
        text = call(capsys, "--annotated", HULIU, "--save", tmp_path / "new")
    data, page = sorted((tmp_path / "new").iterdir(), key=lambda path: path.suffix == ".html")
    assert data.name.startswith("reviews-")
    told, html = json.loads(data.read_text()), page.read_text()
    main = {"polarity": "accuracy", "extraction": "F1"}
    for row in told["rows"]:
        figure = f"{row[main.get(row['measured'], 'accuracy')]:.3f}"
        assert figure in text
        assert figure in html or figure in ("0.000", "1.000")
    assert not any(part in html for part in ("<script", "<style", "href="))


def test_a_peer_that_is_not_installed_is_told(guide, capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "vaderSentiment.vaderSentiment", None)
    told = json.loads(call(capsys, "--format", "json"))
    assert "VADER" not in {row["system"] for row in told["rows"]}
    assert ["vaderSentiment" in note for note in told["notes"]] == [True]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--annotated", "none.jsonl"], "none.jsonl cannot be read"),
        (["--guide", "none"], "none"),
        (["--reader", "none"], "no 'none'"),
        (["--sample", "0"], "--sample"),
        (["--save", "{file}"], "--save"),
    ],
)
def test_bad_input_ends_with_two(guide, tmp_path, arguments, said):
    (tmp_path / "file").write_text("")
    given = [each.format(file=tmp_path / "file") for each in arguments]
    with pytest.raises(CommandError, match=said) as caught:
        call_command("shopguide_evaluate", "reviews", "--guide", "phone", *given)
    assert caught.value.returncode == 2


@override_settings(
    SHOPGUIDE={"READERS": {"default": {"BACKEND": "tests.evaluation.readers.Absent"}}}
)
def test_a_reader_without_model_files_ends_with_two(guide):
    with pytest.raises(CommandError, match="No review can be read") as caught:
        call_command("shopguide_evaluate", "reviews", "--guide", "phone")
    assert caught.value.returncode == 2


def test_a_guide_without_reviews(guide, monkeypatch):
    monkeypatch.setattr(type(guide), "reviews", None)
    with pytest.raises(CommandError, match="declares no reviews") as caught:
        call_command("shopguide_evaluate", "reviews", "--guide", "phone")
    assert caught.value.returncode == 2
