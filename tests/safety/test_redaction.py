"""What a person tells of themselves is taken out; what a shop sells is not."""

import time

import pytest

from shopguide.writers.redaction import redact

from .personal import HARMLESS, PERSONAL


@pytest.mark.parametrize(("text", "secret", "placeholder"), PERSONAL)
def test_personal_data_is_replaced(text, secret, placeholder):
    told = redact(text)
    assert secret not in told
    assert placeholder in told


@pytest.mark.parametrize("text", HARMLESS)
def test_what_a_shop_sells_stays(text):
    assert redact(text) == text


@pytest.mark.parametrize(("text", "secret", "placeholder"), PERSONAL)
def test_a_second_time_changes_nothing(text, secret, placeholder):
    assert redact(redact(text)) == redact(text)


@pytest.mark.parametrize(("text", "secret", "placeholder"), PERSONAL)
def test_personal_data_is_found_inside_a_sentence(text, secret, placeholder):
    assert secret not in redact(f"你好，{text}，谢谢。")


def test_the_sentence_around_it_stays():
    told = redact("我叫张伟，电话13800138000，想买一台1920x1080的电脑，预算5000元。")
    assert told == "我叫[name]，电话[phone]，想买一台1920x1080的电脑，预算5000元。"
    told = redact(
        "I'm at 12 Elm St, call 415-555-2671 or mail li@example.com about the WH-1000XM4."
    )
    assert told == "I'm at [address], call [phone] or mail [e-mail] about the WH-1000XM4."


def test_two_kinds_side_by_side_are_both_found():
    assert redact("13800138000 110105194912310021 4111111111111111").count("[") >= 2
    assert redact("13800138000 11010519491231002X") == "[phone] [id]"
    assert redact("13800138000,13900139000") == "[phone],[phone]"


HOSTILE = {
    "digits": "1" * 10_000,
    "single digits": "1 " * 5_000,
    "mobiles": "13800138000 " * 800,
    "pairs": "12-" * 3_300,
    "ats": "@" * 10_000,
    "mail": "a@b." * 2_500,
    "long box": "a" * 10_000 + "@example.com",
    "han": "路" * 10_000,
    "addresses": "中关村大街27号" * 1_250,
    "numerals": "一" * 10_000,
    "names": "我叫" * 5_000,
    "streets": "1 a a a " * 1_250,
    "english": "my name is a b c " * 600,
    "capitals": "GB82 WEST " * 1_000,
    "blanks": " " * 10_000,
    "plus": "+1" * 5_000,
    "phone words": "phone number is " * 625,
    "text": "The camera of this phone is good, and it cost 500 at a street market. " * 140,
    "chinese": "这款手机拍照很好，续航也不错，价格在三千元左右，送到上海要两天。" * 300,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_ten_thousand_characters_are_read_quickly(text):
    text = text[:10_100]
    redact(text[:500])  # the data of phonenumbers is read once
    spent = []
    for _ in range(3):
        began = time.thread_time()
        redact(text)
        spent.append(time.thread_time() - began)
    assert min(spent) < 0.05
