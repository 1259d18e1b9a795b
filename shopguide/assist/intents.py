"""What kind of question it is, by words alone: the same question always goes the same way."""

import re
from typing import Literal

from shopguide.text.clean import clean, fold

from .words import (
    COMPARISON,
    COMPLAINT,
    ELSEWHERE,
    GREETING,
    INSTRUCTION,
    ORDER,
    POLICY,
    PRODUCT,
    SHOPPING,
    SMALL_TALK,
    SUPPOSED,
)

Intent = Literal[
    "product",
    "policy",
    "order",
    "comparison",
    "complaint",
    "small_talk",
    "shopping",
    "out_of_scope",
]

_LETTER = re.compile(r"[^\W_]")


def intent_of(question: str) -> Intent:
    """The first that fits, what is most telling first; a question that fits nothing is taken to be
    about a product, and is answered only if one of the shop's own sources does."""
    asked = folded(question)
    if not _LETTER.search(asked):
        return "small_talk" if asked else "out_of_scope"
    if is_instruction(asked):
        return "out_of_scope"
    rest = GREETING.sub("", asked, count=1).strip(" ,.!?，。！？~～、")
    if not rest or SMALL_TALK.fullmatch(rest) or SMALL_TALK.fullmatch(asked.strip(" .!?。！？~～")):
        return "small_talk"
    if SUPPOSED.search(rest) and POLICY.search(rest):
        return "policy"
    order: tuple[tuple[Intent, re.Pattern[str]], ...] = (
        ("complaint", COMPLAINT),
        ("order", ORDER),
        ("out_of_scope", ELSEWHERE),
        ("comparison", COMPARISON),
        ("policy", POLICY),
        ("shopping", SHOPPING),
    )
    for intent, words in order:
        if words.search(rest):
            return "product" if intent == "policy" and PRODUCT.search(rest) else intent
    return "product"


def folded(text: str) -> str:
    """``text`` as the patterns read it."""
    return fold(clean(text)).replace("’", "'").strip()


def is_instruction(text: str) -> bool:
    """Whether a text tells the guide what to be or do instead of asking or telling something: not
    an answer's business, wherever it stands."""
    return bool(INSTRUCTION.search(folded(text)))
