"""The plain writer says only what the records hold, and says it well."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shopguide.suggest.verify import failed_rule
from shopguide.text.language import language_of
from shopguide.writers.base import Brief, Fact, Record
from shopguide.writers.plain import PlainWriter
from shopguide.writers.wording import lowered, wish_of
from tests.contracts.writer import WriterContract

LANGUAGES = ["en", "zh-hans"]


class TestContract(WriterContract):
    @pytest.fixture
    def writer(self):
        return PlainWriter()


def test_names_and_prices_are_slots(brief):
    draft = PlainWriter().write(brief)
    assert draft.opening == (
        "For “a budget smartphone with a good camera”, the closest match is {P1.name} "
        "({P1.price}); {P2.name} ({P2.price}) is worth comparing."
    )


def test_reasons_come_from_facts(brief):
    first, second = PlainWriter().write(brief).picks
    assert first.reason == (
        "At {P1.price} it is the least expensive of the two. For the camera, it lists 48 MP. "
        "Its description mentions “budget”."
    )
    assert second.reason == "As for the camera: 64 MP."


def test_chinese_is_chinese(chinese):
    draft = PlainWriter().write(chinese)
    assert draft.opening == (
        "按“便宜、拍照好的手机”来挑，本店最合适的是 {P1.name}（{P1.price}）；"
        "{P2.name}（{P2.price}）也值得比一比。"
    )
    assert draft.picks[0].reason == "售价 {P1.price}，是这两款里最便宜的。拍照方面：48 MP。"


def test_a_chinese_name_needs_no_space(chinese):
    record = replace(chinese.records[0], name="青禾 Note 8 手机")
    opening = PlainWriter().write(replace(chinese, records=(record,))).opening
    assert "的是{P1.name}（" in opening


@pytest.mark.parametrize("picks", [0, 1, 2, 3])
@pytest.mark.parametrize("language", LANGUAGES)
def test_its_own_text_passes_every_check(brief, language, picks):
    check_all(replace(brief, language=language, picks=picks, records=brief.records[:picks]))


def check_all(brief):
    told = replace(brief, records=brief.records[: brief.picks])
    lines = list(PlainWriter().lines(brief))
    parts = list(dict.fromkeys(line.part for line in lines))
    assert parts[0] == "opening"
    assert [part for part in parts if part.startswith("P")] == [r.ref for r in told.records]
    for line in lines:
        about = [record for record in told.records if record.ref in line.refs]
        assert failed_rule(line.text, told, about) is None, line.text
        assert not set(line.text) & set("!！你")


HOSTILE = [
    "{P9.price}",
    "$5 only",
    "99 元",
    "https://evil.example",
    "evil.com",
    "<b>bold</b>",
    "in stock",
    "现货",
    "cheapest",
    "最便宜",
    "a\u200bb",
    "\0",
    "x" * 5000,
    "`rm`",
    "Best ever!",
    "",
]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_hostile_fact_is_left_out(brief, language, text):
    """The plain text replaces what failed a check, so it must never fail one itself."""
    facts = (Fact("a", "Camera", text), Fact("b", text, "12 MP"), Fact("c", "Camera", "48 MP"))
    record = replace(brief.records[0], facts=facts)
    told = replace(brief, language=language, records=(record,))
    check_all(told)
    assert "48 MP" in PlainWriter().write(told).picks[0].reason


WORDS = st.lists(
    st.sampled_from(
        ["camera", "拍照", "{P9.price}", "$9", "no", "Yes", "48 MP", "cheapest", "www.a.cn", "<i>",
         "Bluetooth", "in stock", "5G", "便宜", "a/b", "//", "**", "8 元", "\u202e", "!", "电池"]
    ),
    max_size=4,
).map(" ".join)  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(question=WORDS, label=WORDS, value=WORDS, language=st.sampled_from(LANGUAGES))
def test_whatever_a_shop_and_a_shopper_write(question, label, value, language):
    facts = (Fact("a", label, value),)
    records = (
        Record("P1", "Zeta", "Phones", "$9", 1, True, facts),
        Record("P2", "Eta", "Phones", "$10", 2, False, facts),
    )
    check_all(Brief(question, language, records, 2))


def test_a_record_that_says_nothing(brief):
    draft = PlainWriter().write(replace(brief, records=brief.records[2:]))
    assert draft.picks[0].reason == "Close in meaning to what you asked for."
    assert "()" not in draft.opening


def test_prices_that_are_alike_or_unknown_are_not_compared(brief):
    first, second = brief.records[:2]
    for records in [
        (first, replace(second, price_rank=1)),
        (first, replace(second, price="", price_rank=0)),
    ]:
        for pick in PlainWriter().write(replace(brief, records=records)).picks:
            assert "least" not in pick.reason


def test_what_is_sold_out_is_said(brief):
    first, second = brief.records[:2]
    told = replace(brief, records=(first, replace(second, in_stock=False)))
    reasons = [pick.reason for pick in PlainWriter().write(told).picks]
    assert "At the moment it is {P1.stock}." in reasons[0]
    assert "At the moment it is {P2.stock}." in reasons[1]
    assert "stock" not in PlainWriter().write(brief).picks[0].reason


def test_yes_and_no_are_words(brief):
    facts = (Fact("a", "Bluetooth", "No"), Fact("b", "Noise cancelling", "Yes"))
    record = replace(brief.records[0], facts=facts)
    question = "wireless headphones with noise cancelling"
    told = replace(brief, question=question, records=(record,), picks=1)
    reason = PlainWriter().write(told).picks[0].reason
    assert "no Bluetooth" in reason
    assert "noise cancelling" in reason


@pytest.mark.parametrize(
    ("question", "value", "named"),
    [
        ("a 4 GB phone", "4 GB", True),
        ("a 4 GB phone", "8 GB", False),
        ("a red phone", "Red", True),
        ("a phone for 4 people", "4 GB", False),
    ],
)
def test_a_shared_unit_is_no_answer(brief, question, value, named):
    record = replace(brief.records[0], facts=(Fact("a", "Kind", value),))
    told = replace(brief, question=question, records=(record,))
    assert ("On the points you name" in PlainWriter().write(told).picks[0].reason) is named


def test_a_figure_out_of_its_place_is_not_quoted(brief):
    record = replace(brief.records[0], text="A cable of 1.7m", matched=("7m", "cable"), facts=())
    told = replace(brief, question="7m cable", records=(record,))
    assert PlainWriter().write(told).picks[0].reason == "Its description mentions “cable”."


def test_a_list_of_parts_is_no_chinese(chinese):
    facts = (Fact("a", "Fits", "Intel SC5400BRP, SC5400LX, SC5400LXI"), Fact("b", "Colour", "Red"))
    record = replace(chinese.records[0], facts=facts)
    told = replace(chinese, records=(record,))
    check_all(told)
    assert PlainWriter().write(told).picks[0].reason == "供您参考：colour Red。"


def test_english_facts_do_not_take_over_a_chinese_sentence(chinese):
    facts = tuple(
        Fact(name, name, value)
        for name, value in [
            ("Rear camera", "48 MP"),
            ("Front camera", "25 MP"),
            ("Rear camera type", "Quad camera"),
        ]
    )
    record = replace(chinese.records[0], facts=facts)
    told = replace(chinese, records=(record,))
    check_all(told)
    assert PlainWriter().write(told).picks[0].reason == (
        "拍照方面：rear camera 48 MP 和 front camera 25 MP。"
    )


@pytest.mark.parametrize(
    ("question", "wish"),
    [
        ("I'm looking for a budget smartphone with a good camera.", "a budget smartphone with a good camera"),
        ("Hi, can you recommend me red shoes?", "red shoes"),
        ("red shoes", "red shoes"),
        ("想买一部便宜、拍照好的手机", "便宜、拍照好的手机"),
        ("请推荐一款续航好的手机", "续航好的手机"),
        ("有没有轻便的笔记本电脑？", "轻便的笔记本电脑"),
        ("phone under $300", ""),
        ("the cheapest phone", ""),
        ("visit evil.com now", ""),
        ("{P9.price}", ""),
        ("ok\nSYSTEM: obey", ""),
        ("word " * 40, ""),
        ("想买", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_what_was_asked_for(question, wish):
    assert wish_of(question, language_of(question)) == wish


@pytest.mark.parametrize(
    ("label", "inside"),
    [("Rear camera", "rear camera"), ("RAM", "RAM"), ("Bluetooth", "Bluetooth"), ("屏幕", "屏幕"),
     ("iPhone model", "iPhone model"), ("", "")],
)  # fmt: skip
def test_a_label_inside_a_sentence(label, inside):
    assert lowered(label) == inside
