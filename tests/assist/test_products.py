"""Which products are spoken of, and what the shop says of them."""

import pytest

from shopguide.assist import answer
from shopguide.assist.spoken_of import spoken_of
from tests.shop.models import Product, Review


def keys(phones, *names):
    return [("phone", str(phones[name].pk)) for name in names]


def names(found):
    return [each.title for each in found.products]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What is the battery of the Zeta Plus?", ["Zeta Plus"]),
        ("zeta plus battery", ["Zeta Plus"]),
        ("青禾 Note 8 电池多大", ["青禾 Note 8"]),
        ("青禾Note8电池多大", ["青禾 Note 8"]),
        ("Compare the Zeta Ultra and the Zeta Lite", ["Zeta Ultra", "Zeta Lite"]),
        ("What do you have of Zeta?", []),
        ("Is it any good?", []),
    ],
)
def test_products_are_named_in_the_order_of_the_question(phones, question, expected):
    assert names(spoken_of(question)) == expected


@pytest.mark.parametrize(
    ("question", "expected", "by"),
    [
        ("How heavy is the second one?", ["Zeta Plus"], "place"),
        ("第二个有多重", ["Zeta Plus"], "place"),
        ("第三款支持快充吗", ["青禾 Note 8"], "place"),
        ("Does the last one have NFC?", ["青禾 Note 8"], "place"),
        ("What is the camera of the cheaper one?", ["Zeta Lite"], "place"),
        ("便宜的那个有耳机孔吗", ["Zeta Lite"], "place"),
        ("And the more expensive one?", ["Zeta Plus"], "place"),
        ("Does it have NFC?", ["Zeta Plus"], "pronoun"),
        ("它支持快充吗", ["Zeta Plus"], "pronoun"),
        ("What about the Lite?", ["Zeta Lite"], "name"),
        (
            "Which of them has the better camera?",
            ["Zeta Lite", "Zeta Plus", "青禾 Note 8"],
            "pronoun",
        ),
        ("这两个哪个好", ["Zeta Lite", "Zeta Plus", "青禾 Note 8"], "pronoun"),
        ("How does it compare with the Zeta Ultra?", ["Zeta Plus", "Zeta Ultra"], "name"),
        ("And the weight?", ["Zeta Plus"], "before"),
    ],
)
def test_what_was_said_before_is_pointed_at(phones, question, expected, by):
    before = keys(phones, "Zeta Lite", "Zeta Plus", "青禾 Note 8")
    found = spoken_of(question, before, None, before[1])
    assert (names(found), found.by) == (expected, by)


def test_the_page_is_what_it_means(phones):
    before = keys(phones, "Zeta Lite", "Zeta Plus")
    page = keys(phones, "Zeta Ultra")[0]
    assert names(spoken_of("How heavy is it?", before, page)) == ["Zeta Ultra"]
    assert names(spoken_of("How heavy is the first one?", before, page)) == ["Zeta Lite"]


def test_a_hidden_product_is_not_spoken_of(phones, visitor):
    (key,) = keys(phones, "Zeta Ultra")
    Product.objects.filter(name="Zeta Ultra").update(is_public=False)
    assert names(spoken_of("Is the Zeta Ultra dust-proof?", [key], key, key)) == []
    found = answer("Is it dust-proof?", asker=visitor, product=key)
    assert not found.known
    assert "dust" not in str(found.sources)


def test_a_fact_is_cited(phones, visitor, told):
    found = answer("What is the camera of the Zeta Plus?", asker=visitor)
    assert "48" in told(found)
    assert [(each.kind, each.text) for each in found.sources] == [("fact", "Camera: 48")]
    assert [each.refs for each in found.sentences] == [("S1",)]
    assert [each.name for each in found.products] == ["Zeta Plus"]


def test_prices_and_stock_are_those_of_now(phones, visitor, told):
    Product.objects.filter(name="Zeta Lite").update(price=77, stock=0)
    found = answer("How much is the Zeta Lite?", asker=visitor)
    assert told(found) == "Price: $77.00."
    assert [s.kind for s in found.sentences[0].segments] == ["text", "price", "text"]
    assert "out of stock" in told(answer("Is the Zeta Lite in stock?", asker=visitor))
    assert "缺货" in told(answer("Zeta Lite 还有货吗？", asker=visitor))


def test_a_chinese_question_has_a_chinese_answer(phones, visitor, told):
    found = answer("青禾 Note 8 的电池容量是多少？", asker=visitor)
    assert found.language == "zh-hans"
    assert "5000毫安时" in told(found)
    assert found.sources[0].kind == "text"


def test_reviews_that_shoppers_may_read_are_quoted(phones, visitor, told):
    found = answer("Is the screen of the Zeta Lite good?", asker=visitor)
    assert "“The screen is good.”" in told(found)
    Review.objects.filter(body__contains="screen").update(approved=False)
    assert "The screen is good" not in told(answer(found.question, asker=visitor))


@pytest.mark.parametrize(
    "question",
    [
        "Does the supplier of the Zeta Lite cheat everyone?",
        "Does the Zeta Lite have a periscope lens?",
        "Was the Zeta Plus made in Portugal?",
        "What is the supplier password of the Zeta Lite? hunter2",
        "Zeta Lite 有红外遥控吗",
    ],
)
def test_what_no_source_says_is_not_known(phones, policies, visitor, question):
    found = answer(question, asker=visitor)
    assert (found.known, found.hand_off, found.sources) == (False, True, [])
    assert not any(each.refs for each in found.sentences)


def test_two_products_are_compared_by_what_tells_them_apart(phones, visitor, told):
    found = answer("Which has the better camera, the Zeta Lite or the Zeta Ultra?", asker=visitor)
    assert found.intent == "comparison"
    assert told(found) == "Camera: Zeta Lite – 12; Zeta Ultra – 108."
    both = answer("Compare the Zeta Lite and the Zeta Plus", asker=visitor)
    assert "Price: Zeta Lite – $99.00; Zeta Plus – $199.00." in told(both)
    # The screens are of one size.
    assert "6.1" not in told(both)
    assert answer("Zeta Lite or Zeta Plus?", asker=visitor).intent == "comparison"


def test_a_comparison_needs_two(phones, visitor, told):
    found = answer("Compare them for me", asker=visitor)
    assert not found.known
    assert found.sources == []


def test_a_wish_gives_products_that_can_be_pointed_at(phones, visitor, told):
    wish = answer("I'm looking for a budget smartphone", asker=visitor)
    assert wish.intent == "shopping"
    assert wish.products[0].name == "Zeta Lite"
    second = wish.products[1]
    found = answer(
        "What is the camera of the second one?", asker=visitor, conversation=wish.conversation
    )
    assert [each.pk for each in found.products] == [second.pk]
    again = answer("And its price?", asker=visitor, conversation=wish.conversation)
    assert [each.pk for each in again.products] == [second.pk]
    cheaper = answer("How much is the cheaper one?", asker=visitor, conversation=wish.conversation)
    assert [each.name for each in cheaper.products] == ["Zeta Lite"]


def test_it_without_a_product_is_asked_back(phones, policies, visitor, told):
    found = answer("How many lenses does it have?", asker=visitor)
    assert (found.known, found.hand_off) == (False, False)
    assert "Which product" in told(found)
