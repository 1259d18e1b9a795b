"""Telephone numbers, cards and identity numbers among all the digits of a text."""

import re
from collections.abc import Iterator
from functools import cached_property
from itertools import pairwise

from shopguide.text.identifiers import (
    is_card,
    is_international,
    is_old_resident_id,
    is_resident_id,
)

_GROUP = re.compile(r"[0-9]+")
#: Digits of one number may be parted by these; by a comma never, which parts thousands.
_PARTED = re.compile(r"\s?-\s?|\s|\)\s?|\s?\(|\s\(0\)\s?|\.|\)-")
MOST_GROUPS = 6

_MOBILE = {(11,), (3, 4, 4), (3, 3, 5), (3, 8), (7, 4), (5, 6), (4, 4, 3)}
_MOBILE_ABROAD = re.compile(r"(?:00)?861[3-9][0-9]{9}")
_GOES_ON = re.compile(r"[A-Za-z_]|\.[0-9]|/[A-Za-z]")
_NANP = re.compile(r"1?[2-9][0-9]{2}[2-9][0-9]{6}")

_SAID_PHONE = re.compile(
    r"(?:\b(?:phone|mobile|cell|cellphone|tel|telephone|whatsapp|fax)\.?(?:\s(?:number|no\.?))?\s?(?:is|[:=])\s?"
    r"|\b(?:phone|mobile|telephone|cell|contact)\s(?:number|no\.?)\W{0,3}|\btel\.?\s"
    r"|\b(?:call|text|ring|reach|phone)(?:\s(?:me|us|him|her))(?:\s(?:at|on))?\s?:?\s?"
    r"|(?:电话|手机号码?|联系方式|致电|拨打|传真|座机|固话)(?:号码)?\s?(?:是|为|:|：)?\s?|手机\s?(?:是|:|：)\s?)\(?\Z",
    re.I,
)
_SAID_CARD = re.compile(
    r"(?:\b(?:card|iban|account)(?:\s(?:number|no\.?))?\s?(?:is|:|=|#)?\s?"
    r"|(?:卡号|银行卡|信用卡|储蓄卡|借记卡|账号|帐号|账户)\s?(?:是|为|:|：)?\s?)\Z",
    re.I,
)
_SAID_ID = re.compile(
    r"(?:\b(?:id|identity)(?:\scard)?(?:\s(?:number|no\.?))?\s?(?:is|:|=)?\s?|\b(?:ssn|imei)\s?(?:is|:|=)?\s?"
    r"|social security(?: number)?\s?(?:is|:)?\s?"
    r"|(?:身份证|证件)(?:号码?)?\s?(?:是|为|:|：)?\s?)\Z",
    re.I,
)
_SPOKEN = re.compile(
    r"(?<![〇零一二三四五六七八九幺])[一幺][三四五六七八九][〇零一二三四五六七八九幺]{9}(?![〇零一二三四五六七八九幺])"
)
_EXTENSION = re.compile(r"\s?(?:转|分机|ext\.?|x)\s?[0-9]{1,6}", re.I)

Found = tuple[int, int, str]


class _Before:
    """What stands before a number; looked at once for all numbers that begin there."""

    def __init__(self, text: str, start: int) -> None:
        self.text = text[max(0, start - 32) : start]

    @cached_property
    def dials(self) -> bool:
        """A plus or two zeros."""
        return self.text.endswith(("+", "+("))

    @cached_property
    def is_glued(self) -> bool:
        """To a model number, an amount or a decimal."""
        return bool(re.search(r"[A-Za-z_$€£¥#]\Z|[A-Za-z][.,/_-]\Z|[0-9][._]\Z", self.text))

    @cached_property
    def said(self) -> str:
        """What the sentence announces: a phone, a card, an id, an imei; or nothing."""
        if _SAID_PHONE.search(self.text):
            return "phone"
        if _SAID_CARD.search(self.text):
            return "card"
        found = _SAID_ID.search(self.text)
        return "" if not found else "imei" if "imei" in found.group().casefold() else "id"


