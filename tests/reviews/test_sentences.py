"""Where a sentence ends, in two languages and in neither."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopguide.reviews.sentences import LONGEST, clauses, sentences


def cut(text):
    return [text[start:end] for start, end in sentences(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Great phone. The battery lasts!", ["Great phone.", "The battery lasts!"]),
        ("It lasts 3.5 days, e.g. on trips.", ["It lasts 3.5 days, e.g. on trips."]),
        ("Dr. Smith has one. So have I.", ["Dr. Smith has one.", "So have I."]),
        ("the screen is good.The case is not", ["the screen is good.", "The case is not"]),
        ("Fine (really!) Or not", ["Fine (really!)", "Or not"]),
        ("手机不错，屏幕很好。电池一般！", ["手机不错，屏幕很好。", "电池一般！"]),
        ("快递太慢了 客服态度也差", ["快递太慢了", "客服态度也差"]),
        ("Title\nbody", ["Title", "body"]),
        ("\nno title", ["no title"]),
        ("Bad!!! ... 。。", ["Bad!!!"]),
        ("😀😀", ["😀😀"]),
        ("", []),
        (" \n ", []),
    ],
)
def test_sentences(text, expected):
    assert cut(text) == expected


def test_a_rant_without_a_full_stop_is_cut_at_commas():
    parts = cut("the screen went black, " * 100)
    assert all(part.startswith("the screen") and part.endswith("black,") for part in parts)


@given(st.text(max_size=1200))
def test_no_letter_is_lost_and_no_span_is_wrong(text):
    spans = sentences(text)
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(end - start <= LONGEST for start, end in spans)
    assert all(one[1] <= other[0] for one, other in pairwise(spans))
    left = "".join(text[a:b] for a, b in spans)
    assert [c for c in left if c.isalnum()] == [c for c in text if c.isalnum()]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The battery is great, but the screen is dim.",
         ["The battery is great,", "but the screen is dim."]),
        ("电池很耐用，就是屏幕太暗。", ["电池很耐用，", "就是屏幕太暗。"]),
        ("Although small it is loud; I like it", ["Although small it is loud;", "I like it"]),
        ("But no", ["But no"]),
        ("butter and cream", ["butter and cream"]),
        ("good yet", ["good yet"]),
    ],
)  # fmt: skip
def test_clauses(text, expected):
    assert [text[a:b] for a, b in clauses(text, (0, len(text)))] == expected


@given(st.text(max_size=300))
def test_clauses_are_the_sentence(text):
    for span in sentences(text):
        parts = clauses(text, span)
        assert (parts[0][0], parts[-1][1]) == span
        assert all(one[1] <= other[0] for one, other in pairwise(parts))
