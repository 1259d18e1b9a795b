"""Shares of reviews, counted by hand."""

import pytest

from shopguide.evaluation.annotated import Annotated, Mark, read_annotated
from shopguide.evaluation.shares import (
    annotated_in,
    compared,
    reviews_of,
    shares_measured,
    unmarked,
)
from shopguide.evaluation.terms import Sorter
from shopguide.text.aspects import general
from tests.evaluation.readers import HULIU

MARKED = {
    "1": {("battery", -1), ("battery", 1)},
    "2": {("battery", -1)},
    "3": {("screen", 0), ("other", -1)},
    "4": set(),
}
READ = {
    "1": {("battery", -1)},
    "2": set(),
    "3": {("battery", -1), ("camera", 1)},
    "4": {("battery", -1), ("camera", 1)},
}


def test_cells():
    cells = compared("A", MARKED, READ, least=2)
    # Of four reviews: blame 2 marked and 3 read, praise 1 marked and 0 read.
    told = [(c.aspect, c.polarity, c.reviews, c.annotated, c.read, c.gap) for c in cells]
    assert told == [("battery", -1, 4, 2, 3, 25.0), ("battery", 1, 4, 1, 0, -25.0)]
    assert unmarked(MARKED, READ, 2) == ["camera"]
    assert unmarked(MARKED, READ, 3) == []
    assert compared("A", MARKED, READ, least=3) == []


def test_measures():
    row = shares_measured("x", compared("A", MARKED, READ, 2), product="A").row()
    assert (row["distance"], row["within 3"], row["bias"], row["product"]) == (25, 0, 0, "A")
    exact = shares_measured("x", compared("A", MARKED, MARKED, 1)).row()
    assert (exact["distance"], exact["within 3"], exact["bias"]) == (0, 1, 0)
    nothing = shares_measured("x", compared("A", MARKED, {key: set() for key in MARKED}, 1)).row()
    assert nothing["bias"] == pytest.approx(-(50 + 25) / 2)
    assert shares_measured("x", []).row()["distance"] == 0


def test_three_points_are_near_enough():
    marked = {str(n): {("battery", -1)} if n < 50 else set() for n in range(100)}
    for more, near in ((3, 1), (4, 0)):
        read = {str(n): {("battery", -1)} if n < 50 + more else set() for n in range(100)}
        [blame, praise] = compared("A", marked, read, 5)
        assert shares_measured("x", [blame]).row()["within 3"] == near
        assert praise.gap == 0


def test_reviews_of_the_file():
    products = reviews_of(read_annotated(HULIU))
    assert {name: len(reviews) for name, reviews in products.items()} == {
        "Canon_G3": 3, "Nokia_6610": 4,
    }  # fmt: skip
    one_review = [Annotated("a", [], "A", "1"), Annotated("b", [], "A", "1")]
    assert reviews_of([*one_review, Annotated("c", [], "B", "")]) == {}


def test_implicit_aspects_count_unless_left_out():
    sorter = Sorter(general())
    marks = [Mark("battery", -1, 0), Mark("size", 1, None, implicit=True)]
    reviews = {"1": [Annotated("battery bad , fits my pocket", marks)]}
    assert annotated_in(reviews, sorter) == {"1": {("battery", -1), ("size", 1)}}
    assert annotated_in(reviews, sorter, implicit=False) == {"1": {("battery", -1)}}