class _Digits:
    """Groups of digits that may be one number."""

    def __init__(self, text: str, groups: "list[re.Match[str]]", before: _Before) -> None:
        self.digits = "".join(group.group() for group in groups)
        self.shape = tuple(len(group.group()) for group in groups)
        self.parts = {text[a.end() : b.start()] for a, b in pairwise(groups)}
        self.after = text[groups[-1].end() : groups[-1].end() + 2]
        self.before = before
        if len(self.digits) == 17 and self.after[:1] in ("x", "X"):
            self.digits, self.after = f"{self.digits}X", self.after[1:]

    def placeholder(self) -> str:
        """What these digits are; empty where they are nobody's."""
        abroad = self.digits.removeprefix("00")
        if self.before.dials or abroad != self.digits:
            return "[phone]" if is_international(abroad) else ""
        if self.before.is_glued or _GOES_ON.match(self.after):
            return ""
        if self._is_id():
            return "[id]"
        if self._is_card():
            return "[card]"
        return "[phone]" if self._is_phone() else ""

    def _is_id(self) -> bool:
        number = self.digits
        if is_resident_id(number):
            return True
        if self.shape == (3, 2, 4) and self.parts == {"-"} and number[0] != "9":
            return True  # a US social security number
        if self.before.said == "imei":
            return len(number) == 15
        # Mistyped, but given as one.
        return self.before.said == "id" and (len(number) in (9, 18) or is_old_resident_id(number))

    def _is_card(self) -> bool:
        if "." in self.parts or min(self.shape) < 2:
            return False
        return is_card(self.digits) or (12 <= len(self.digits) <= 19 and self.before.said == "card")

    def _is_phone(self) -> bool:
        digits, shape, size = self.digits, self.shape, len(self.digits)
        is_said = self.before.said == "phone"
        if size == 11 and digits[0] == "1" and digits[1] >= "3" and shape in _MOBILE:
            # "1920 1080 144" are the sizes of a screen.
            return shape != (4, 4, 3) or is_said
        if size >= 13 and _MOBILE_ABROAD.fullmatch(digits):
            return True
        if digits[0] == "0" and digits[1] != "0" and self._is_domestic():
            return True
        if shape[-3:] == (3, 3, 4) and shape[:-3] in ((), (1,)) and _NANP.fullmatch(digits):
            return self.parts != {" "} or is_said
        return 7 <= size <= 15 and is_said

    def _is_domestic(self) -> bool:
        """A number with the zero that is dialled inside a country: "010-62751234", "020 7946 0958"."""
        shape, size = self.shape, sum(self.shape)
        if size == 10 and shape == (2, 2, 2, 2, 2):
            return True
        if len(shape) == 1:
            return size == 11
        return 10 <= size <= 12 and shape[0] >= 3 and min(shape) >= 3


def numbers(text: str) -> Iterator[Found]:
    """Where the numbers of people stand in ``text``, whose digits are all of ASCII."""
    groups = list(_GROUP.finditer(text))
    place = 0
    while place < len(groups):
        taken = _longest(text, groups, place)
        if taken is None:
            place += 1
            continue
        count, placeholder = taken
        start, end = groups[place].start(), groups[place + count - 1].end()
        yield _outwards(text, start, end, placeholder)
        place += count
    for spoken in _SPOKEN.finditer(text):
        yield *spoken.span(), "[phone]"


def _longest(text: str, groups: "list[re.Match[str]]", place: int) -> tuple[int, str] | None:
    """How many groups from ``place`` on are one number, and which."""
    context = _Before(text, groups[place].start())
    count, size = 1, len(groups[place].group())
    while count < MOST_GROUPS and place + count < len(groups) and size < 19:
        before, after = groups[place + count - 1], groups[place + count]
        if not _PARTED.fullmatch(text, before.end(), after.start()):
            break
        if len(after.group()) == 1 and after.group() != "0" and not context.dials:
            break
        size += len(after.group())
        count += 1
    sizes = [len(group.group()) for group in groups[place : place + count]]
    # Nobody's number comes in pairs, but for one that is dialled.
    if max(sizes) < 3 and not context.dials and not groups[place].group().startswith("0"):
        return None
    for length in range(count, 0, -1):
        if 7 <= sum(sizes[:length]) <= 20:
            read = _Digits(text, groups[place : place + length], context)
            if found := read.placeholder():
                return length, found
    return None


def _outwards(text: str, start: int, end: int, placeholder: str) -> Found:
    """With the plus and the bracket before it, the country's code, and the extension after it."""
    if placeholder == "[id]" and text[end : end + 1] in ("x", "X"):
        end += 1
    if placeholder == "[phone]":
        if before := re.search(
            r"(?:(?:\+|00)?86[\s-]?|\+\(?|(?<![0-9A-Za-z])00)?\(?\Z",
            text[max(0, start - 7) : start],
        ):
            start -= len(before.group())
        if more := _EXTENSION.match(text, end):
            end = more.end()
    return start, end, placeholder
