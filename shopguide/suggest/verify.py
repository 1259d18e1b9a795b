"""Every piece of generated text is checked in code before a word of it is shown."""

import re
from collections.abc import Iterable

from shopguide.text.clean import clean, fold
from shopguide.text.language import language_of
from shopguide.text.segment import HAN
from shopguide.text.speech import unspoken
from shopguide.writers.base import Brief, Record

from .slots import SLOT

LONGEST = 700

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_BRACES = re.compile(r"[{}]")
_MARKUP = re.compile(
    r"https?:|www\.|//|[<>`]|\]\(|\*\*|^\s*#|\b[\w-]+\.(?:com|net|org|io|cn)\b", re.I
)
_MONEY = re.compile(
    r"[$€£¥￥]|\b(?:USD|EUR|GBP|CNY|RMB|dollars?|euros?|bucks)\b|\d\s*[元块]|美元|人民币", re.I
)
_STOCK = re.compile(r"\b(?:in|out of) stock\b|sold out|\bleft in stock\b|有货|缺货|售罄|现货", re.I)
_CHEAPEST = re.compile(
    r"\b(?:cheapest|least expensive|lowest[- ]pric\w+)\b|最便宜|价格最低|最低价", re.I
)
_DEAREST = re.compile(r"\b(?:most expensive|highest[- ]pric\w+)\b|最贵|价格最高", re.I)
_LATIN_NAME = re.compile(r"(?<![\w'’])[A-Z][\w+-]*")
_SENTENCE_START = re.compile(r"(?:^|[.!?:;。！？：；，,]\s*|[“\"‘(（])$")


def failed_rule(text: str, brief: Brief, about: Iterable[Record]) -> str | None:
    """The first rule that ``text`` breaks, or None. ``brief`` holds the products that are named,
    ``about`` those that this text may speak of.

    Rules: length, markup, characters, reference, price, stock, number, name, comparison, language, speech.
    """
    about = list(about)
    if not text.strip() or len(text) > LONGEST:
        return "length"
    if _MARKUP.search(text):
        return "markup"
    if clean(text) != text.strip():
        return "characters"
    refs = {record.ref for record in brief.records}
    bare = SLOT.sub(" ", text)
    if _BRACES.search(bare) or any(ref not in refs for ref, _ in SLOT.findall(text)):
        return "reference"
    if _MONEY.search(bare):
        return "price"
    if _STOCK.search(bare):
        return "stock"
    known = _known_words(brief, about)
    if any(number not in known for number in _numbers(bare)):
        return "number"
    if _has_unknown_name(bare, known):
        return "name"
    if _compares_wrongly(text, brief, about):
        return "comparison"
    if _is_other_language(bare, brief, known):
        return "language"
    return "speech" if unspoken(bare, _told(about)) else None


def _known_words(brief: Brief, about: list[Record]) -> set[str]:
    """Words and numbers that the question, the records or the size of the answer give leave to."""
    whole = fold(" ".join([brief.question, *_told(about)]))
    words = set(re.findall(rf"[^\W_{HAN}]+(?:[+-][^\W_{HAN}]*)*", whole))
    pieces = {piece for word in words for piece in re.split(r"[+-]", word)}
    return words | pieces | set(_numbers(whole)) | {str(len(brief.records)), str(brief.picks)}


def _told(about: list[Record]) -> list[str]:
    """All that the records say."""
    told = []
    for record in about:
        told += [record.name, record.category, record.text]
        told += [part for fact in record.facts for part in (fact.label, fact.value)]
    return told


def _numbers(text: str) -> list[str]:
    """Numbers in one form: "1,024" and "1024", "5.50" and "5.5" are the same."""
    found = []
    for number in _NUMBER.findall(fold(text)):
        plain = re.sub(r",(?=\d{3}\b)", "", number).replace(",", ".")
        found.append(plain.rstrip("0").rstrip(".") if "." in plain else plain)
    return found


def _has_unknown_name(bare: str, known: set[str]) -> bool:
    """A capitalised word inside a sentence is a name, and a name must come from the records."""
    for found in _LATIN_NAME.finditer(bare):
        if found.group() == "I" or _SENTENCE_START.search(bare[: found.start()]):
            continue
        word = fold(found.group())
        if word not in known and not all(piece in known for piece in re.split(r"[+-]", word)):
            return True
    return False


def _compares_wrongly(text: str, brief: Brief, about: list[Record]) -> bool:
    """ "The cheapest" must be said of the one that is; so must "the most expensive"."""
    named = {ref for ref, _ in SLOT.findall(text)}
    subject = [record for record in about if record.ref in named] or about
    ranks = {record.price_rank for record in subject} - {0}
    known = {record.price_rank for record in brief.records} - {0}
    return bool(
        (_CHEAPEST.search(text) and min(known, default=-1) not in ranks)
        or (_DEAREST.search(text) and max(known, default=-1) not in ranks)
    )


def _is_other_language(bare: str, brief: Brief, known: set[str]) -> bool:
    """A list of facts is of no language: "Camera: 48 MP" may stand in a Chinese answer."""
    if language_of(bare) == brief.language:
        return False
    if brief.language == "zh-hans":
        return any(word not in known for word in re.findall(r"[^\W\d_]+", fold(bare)))
    return bool(re.search(f"[{HAN}]", bare))
