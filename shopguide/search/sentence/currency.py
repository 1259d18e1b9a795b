"""Money as people write it: its signs, names and numbers, and what it is in the shop's currency."""

import re

from shopguide.conf import settings

from .text import number

_NUMBER = r"\d{1,7}(?:,\d{3}){0,3}(?:\.\d{1,2})?(?![\d]|[.,]\d)"
_SIGN = r"(?:us|hk|au|ca)?[$¥￥€£]|(?:usd|eur|gbp|cny|rmb|jpy|hkd)(?![a-z])"
_UNIT = (
    r"(?:(?:us )?dollars?|bucks|usd|eur|euros?|gbp|pounds?|quid|cny|rmb|yuan|jpy|yen|hkd)(?![a-z])"
    r"|美元|美金|美刀|欧元|英镑|日元|港币|港元|人民币|块钱|元钱?|块|刀(?!具|片|头|架)|¥|€|£|\$"
)
_CODES = {
    "$": "USD", "us$": "USD", "usd": "USD", "dollar": "USD", "dollars": "USD", "us dollar": "USD",
    "us dollars": "USD", "美元": "USD", "美金": "USD", "美刀": "USD", "刀": "USD", "bucks": "USD",
    "€": "EUR", "eur": "EUR", "euro": "EUR", "euros": "EUR", "欧元": "EUR", "£": "GBP",
    "gbp": "GBP", "pound": "GBP", "pounds": "GBP", "quid": "GBP", "英镑": "GBP", "cny": "CNY",
    "rmb": "CNY", "yuan": "CNY", "人民币": "CNY", "jpy": "JPY", "yen": "JPY", "日元": "JPY",
    "hkd": "HKD", "hk$": "HKD", "港币": "HKD", "港元": "HKD",
}  # fmt: skip
#: What a shopper writes for whatever currency the shop uses.
_ANY = frozenset(["元", "元钱", "块", "块钱", "¥", "￥", "$"])


def amount(n: int) -> str:
    """Pattern of the ``n``-th sum of a match: groups ``sign``, ``number`` and ``unit`` with n."""
    return (
        rf"(?P<sign{n}>{_SIGN})?\s?(?<![\d.])(?P<number{n}>{_NUMBER})\s?"
        rf"(?P<unit{n}>来?(?:{_UNIT}))?"
    )


def names_money(found: re.Match[str], n: int) -> bool:
    return bool(found.group(f"sign{n}") or found.group(f"unit{n}"))


def said_currency(found: re.Match[str], n: int) -> str | None:
    said = found.group(f"sign{n}") or found.group(f"unit{n}")
    return said.removeprefix("来") if said else None


def value_of(found: re.Match[str], n: int) -> float | None:
    return converted(number(found.group(f"number{n}")), said_currency(found, n))


def converted(value: float, said: str | None) -> float | None:
    """In the shop's currency; None where another one is named and no rate is known."""
    shop = settings["CURRENCY"]
    code = _CODES.get(said or "")
    if said is None or code == shop or said in _ANY or code is None:
        return value
    rate = settings["EXCHANGE_RATES"].get(code)
    return round(value * rate, 2) if rate else None
