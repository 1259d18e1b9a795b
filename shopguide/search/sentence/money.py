"""Prices, "cheap" and "premium", stars and stock."""

import re
from collections.abc import Iterator

from shopguide.catalogue.guide import ProductGuide
from shopguide.conf import settings
from shopguide.text.clean import fold

from .constraint import Constraint, Level
from .text import Sentence, number

_NUMBER = r"(\d{1,7}(?:,\d{3})*(?:\.\d{1,2})?)"
_SIGN = r"(?:us|hk|au|ca)?[$¥￥€£]|(?:usd|eur|gbp|cny|rmb|jpy|hkd)\b"
_UNIT = (
    r"dollars?\b|bucks\b|usd\b|eur\b|euros?\b|gbp\b|pounds?\b|quid\b|cny\b|rmb\b|yuan\b|jpy\b|yen\b|hkd\b"
    r"|美元|美金|欧元|英镑|日元|港币|港元|人民币|块钱|元|块|¥|€|£|\$"
)
_AMOUNT = rf"(?P<sign{{n}}>{_SIGN})?\s?(?P<number{{n}}>{_NUMBER[1:-1]})\s?(?P<unit{{n}}>{_UNIT})?"


def _amount(n: int) -> str:
    return _AMOUNT.replace("{n}", str(n))


_TO = r"\s?(?:-|–|—|~|to|and|到|至)\s?"
_BETWEEN = re.compile(
    rf"(?:\b(?:priced\s+)?(?:between|from)\s+)?(?:价格|预算)?(?:在|是)?\s?{_amount(1)}{_TO}{_amount(2)}\s?(?:之间|的?价位|区间)?"
)
_AT_MOST = re.compile(
    r"(?:\b(?:(?:that\s+)?costs?\s+|priced\s+|price\s+(?:is\s+)?)?(?:under|below|less than|cheaper than|at most|up to"
    r"|max(?:imum)?(?: of)?|no more than|not more than|within|not over|not exceeding|<=?|≤)\s?"
    r"|(?:价格|预算|价钱|售价)?(?:不超过|不高于|低于|少于|不到|小于|最多|至多|控制在|预算在?|便宜于|不要超过|别超过))\s?"
    + _amount(1)
    + r"\s?(?:以内|以下|之内|之下|内)?"
)
_AT_MOST_AFTER = re.compile(
    rf"(?:价格|预算|价钱|售价)?(?:在)?\s?{_amount(1)}\s?(?:以下|以内|之内|之下|内(?!存)|封顶|or less\b|or under\b|or below\b|or cheaper\b|max\b|tops\b|budget\b)"
)
_AT_LEAST = re.compile(
    r"(?:\b(?:costs?\s+|priced\s+)?(?:over|above|more than|at least|min(?:imum)?(?: of)?|no less than|not less than"
    r"|not under|starting (?:at|from)|>=?|≥)\s?|(?:价格|价钱|售价)?(?:高于|超过|不低于|不少于|大于|至少|最少|贵于))\s?"
    + _amount(1)
    + r"\s?(?:以上)?"
)
_AT_LEAST_AFTER = re.compile(
    rf"(?:价格|价钱|售价)?(?:在)?\s?{_amount(1)}\s?(?:以上|起|or more\b|or above\b|or over\b|and up\b|\+)"
)
_AROUND = re.compile(
    rf"(?:\b(?:around|about|approximately|approx\.?|roughly|near|circa|budget (?:is|of)(?: about| around)?)\s+|[~约]|大约|大概|差不多|接近)\s?{_amount(1)}"
    rf"(?:\s?(?:左右|上下))?"
)
_AROUND_AFTER = re.compile(
    rf"(?:价格|预算|价钱|售价)?(?:在)?\s?{_amount(1)}\s?(?:左右|上下|or so\b|-ish\b|ish\b|价位|的价位|档)"
)
#: How far "around" reaches.
NEAR = 0.2
_CLASS = re.compile(r"(?P<power>100|1000|10000|[百千万])元(?:机|级|价位|档)")
_LOW = re.compile(
    r"\b(?:budget(?:[- ]friendly)?|cheap(?:er|est)?|affordable|inexpensive|low[- ](?:cost|priced?)|bargain|economical|entry[- ]level)\b"
    r"|\bvalue for money\b|\b(?:not|isn't|nothing) (?:too |very |so |that )?(?:expensive|pricey)\b"
    r"|(?:不要?|别)(?:太|那么|很)?贵|最?便宜|实惠|平价|性价比高?|低价|廉价|划算|经济型|入门级?|白菜价"
)
_HIGH = re.compile(
    r"\b(?:premium|high[- ]end|luxury|luxurious|flagship|top[- ]of[- ]the[- ](?:line|range)|top[- ]end|upscale|deluxe)\b"
    r"|高端|旗舰|高档|豪华|顶级|奢华|顶配"
)
_STARS = re.compile(
    r"(?:\b(?:at least|minimum(?: of)?|over|above|more than)\s+)?(?:\brat(?:ed|ings?)\s+(?:of\s+|is\s+)?(?:at least\s+|above\s+|over\s+|higher than\s+)?)?"
    r"(?P<stars>[1-5](?:\.\d)?)\s?(?:\+\s?)?-?stars?(?:\s+(?:rating|rated|reviews?))?(?:\s*(?:\+|and (?:up|above|over|higher)|or (?:more|above|better|higher|up)))?"
    r"|\brat(?:ed|ings?)\s+(?:of\s+|is\s+)?(?:at least|above|over|higher than|better than|more than)?\s?(?P<rated>[1-5](?:\.\d)?)\s?(?:\+|and (?:up|above)|or (?:more|above|better|higher))?"
    r"|(?:评分|评价|好评|星级)(?:在|要|至少|不低于|高于)?\s?(?P<score>[1-5](?:\.\d)?)\s?[星分]?(?:及?以上|\+)?"
    r"|(?:至少|不低于|高于)?\s?(?P<xing>[1-5](?:\.\d)?)\s?[星分](?:及?以上|好评|评价|\+)"
)
_WELL_RATED = re.compile(
    r"\b(?:highly|top|best|well)[- ](?:rated|reviewed)\b|\bgood (?:reviews|ratings)\b|\bgreat reviews\b"
    r"|(?:评分|评价|口碑)(?:最?高|最?好)|高评分|好评(?:多|如潮)?|口碑好?"
)
_STOCK = re.compile(
    r"\b(?:that (?:is|are) )?(?:currently |now )?in[- ]stock\b|\bavailable (?:now|right now|immediately|today)\b|\bready to ship\b"
    r"|(?:要|有|是)?现货|有货|有库存|能马上发货|可以马上发货"
)
_CODES = {
    "$": "USD", "us$": "USD", "usd": "USD", "dollar": "USD", "dollars": "USD", "美元": "USD",
    "美金": "USD", "bucks": "USD", "€": "EUR", "eur": "EUR", "euro": "EUR", "euros": "EUR",
    "欧元": "EUR", "£": "GBP", "gbp": "GBP", "pound": "GBP", "pounds": "GBP", "quid": "GBP",
    "英镑": "GBP", "cny": "CNY", "rmb": "CNY", "yuan": "CNY", "人民币": "CNY", "jpy": "JPY",
    "yen": "JPY", "日元": "JPY", "hkd": "HKD", "hk$": "HKD", "港币": "HKD", "港元": "HKD",
}  # fmt: skip
#: What a shopper writes for whatever currency the shop uses.
_ANY = frozenset(["元", "块", "块钱", "¥", "￥", "$"])


