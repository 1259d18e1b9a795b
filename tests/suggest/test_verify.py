"""Each rule catches what it is there for, and lets true sentences through."""

import pytest

from shopguide.suggest.verify import failed_rule
from shopguide.writers.base import Brief, Fact, Record, ReviewFact

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


BATTERY = ("battery", "battery life", "电池", "续航")
PHONES = (
    Record(
        "P1", "Zeta Lite", "Smartphones", "$99.00", 1, True,
        (
            Fact("rear", "Rear camera", "48 MP"), Fact("front", "Front camera", "12 MP"),
            Fact("ram", "RAM", "8 GB"), Fact("disk", "Storage", "128 GB"),
            Fact("weight", "Weight", "180 g"), Fact("battery", "Battery", "5000 mAh"),
            Fact("nfc", "NFC", "No"), Fact("bt", "Bluetooth", "Yes"), Fact("colour", "Colour", "Red"),
            Fact("cores", "Processor cores", "8"), Fact("warranty", "Warranty", "2 years"),
            ReviewFact(
                "reviews:battery", "Battery (reviews)", "12 of 96 reviews criticise it",
                polarity=-1, count=12, total=96, terms=BATTERY,
            ),
        ),
        "A phone of glass",
    ),
    Record(
        "P2", "Orion X", "Smartphones", "$250.00", 2, True,
        (
            Fact("rear", "Rear camera", "64 MP"), Fact("ram", "RAM", "8 GB"),
            Fact("weight", "Weight", "0.2 kg"), Fact("battery", "Battery", "4500 mAh"),
            ReviewFact(
                "reviews:battery", "Battery (reviews)", "60 of 80 reviews praise it",
                polarity=1, count=60, total=80, terms=BATTERY,
            ),
        ),
    ),
)  # fmt: skip
TWO = Brief("a light phone with a good camera", "en", PHONES, 2)
ZWEI = Brief("轻便、拍照好的手机", "zh-hans", PHONES, 2)


@pytest.mark.parametrize(
    "text",
    [
        "It has a 48 MP rear camera and 12 MP in front.",
        "With 128 GB of storage and 8 GB of RAM it holds a lot.",
        "It has eight processor cores.",
        "The warranty lasts two years.",
        "It is red, made of glass and has Bluetooth, but no NFC.",
        "12 of 96 reviews criticise the battery.",
        "About 12.5% of reviews complain about the battery.",
        "{P1.name} is lighter than {P2.name}.",
        "{P1.name} has a bigger battery than {P2.name}, and it is cheaper.",
        "It is the lightest of the two.",
        "It weighs less at 180 g.",
        "At {P1.price} it is less expensive than {P2.name} ({P2.price}).",
        "A good match for what you asked.",
    ],
)
def test_what_the_records_bear_out_passes(text):
    assert failed_rule(text, TWO, PHONES[:1]) is None


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("It has a 12 MP rear camera.", "number"),
        ("It has 128 GB of RAM.", "number"),
        ("It has 8 GB of storage.", "number"),
        ("It has five processor cores.", "number"),
        ("The warranty lasts three years.", "number"),
        ("It runs for 48 hours.", "number"),
        ("It supports 8G.", "number"),
        ("It is IP68.", "number"),
        ("It has NFC.", "attribute"),
        ("It has no Bluetooth.", "attribute"),
        ("It is waterproof.", "attribute"),
        ("It is shock-resistant.", "attribute"),
        ("It is blue.", "attribute"),
        ("It is made of titanium.", "attribute"),
        ("It comes with free shipping.", "attribute"),
        ("It is a good tablet.", "attribute"),
        ("Samsung makes it.", "attribute"),
        ("“The best phone of the year” fits here.", "name"),
        ("12 of 90 reviews criticise the battery.", "reviews"),
        ("12 of 96 reviews praise the battery.", "reviews"),
        ("Most reviewers complain about the battery.", "reviews"),
        ("Reviewers praise the camera.", "reviews"),
        ("40% of reviews criticise the battery.", "reviews"),
        ("It is rated 5 stars.", "reviews"),
        ("{P2.name} is lighter than {P1.name}.", "comparison"),
        ("{P1.name} has more rear camera megapixels than {P2.name}.", "comparison"),
        ("{P1.name} has a higher resolution than {P2.name}.", "attribute"),
        ("It has more RAM than {P2.name}.", "comparison"),
        ("It has more storage than {P2.name}.", "comparison"),
        ("It is heavier.", "comparison"),
        ("It is more comfortable.", "attribute"),
        ("It has the best camera.", "comparison"),
        ("{P2.name} is cheaper than {P1.name}.", "comparison"),
        ("It is twice as good.", "comparison"),
    ],
)
def test_what_they_do_not_bear_out_fails(text, rule):
    assert failed_rule(text, TWO, PHONES[:1]) == rule


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("{P1.name} 比 {P2.name} 更轻。", None),
        ("{P1.name} 的电池比 {P2.name} 大。", None),
        ("96 条评价中有 12 条批评电池。", None),
        ("它有蓝牙，机身是红色的。", None),
        ("{P2.name} 比 {P1.name} 更轻。", "comparison"),
        ("{P2.name} 比 {P1.name} 便宜。", "comparison"),
        ("它防水。", "attribute"),
        ("它支持 NFC。", "attribute"),
        ("它没有蓝牙。", "attribute"),
        ("多数评价批评电池。", "reviews"),
        ("好评率 93%。", "reviews"),
        ("提供三年保修。", "number"),
        ("售价九十九元。", "price"),
    ],
)
def test_chinese_claims(text, rule):
    assert failed_rule(text, ZWEI, PHONES[:1]) == rule


def test_what_is_said_of_two_products_must_hold_of_each():
    both = "They have 8 GB of RAM."
    assert failed_rule(both, TWO, PHONES) is None
    assert failed_rule("They have a 48 MP rear camera.", TWO, PHONES) == "number"
    assert failed_rule("{P1.name} and {P2.name} both have Bluetooth.", TWO, PHONES) == "attribute"


def test_a_sentence_that_rests_on_nothing_claims_nothing():
    assert failed_rule("Here is what fits.", TWO, []) is None
    assert failed_rule("They have 8 GB of RAM.", TWO, []) == "number"
    assert failed_rule("All are made of glass.", TWO, []) == "attribute"
