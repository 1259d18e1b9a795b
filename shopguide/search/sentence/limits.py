"""How a sentence limits an amount: "at least 16 GB", 1公斤以下, "8+128"."""

import re

from shopguide.text.quantities import NUMBER, UNIT

_WEIGHS = r"(?:\b(?:weigh(?:s|ing|t)?|weight)\s+(?:is\s+|of\s+)?)?"
_LESS = (
    rf"{_WEIGHS}(?:(?:\b(?:no|not|nothing|never)|n't)(?: weigh)? (?:more|heavier|larger|bigger"
    r"|longer|higher|over|above)(?: than)?"
    r"|(?<!nothing )(?<!\bnot )(?<!\bno )\b(?:under|below|less th[ae]n|lighter than|smaller than"
    r"|shorter than|thinner than|lower than)"
    r"|\bat (?:the )?most|\bup ?to|\bmax(?:imum)?(?: of)?|\bwithin|<=?|≤)(?: an?)?\s?"
    r"|(?:重量|尺寸|屏幕|长度)?(?:不(?:要|能|想)?超过|别超过|不到|小于(?:等于)?|低于|少于|轻于"
    r"|短于|最多|至多|最大|不大于|不重于|不高于|不多于|控制在)\s?"
)
_MORE = (
    rf"{_WEIGHS}(?:\b(?:no|not|nothing) (?:less|smaller|lower|shorter|lighter|under|below|fewer)(?: than)?"
    r"|\b(?:over|above|more th[ae]n|heavier than|larger than|bigger than|longer than|greater than"
    r"|higher than|better than|exceeding)"
    r"|\bat least|\bmin(?:imum)?\.?(?: of)?|\bstarting (?:at|from)|\bupwards of|>=?|≥)(?: an?)?\s?"
    r"|(?:不低于|不少于|不小于|不能少于|至少|最少|最低|起码|大于(?:等于)?|超过|高于|长于|重于"
    r"|多于)(?:要|有)?\s?"
)
_UP = (
    r"及?以上|或以上|或更[大多高]|起(?!码|来)步?|往上|打底|\+(?!\s?\d)|or (?:more|above|larger"
    r"|bigger|longer|higher|better|greater|over|up)\b"
    r"|and (?:up|above|over|more|bigger|larger)\b(?!\s\S?\d)|(?:plus|min(?:imum)?"
    r"|at (?:the )?least|upwards)\b(?!\s\S?\d)"
)
_DOWN = (
    r"及?以下|或以下|[以之]内|之下|内(?!存|胆|置|部)|或更[小轻少]|or (?:less|lighter|smaller"
    r"|under|below|lower|shorter|thinner)\b|and (?:under|below|smaller)\b(?!\s\S?\d)"
    r"|(?:max(?:imum)?|tops|at (?:the )?most)\b(?!\s\S?\d)"
)
#: "10x optical zoom or more", 10倍光学变焦以上: what is limited may stand before the limit.
_NOUN = (
    r"(?:\s?(?:of\s|的)?(?:optical zoom|zoom|ram|memory|storage|ssd|hdd|hard drive|battery life"
    r"|battery|rear camera|front camera|camera|screen|display"
    r"|内存|运存|存储|固态硬盘|固态|硬盘|电池|续航|屏幕?|光学变焦|变焦|容量)){0,2}"
)
AMOUNT = re.compile(
    rf"(?:(?P<less>{_LESS})"
    rf"|(?P<more>{_MORE}))?(?P<low>(?<![a-z0-9_.-]){NUMBER}\s?(?:{UNIT})?(?:\s?-\s?|\s?~\s?|–"
    r"| to | and | or |到|至|或者?))?"
    rf"(?P<number>(?<![a-z0-9_.])(?<![a-z]-){NUMBER})[\s-]?(?P<unit>{UNIT})"
    rf"(?:(?P<after>{_NOUN}\s?(?:{_DOWN}))|(?P<up>{_NOUN}\s?(?:{_UP})))?",
    re.ASCII,
)
#: "12+256" and "8/128GB" are memory and storage.
PAIR = re.compile(
    r"(?<![a-z0-9_./+-])(?P<ram>2|3|4|6|8|12|16|18|24|32"
    r"|64)\s?(?:gb?)?\s?(?P<sign>[+/])\s?(?P<storage>32|64|128|256|512|1024|2048"
    r"|[12](?=\s?tb?))\s?(?P<unit>gb?|tb?)?(?![a-z0-9_./+-]|\s?hz)",
    re.ASCII,
)
#: A number without its unit, right behind what it is a number of: 电池5000以上.
UNITLESS = re.compile(
    r"(?P<noun>电池(?:容量)?|内存|运存|存储|屏幕|\b(?:ram|battery|storage)(?: is"
    rf"| of)?)\s?(?:(?P<less>{_LESS})"
    rf"|(?P<more>{_MORE}))?(?P<number>\d{{1,5}}(?:\.\d)?)(?![\d.])\s?(?:(?P<after>{_DOWN})"
    rf"|(?P<up>{_UP}))?",
    re.ASCII,
)
#: "55 inch TV or bigger": the thing stands between.
UP_FAR = re.compile(r"\s(?:[a-z]+\s){1,2}or (?:more|above|larger|bigger|longer|better)\b", re.ASCII)
