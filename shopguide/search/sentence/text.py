"""A sentence while it is being read: folded, numbers as digits, with what is read blanked out."""

import re
from typing import Any

from shopguide.text.clean import clean, fold

_DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_TENS = {"十": 10, "百": 100, "千": 1000}
_HAN_NUMBER = re.compile(
    r"(?:[一二三四五六七八九两]?[十百千万]|[一二三四五六七八九两零〇])(?:[零一二三四五六七八九两十百千万]*)(?:点[零一二三四五六七八九]+)?"
    r"(?=\s?(?:多?[元块]|美元|欧元|英镑|人民币|以下|以内|之内|以上|左右|上下|寸|英寸|吋|厘米|毫米|米|克|千克|公斤|斤"
    r"|毫安|小时|分钟|星以上|星及|星好评|分以上|倍|升|毫升|瓦|万像素|[gt]b?(?![a-z])|[到至~-]))"
)
_ENGLISH = {
    word: value
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
        "fifteen sixteen seventeen eighteen nineteen".split()
    )
} | {
    word: 10 * n
    for n, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)
}
_WORD = "|".join(sorted(_ENGLISH, key=len, reverse=True))
_ENGLISH_NUMBER = re.compile(
    rf"\b(?:(?:{_WORD}|a)(?:[ -](?:{_WORD}))?[ -](?:hundred|thousand|grand)(?:[ -](?:and[ -])?(?:{_WORD})(?:[ -](?:{_WORD}))?)?"
    rf"|(?:{_WORD})(?:[ -](?:{_WORD}))?(?=[ -](?:dollars?|bucks|euros?|inch|inches|grams?|kilos?|kg|gb|hours?|stars?)\b))"
)
_QUOTED = re.compile(r"(?<!\S)[\"“”「『]([^\"“”「」『』]{2,80})[\"“”」』](?![^\s.,;!?，。；！？])")


class Sentence:
    """``text`` is what is left to be read; ``said`` of a match is as it stood before."""

    def __init__(self, query: str) -> None:
        whole = fold(clean(query))
        self.phrases = tuple(found.group(1).strip() for found in _QUOTED.finditer(whole))
        whole = _QUOTED.sub(lambda found: f" {found.group(1)} ", whole)
        whole = _ENGLISH_NUMBER.sub(lambda found: _as_digits(_english(found.group())), whole)
        whole = _HAN_NUMBER.sub(lambda found: _as_digits(_han(found.group())), whole)
        self.whole = re.sub(r"(?<=\d)\s?k(?=\b(?!\w))(?!\s?(?:hz|g|w|m)\b)", "000", whole)
        self.text = self.whole
        self._dropped = [False] * len(self.whole)
        self._added: list[str] = []

    def add(self, word: str) -> None:
        """Rank by a word that stands for what was said in other words."""
        self._added.append(word)

    def is_dropped(self, at: int) -> bool:
        return self._dropped[at]

    def take(self, found: "re.Match[str]", *, drop: bool = True, group: int = 0) -> str:
        """Blank out a match so that nothing else reads it; with ``drop`` it is not ranked by."""
        start, end = found.span(group)
        return self.take_span(start, end, drop=drop)

    def take_span(self, start: int, end: int, *, drop: bool) -> str:
        self.text = self.text[:start] + "\0" * (end - start) + self.text[end:]
        if drop:
            self._dropped[start:end] = [True] * (end - start)
        return self.whole[start:end].strip()

    @property
    def rest(self) -> str:
        """The sentence without what was dropped."""
        kept = (" " if gone else sign for sign, gone in zip(self.whole, self._dropped, strict=True))
        whole = " ".join(["".join(kept), *self._added])
        return re.sub(r"\s+", " ", whole).strip(" ,.;，。；")


def _as_digits(number: float) -> str:
    return f"{number:g}" if number < 1e15 else "0"


def _han(text: str) -> float:
    whole, _, decimals = text.partition("点")
    total, section, digit = 0, 0, 0
    for sign in whole:
        if sign in _DIGITS:
            digit = (
                digit * 10 + _DIGITS[sign]
                if digit and section == 0 and total == 0
                else _DIGITS[sign]
            )
        elif sign in _TENS:
            section += (digit or 1) * _TENS[sign]
            digit = 0
        elif sign == "万":
            total, section, digit = (total + section + digit) * 10_000 or 10_000, 0, 0
    value: float = total + section + digit
    if decimals:
        value += float("0." + "".join(str(_DIGITS[sign]) for sign in decimals))
    return value


def _english(text: str) -> float:
    total = current = 0
    for word in re.split(r"[ -]", text):
        if word == "a":
            current = 1
        elif word == "hundred":
            current = (current or 1) * 100
        elif word in ("thousand", "grand"):
            total, current = total + (current or 1) * 1000, 0
        elif word in _ENGLISH:
            current += _ENGLISH[word]
    return float(total + current)


def number(text: Any) -> float:
    return float(str(text).replace(",", ""))
