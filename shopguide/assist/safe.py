"""Marks of text that a page must not repeat without a source: markup, addresses, money, stock."""

import re

_MARKUP = re.compile(r"[<>`]|\]\(|\*\*|^\s*#|\{|\}")
LINK = re.compile(
    r"(?:https?:)?//\S+|www\.\S+|[\w.+-]+@[\w-]+\.[\w.-]+"
    r"|\b[\w-]+\.(?:com|net|org|io|cn|example|shop|xyz|info|top|ru)\b\S*",
    re.I,
)
MONEY = re.compile(
    r"[$€£¥￥]|\b(?:USD|EUR|GBP|CNY|RMB|dollars?|euros?|bucks)\b|\d\s*[元块]|美元|人民币", re.I
)
STOCK = re.compile(r"\b(?:in|out of) stock\b|sold out|\bleft in stock\b|有货|缺货|售罄|现货", re.I)
NEGATION = re.compile(
    r"\b(?:no|not|never|cannot|none|neither|nor|unable|isn't|don't)\b|n['’]t\b|不|没|无|未|勿|禁止",
    re.I,
)


def has_markup(text: str) -> bool:
    return bool(_MARKUP.search(text))


def has_link(text: str) -> bool:
    return bool(LINK.search(text))


def has_money(text: str) -> bool:
    return bool(MONEY.search(text))
