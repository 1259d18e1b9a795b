"""Which of the two languages a text is in."""

import re
from typing import Literal

Language = Literal["en", "zh-hans"]

_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_LATIN_WORD = re.compile(r"[A-Za-z]{2,}")


def language_of(text: str) -> Language:
    """Chinese where Han characters weigh at least half as much as Latin words.

    A Chinese sentence about an "iPhone 15 Pro Max" stays Chinese; an English one that quotes a
    Chinese name stays English.
    """
    han = len(_HAN.findall(text))
    return "zh-hans" if han and han * 2 >= len(_LATIN_WORD.findall(text)) else "en"
