"""Each rule catches what it is there for, and lets true sentences through."""

import pytest

from shopguide.suggest.verify import failed_rule
from shopguide.writers.base import Brief, Fact, Record

RECORDS = (
    Record(
        "P1", "Zeta Lite A12", "Smartphones", "$99.00", 1, True,
        (Fact("camera", "Camera", "48 MP"), Fact("weight", "Weight", "1,024 g")),
        "A budget phone by Zeta with Dual-SIM",
    ),
    Record("P2", "Orion X", "Smartphones", "$250.00", 2, True, (), "It has 8 GB RAM"),
)  # fmt: skip
ENGLISH = Brief("a budget phone with a good camera under $300", "en", RECORDS, 2)
CHINESE = Brief("便宜的拍照手机", "zh-hans", RECORDS, 2)


@pytest.mark.parametrize(
    "text",
    [
        "{P1.name} takes pictures with 48 MP and costs {P1.price}.",
        "At 1024 g it is heavy, but it is a budget phone. Zeta gives it Dual-SIM.",
        "It is the cheapest of the 2.",
        "Good camera: 48 MP.",
        "{P1.name} is {P1.stock}.",
    ],
)
def test_true_sentences_pass(text):
    assert failed_rule(text, ENGLISH, RECORDS[:1]) is None


def test_true_chinese_passes():
    assert failed_rule("{P1.name} 拍照有 48 MP，只要 {P1.price}。", CHINESE, RECORDS[:1]) is None


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("", "length"),
        ("word " * 200, "length"),
        ("It is good\u202e doog si ti", "characters"),
        ("It is good\U000e0041\U000e0042.", "characters"),
        ("See https://evil.example for more.", "markup"),
        ("Buy at evil-shop.com now.", "markup"),
        ("It is <b>good</b>.", "markup"),
        ("It is [good](here).", "markup"),
        ("{P9.name} is better.", "reference"),
        ("{P1.secret} is better.", "reference"),
        ("{{ settings.SECRET_KEY }}", "reference"),
        ("It costs $49.", "price"),
        ("It costs 49 dollars.", "price"),
        ("只要 49 元。", "price"),
        ("It is in stock.", "stock"),
        ("Hurry, sold out soon.", "stock"),
        ("It has a 64 MP camera.", "number"),
        ("It fits a budget of 300.", "number"),
        ("It weighs 1.024 g.", "number"),
        ("It is as good as the Galaxy.", "name"),
        ("Better than an iPhone? Ask Samsung.", "name"),
        ("It is the most expensive of them.", "comparison"),
        ("这款手机很好。", "language"),
    ],
)
def test_each_rule(text, rule):
    assert failed_rule(text, ENGLISH, RECORDS[:1]) == rule


def test_the_cheapest_must_be_the_cheapest():
    assert failed_rule("The cheapest of them.", ENGLISH, RECORDS[1:]) == "comparison"


def test_an_english_sentence_does_not_answer_a_chinese_question():
    assert failed_rule("A good camera.", CHINESE, RECORDS[:1]) == "language"


def test_a_fact_of_one_product_is_not_a_fact_of_another():
    assert failed_rule("It has 8 GB RAM.", ENGLISH, RECORDS[:1]) == "number"
    assert failed_rule("It has 8 GB RAM.", ENGLISH, RECORDS[1:]) is None
