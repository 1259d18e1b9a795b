"""A title says what a thing is, and what it is for: only the first is the thing."""

import pytest

from shopguide.text.accessories import modifiers
from shopguide.text.segment import words


@pytest.mark.parametrize(
    ("title", "modifying", "itself"),
    [
        ("Canon camera lens filter 5.2 cm", "camera lens", "filter"),
        ("WetEx Keyboard cover", "keyboard", "cover"),
        ("Battery for select IBM/LENOVO laptops", "laptops", "battery"),
        ("Logitech wireless keyboard and mouse", "", "wireless keyboard mouse"),
        ("Philips digital camera with case", "", "digital camera case"),
        ("Keyboard cover, fits any keyboard", "keyboard", "cover"),
        ("Mouse and mouse pad", "", "mouse pad"),
        ('External hard drive 2.5" with enclosure', "", "external hard drive enclosure"),
        ("华为手机壳 透明", "手机", ""),
        ("笔记本电脑包 14寸", "笔记本 电脑", ""),
        ("苹果手机 送充电器", "", "手机"),
        ("相机 佳能相机电池", "佳能", "相机"),
        ("", "", ""),
    ],
)
def test_what_a_word_says_of_something_else(title, modifying, itself):
    found = modifiers(title)
    assert set(words(modifying)) <= found
    assert not set(words(itself)) & found


def test_it_ends_on_a_title_without_end():
    assert "camera" in modifiers("camera lens, " + "lens " * 50_000)
    assert "手机" in modifiers("手机壳 " + "壳" * 50_000)
