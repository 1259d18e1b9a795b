"""Which of the two languages a text is in."""

import re
from collections.abc import Sequence
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


def in_language(names: Sequence[str], language: str) -> str:
    """The one of several names of a thing that is in ``language``; the first where none is."""
    wanted = "zh-hans" if language.startswith("zh") else "en"
    return next((name for name in names if name and language_of(name) == wanted), names[0])
