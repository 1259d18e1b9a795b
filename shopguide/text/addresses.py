"""Where somebody lives, in Chinese and in English: a street with a number, never a city alone.

Every repetition is bounded, so that the time grows with the text and no faster.
"""

import re
from collections.abc import Iterator

from .segment import HAN

Span = tuple[int, int]

_NUMERAL = "(?:[0-9]{1,5}(?:-[0-9]{1,4})?|[〇零一二三四五六七八九十百]{1,6})"
_BUILDING = "(?:号楼|号院|号|弄|栋|幢|座|单元|室|房|楼|层|户)"
#: "5号电池" is a battery, "2号线" is a line, and goods are sent "5号发货".
_NO_ADDRESS = "(?!电池|线|链|色|发货|到货|开始|开售|之前|以前|前|后)"
_STREET_ZH = re.compile(
    rf"(?:路|街|大道|巷|胡同|弄堂|段|镇|乡|街道)\s?{_NUMERAL}\s?(?:号楼|号院|号|弄){_NO_ADDRESS}"
    rf"|(?:小区|花园|公寓|家园|大厦|广场|新村|村|苑|园|城|府|庭|湾|里|宿舍|学校|大学)"
    rf"\s?{_NUMERAL}\s?(?:号楼|栋|幢|座|单元|室)"
    rf"|(?:村|屯)\s?{_NUMERAL}\s?(?:号|组){_NO_ADDRESS}"
)
_ONWARDS_ZH = re.compile(rf"[\s,，、-]?(?:[A-Za-z0-9-]{{1,6}}|{_NUMERAL})\s?{_BUILDING}")
_LAST_NUMBER = re.compile(r"[\s-]?[0-9]{3,4}(?![0-9年月日元块号])")
#: An estate or a building may stand between the number and the room: "27号阳光小区3栋".
_BETWEEN_ZH = re.compile(
    rf"[\s,，]?[{HAN}A-Z]{{2,10}}(?:小区|花园|公寓|家园|大厦|广场|中心|苑)"
    rf"(?=[\s,，]?(?:[A-Za-z0-9-]{{1,6}}|{_NUMERAL})\s?{_BUILDING})"
)
_REGION = re.compile("[省市区县州盟旗镇乡]")
_BEFORE_ZH = re.compile(rf"[{HAN}0-9A-Za-z\s·-]{{0,40}}\Z")
#: What a Chinese sentence says just before an address.
_INTRODUCTION = re.compile(
    "送到|寄到|寄往|寄给|发到|发往|发给|快递到|邮寄到|搬到|地址是|地址为|地址|住在|我住|位于|家在|[是在到住我给往把:：]"
)
_TOLD_ZH = re.compile(r"(?:地址|住址)(?:改[成为到])?\s?(?:是|为|[:：])\s?([^。；;!！?？\n]{5,60})")
_PLACE_ZH = re.compile("路|街|号|室|栋|幢|弄|巷|村|镇|小区|单元")
_POSTCODE_ZH = re.compile(r"(?:邮编|邮政编码|邮码)\s?(?:是|为|[:：])?\s?([0-9]{6})(?![0-9])")

