"""The same question always goes the same way, in both languages."""

from collections import Counter
from pathlib import Path

import pytest

from shopguide.assist.intents import intent_of, is_instruction

ROWS = [
    line.split("\t")
    for name in ("intents.tsv", "intents_second_hand.tsv")
    for line in (Path(__file__).parent / name).read_text().splitlines()
]


@pytest.mark.parametrize(("question", "intent"), ROWS)
def test_a_question_is_of_its_kind(question, intent):
    assert intent_of(question) == intent


def test_the_table_is_large_and_of_both_languages():
    chinese = sum(any("\u4e00" <= sign <= "\u9fff" for sign in question) for question, _ in ROWS)
    assert len(ROWS) >= 120
    assert 50 <= chinese <= len(ROWS) - 50
    assert min(Counter(intent for _, intent in ROWS).values()) >= 10


ORDINARY = [
    "The battery lasts two days.",
    "退货后 5 个工作日内退款。",
    "You can return an item within 30 days.",
    "必须在 7 天内联系我们。",
]


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_text_is_no_instruction(text):
    assert not is_instruction(text)
