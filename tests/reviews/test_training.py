"""A merchant trains on own reviews: the form of files, what is learned, and that it can be repeated."""

import json

import pytest
from django.core.management import CommandError, call_command

from shopguide.reviews.bert import BertReader
from shopguide.reviews.training.corpora import HELD_OUT, packaged, shop_reviews
from shopguide.reviews.training.examples import FormError, find, read_file
from shopguide.reviews.weights import TENSORS
from shopguide.text.aspects import LABELS, OTHER, general

LINES = """\
# a remark
-2\tThe [nib|quality|-] {scratches} and the [box|packaging|0] is blue.
3\t[墨水|quality|+]{很顺}
0\tBought in May.
"""


@pytest.fixture
def annotated(tmp_path):
    path = tmp_path / "own.tsv"
    path.write_text(LINES)
    return path


def test_the_inline_form(annotated):
    first, second, third = read_file(annotated)
    assert first.text == "The nib scratches and the box is blue."
    assert [(first.text[a:b], p, aspect) for (a, b), p, aspect in first.terms] == [
        ("nib", -1, "quality"),
        ("box", 0, "packaging"),
    ]
    assert [first.text[a:b] for a, b in first.words] == ["scratches"]
    assert (first.polarity, first.strength, first.told) == (-1, -0.5, "all")
    assert (second.text, second.polarity) == ("墨水很顺", 1)
    assert (third.polarity, third.terms) == (0, ())


@pytest.mark.parametrize(
    "line", ["good\ttext", "9\ttext", "2 text", '{"text": 1}', '{"aspects": []}']
)
def test_a_wrong_line_is_told(tmp_path, line):
    path = tmp_path / "own.tsv"
    path.write_text(line + "\n")
    with pytest.raises(FormError, match="Line 1 of"):
        read_file(path)


def test_customer_reviews(tmp_path):
    rows = [
        {"product": "x", "text": "great batteries here", "aspects": [
            {"term": "battery", "polarity": "positive", "strength": 3, "implicit": False}]},
        {"product": "x", "text": "i have the battery", "aspects": []},
        {"product": "x", "text": "fits a pocket", "aspects": [
            {"term": "size", "polarity": "positive", "strength": 2, "implicit": True}]},
    ]  # fmt: skip
    path = tmp_path / "rows.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)))
    judged, mentioned, implicit = read_file(path)
    assert [(judged.text[slice(*s)], p) for s, p, _ in judged.terms] == [("batteries", 1)]
    assert [(mentioned.text[slice(*s)], p) for s, p, _ in mentioned.terms] == [("battery", 0)]
    assert mentioned.weight < judged.weight
    assert (implicit.terms, implicit.polarity, implicit.told) == ((), 1, "judged")


def test_a_plural_is_found():
    assert find("two batteries died", "battery") == (4, 13)
    assert find("nothing", "battery") is None


def test_what_measures_is_not_trained_on():
    corpora = packaged(0)
    texts = {each.text for examples in corpora.values() for each in examples}
    assert len(texts) > 10_000
    products = {row["product"] for row in map(json.loads, _customer_reviews())}
    assert products
    assert not products & set(HELD_OUT)


def _customer_reviews():
    import gzip

    from shopguide.reviews.training.corpora import CORPUS

    return gzip.decompress((CORPUS / "customer_reviews.jsonl.gz").read_bytes()).splitlines()


def test_every_aspect_of_the_corpora_is_known():
    known = {*LABELS, OTHER, ""}
    assert {each.name for each in general()} == set(LABELS)
    for examples in packaged(0).values():
        assert {aspect for each in examples for *_, aspect in each.terms} <= known


def test_stars_tell_of_short_reviews_alone():
    rated = [("Good.", 1.0), ("So so.", 0.6), ("Bad.", 0.2), ("One. Two. Three. Four.", 1.0)]
    found = shop_reviews(rated, 10)
    assert [(each.text, each.polarity) for each in found] == [("Good.", 1), ("Bad.", -1)]


def train(output, annotated, *more):
    call_command(
        "shopguide_train_reader", output, *more, "--without-packaged", "--annotated", annotated,
        "--epochs", "1", verbosity=0,
    )  # fmt: skip


@pytest.mark.slow
def test_weights_are_trained_read_and_made_again(tmp_path, annotated):
    for name in ("one", "two"):
        train(tmp_path / name, annotated)
    one, two = ((tmp_path / name / TENSORS).read_bytes() for name in ("one", "two"))
    assert one == two
    train(tmp_path / "further", annotated, "--start-from", str(tmp_path / "one"))
    assert (tmp_path / "further" / TENSORS).read_bytes() != one
    [reading] = BertReader(str(tmp_path / "further")).read(["The nib is good."], general())
    assert -1 <= reading.sentiment <= 1


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--guide", "nothing", "--without-packaged"], "nothing"),
        (["--without-packaged"], "nothing to train on"),
        (["--annotated", "/nowhere.tsv", "--without-packaged"], "nowhere"),
    ],
)
def test_bad_input_ends_with_2(tmp_path, arguments, told):
    with pytest.raises(CommandError, match=told) as raised:
        call_command("shopguide_train_reader", tmp_path, *arguments, verbosity=0)
    assert raised.value.returncode == 2