_STREETS = (
    "street|st|avenue|ave|road|rd|boulevard|blvd|lane|ln|terrace|crescent|parkway|pkwy|highway|hwy"
    "|mews|gardens|close|alley|quay|esplanade"
)
#: Words that mean other things beside a number: "500 GB hard drive", "3 way", "1st place".
_UNSURE = "drive|dr|way|place|pl|court|ct|square|sq|circle|cir|row|walk|grove|hill|park|view"
_STREET_EN = re.compile(
    r"(?<![A-Za-z0-9.$€£¥-])(?<![0-9],)([0-9]{1,6}[A-Za-z]?)[,]?\s((?:[^\W\d_][\w'’.-]{0,20}\s|[0-9]{1,3}(?:st|nd|rd|th)\s){1,4}?)"
    rf"({_STREETS}|{_UNSURE})\b\.?(?!['’-])",
    re.I,
)
#: What stands between a number and "road" or "drive" in a product's name.
_GOODS = frozenset(
    "inch inches gb tb mb kb speed port pack pcs piece pieces way star mm cm m in hz khz mhz ghz w v "
    "mah wh watt watts volt volts wheel gen hard flash usb ssd hdd external internal disk optical "
    "pen tape thumb test core cores year years month months day days hour hours minute minutes ft "
    "feet foot lb lbs oz kg g series level person people man seat set sets first last best good on "
    "off for the of to and with is a an or new cheap right same lite carbon bike bikes mountain "
    "dual single off-road all from by at this that mph kmh km miles mile gear gears axis point "
    "bay slot solid-state state pairs pair units unit items item products i you we they it".split()
)
_AFTER_GOODS = re.compile(
    r"\s(?:bike|bikes|bicycle|race|racing|tyre|tyres|tire|tires|wheel|shoes|light|style|wear|enclosure|bay"
    r"|case|cable|dock|map|maps|test|trip|photography|legal|noise|fighter|food)\b",
    re.I,
)
_ONWARDS_EN = re.compile(
    r"(?:,?\s(?:apt|apartment|suite|ste|unit|floor|flat|room|rm|no|#)\.?\s?#?[0-9A-Za-z-]{1,6}\b|,?\s#\s?[0-9A-Za-z-]{1,6}\b)?"
    r"(?:,?\s(?-i:[A-Z][^\W\d_]{1,20}(?:\s[A-Z][^\W\d_]{1,20}){0,2}))?"
    r"(?:,?\s(?-i:[A-Z]{2}))?(?:,?\s(?:[0-9]{5}(?:-[0-9]{4})?|[A-Z]{1,2}[0-9][A-Z0-9]?\s?[0-9][A-Z]{2}))?\b",
    re.I,
)
_UNIT_EN = re.compile(
    r",?\s(?:apt|apartment|suite|ste|unit|floor|flat|#)|,?\s(?-i:[A-Z][\w]{2,20},?\s)?(?-i:[A-Z]{2})\s[0-9]{5}"
    r"|,\s(?-i:[A-Z])",
    re.I,
)
_BOX = re.compile(r"\bp\.?\s?o\.?\sbox\s[0-9]{1,6}\b", re.I)
_POSTCODE_EN = re.compile(
    r"\b(?:post\s?code|postal code|zip(?:\s?code)?)\s?(?:is|:|=)?\s?"
    r"([0-9]{5}(?:-[0-9]{4})?|[A-Z]{1,2}[0-9][A-Z0-9]?\s?[0-9][A-Z]{2}|[A-Z][0-9][A-Z]\s?[0-9][A-Z][0-9])\b",
    re.I,
)


def addresses(text: str) -> Iterator[Span]:
    """Where the addresses stand in ``text``, whose digits and punctuation are of half width."""
    for found in _STREET_ZH.finditer(text):
        yield _beginning(text, found.start()), _end(text, found.end())
    for found in _TOLD_ZH.finditer(text):
        if _PLACE_ZH.search(found[1]):
            yield found.span(1)
    for pattern in (_POSTCODE_ZH, _POSTCODE_EN):
        yield from (found.span(1) for found in pattern.finditer(text))
    yield from (found.span() for found in _BOX.finditer(text))
    for found in _STREET_EN.finditer(text):
        if _is_street(text, found):
            onwards = _ONWARDS_EN.match(text, found.end())
            yield found.start(), onwards.end() if onwards else found.end()


def _beginning(text: str, anchor: int) -> int:
    """Where an address begins whose street ends at ``anchor``: after what introduces it."""
    before = _BEFORE_ZH.search(text, max(0, anchor - 40), anchor)
    start = before.start() if before else anchor
    region = _REGION.search(text, start, anchor)
    limit = region.start() if region else anchor
    for said in _INTRODUCTION.finditer(text, start, limit):
        start = said.end()
    return start


def _end(text: str, end: int) -> int:
    """The end of an address, with its buildings, floors and rooms."""
    for _ in range(6):
        more = _ONWARDS_ZH.match(text, end) or _BETWEEN_ZH.match(text, end)
        if more is None:
            break
        end = more.end()
    last = _LAST_NUMBER.match(text, end)
    return last.end() if last else end


def _is_street(text: str, found: "re.Match[str]") -> bool:
    between = found[2].split()
    if any(word.casefold().strip(".") in _GOODS for word in between):
        return False
    if _AFTER_GOODS.match(text, found.end()):
        return False
    if re.fullmatch(_UNSURE, found[3], re.I):
        # A capital each, and something behind it that only addresses have.
        named = all(word[0].isupper() or word[0].isdigit() for word in (*between, found[3]))
        rest = text[found.end() : found.end() + 40]
        return named and bool(_UNIT_EN.match(rest) or rest.strip(" .!") == "")
    return True