def read_stars(guide: ProductGuide, sentence: Sentence) -> Iterator[Constraint]:
    if guide.reviews is None or not guide.reviews.score:
        return
    if found := _STARS.search(sentence.text):
        stars = next(filter(None, found.groupdict().values()))
        yield Constraint("rating", sentence.take(found), low=float(stars))
    elif found := _WELL_RATED.search(sentence.text):
        yield Constraint("rating", sentence.take(found), low=4.0)


def read_stock(guide: ProductGuide, sentence: Sentence) -> Iterator[Constraint]:
    if guide.stock_field and (found := _STOCK.search(sentence.text)):
        yield Constraint("stock", sentence.take(found))


def read_level(guide: ProductGuide, sentence: Sentence) -> Iterator[Constraint]:
    """Read after prices: "budget of $300" is a price."""
    if not guide.price_field:
        return
    levels: tuple[tuple[Level, re.Pattern[str]], ...] = (("low", _LOW), ("high", _HIGH))
    for level, pattern in levels:
        if found := pattern.search(sentence.text):
            said = sentence.take(found)
            yield Constraint("level", said, hard=False, level=level)
            return


def level_said(text: str) -> Level | None:
    """The level of price in a text, where it says one."""
    folded = fold(text)
    return "low" if _LOW.search(folded) else "high" if _HIGH.search(folded) else None


