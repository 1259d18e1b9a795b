"""Copies share a fingerprint, edited copies most of its bits, other texts half of them."""

import pytest

from shopguide.reviews.fingerprint import fingerprint

LONG = (
    "I bought this phone for my mother after her old one gave up. She likes the large letters and "
    "the loud speaker, and the battery lasts three days with the few calls that she makes. The "
    "camera is nothing special, but she sends us pictures of her garden every morning."
)
OTHER = (
    "Delivery took two weeks and the box arrived crushed on one side. Nobody answered when we "
    "wrote about it, so in the end it went back. A friend ordered the same model elsewhere and has "
    "had no trouble at all, which says more about the seller than about the thing itself."
)
CHINESE = (
    "给妈妈买的手机，字体大声音响，电池能用三天，拍照一般，但是她每天早上都给我们发花园的照片。"
)


def bits(one, other):
    return bin((fingerprint(one) ^ fingerprint(other)) & (2**64 - 1)).count("1")


@pytest.mark.parametrize("text", [LONG, CHINESE])
def test_case_width_and_punctuation_make_no_difference(text):
    assert fingerprint(text) == fingerprint(text.upper().replace(",", " ; ").replace("，", "、"))


@pytest.mark.parametrize(
    ("text", "edited"),
    [
        (LONG, LONG.replace("mother", "father").replace("three days", "four days")),
        (CHINESE, CHINESE.replace("妈妈", "爸爸")),
    ],
)
def test_an_edited_copy_is_near(text, edited):
    assert 0 < bits(text, edited) <= 10


@pytest.mark.parametrize("other", [OTHER, CHINESE])
def test_another_text_is_far(other):
    assert bits(LONG, other) >= 18


@pytest.mark.parametrize(
    "text", ["", "Good.", "very good thanks", "👍" * 40, "很好很好", "x" * 500]
)
def test_too_short_to_tell(text):
    assert fingerprint(text) is None


@pytest.mark.parametrize("text", [LONG, OTHER, CHINESE, "word " * 10_000])
def test_it_fits_a_signed_bigint(text):
    assert -(2**63) <= fingerprint(text) < 2**63