def read_price(guide: ProductGuide, sentence: Sentence) -> Iterator[Constraint]:
    """At most one price, from both ends where two are said."""
    if not guide.price_field:
        return
    if (classed := _class_of_price(sentence)) is not None:
        yield classed
        return
    for found in _BETWEEN.finditer(sentence.text):
        if (pair := _both(found, sentence.text)) is not None:
            yield _price(sentence.take(found), *sorted(pair))
            return
    for pattern in (_AROUND, _AROUND_AFTER):
        if (one := _first(pattern, sentence)) is not None:
            found, value = one
            low, high = round(value * (1 - NEAR), 2), round(value * (1 + NEAR), 2)
            yield _price(sentence.take(found), low, high)
            return
    low_end = _end(sentence, _AT_LEAST_AFTER, _AT_LEAST, unless=_AT_MOST)
    high_end = _end(sentence, _AT_MOST, _AT_MOST_AFTER)
    if low_end or high_end:
        said = " ".join(each[0] for each in (low_end, high_end) if each)
        yield _price(said, low_end and low_end[1], high_end and high_end[1])


def _class_of_price(sentence: Sentence) -> Constraint | None:
    """千元机, "a thousand-yuan phone", costs a thousand yuan and something; in a shop of another
    currency without a rate it is only a word for a kind of phone."""
    found = _CLASS.search(sentence.text)
    if found is None:
        return None
    power = found["power"]
    yuan = {"百": 100.0, "千": 1000.0, "万": 10_000.0}.get(power) or number(power)
    low = _converted(yuan, "cny")
    if low is None:
        return None
    if found.group().endswith("机"):
        sentence.add("手机")
    return _price(sentence.take(found), low, low * 2)


def _price(said: str, low: float | None, high: float | None) -> Constraint:
    return Constraint("price", said, low=low, high=high)


def _end(
    sentence: Sentence, *patterns: re.Pattern[str], unless: re.Pattern[str] | None = None
) -> tuple[str, float] | None:
    for pattern in patterns:
        if (one := _first(pattern, sentence, unless)) is not None:
            return sentence.take(one[0]), one[1]
    return None


def _first(
    pattern: re.Pattern[str], sentence: Sentence, unless: re.Pattern[str] | None = None
) -> tuple[re.Match[str], float] | None:
    for found in pattern.finditer(sentence.text):
        if unless and any(
            other.start() <= found.start("number1") < other.end()
            for other in unless.finditer(sentence.text)
        ):
            continue
        value = _value(found, 1)
        if value is not None and _is_money(found, sentence.text):
            return found, value
    return None


def _both(found: re.Match[str], text: str) -> list[float] | None:
    if not (_names_money(found, 1) or _names_money(found, 2)):
        worded = re.match(r"\s*(?:priced\s+)?(?:between|from)\b|价格|预算", found.group())
        if not worded or not _is_money(found, text):
            return None
    signs = [found.group(f"{part}{n}") for n in (1, 2) for part in ("sign", "unit")]
    code = next(filter(None, signs), None)
    values = [_converted(number(found.group(f"number{n}")), code) for n in (1, 2)]
    return None if None in values else [value for value in values if value is not None]


def _names_money(found: re.Match[str], n: int) -> bool:
    return bool(found.group(f"sign{n}") or found.group(f"unit{n}"))


def _is_money(found: re.Match[str], text: str) -> bool:
    """ "under 300" is a price, "under 300 grams" and "at least 16 GB" are not."""
    if _names_money(found, 1) or ("number2" in found.groupdict() and _names_money(found, 2)):
        return True
    if re.match(r"价格|预算|价钱|售价|.*\b(?:price|cost|budget|cheaper)", found.group()):
        return True
    after = text[found.end() :].lstrip()
    if re.search(r"[以之]?[下内上]$|左右$|上下$|价位$|封顶$|档$", found.group()):
        return not re.match(r"[^\W\d_]*(?:克|公斤|斤|寸|毫安|小时|像素)", after)
    if re.search(r"[一-鿿]", found.group()):
        return False
    return not re.match(r"[^\W\d_]|[%\"”'′+.-]", after) or bool(
        re.match(r"(?:and|or|with|for|please|in|that|which|if|but|from|on)\b", after)
    )


def _value(found: re.Match[str], n: int) -> float | None:
    code = found.group(f"sign{n}") or found.group(f"unit{n}")
    return _converted(number(found.group(f"number{n}")), code)


def _converted(value: float, said: str | None) -> float | None:
    """In the shop's currency; None where another one is named and no rate is known."""
    shop = settings["CURRENCY"]
    code = _CODES.get(said or "")
    if said is None or code == shop or said in _ANY or code is None:
        return value
    rate = settings["EXCHANGE_RATES"].get(code)
    return round(value * rate, 2) if rate else None
