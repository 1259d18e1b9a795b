"""What a shopper's sentence says about money: limits in numbers, and "cheap" or "premium".

A limit is hard and is shown as a chip that can be taken off. A level is a percentile among the
products of the same category in this shop, since a cheap laptop costs more than a dear cable.
"""

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Literal

from django.db.models import Aggregate, FloatField
from django.db.models.functions import Cast

from shopguide.catalogue.guide import ProductGuide
from shopguide.text.clean import fold

from .legs import Filters

Level = Literal["low", "high"]

_UNIT = r"(?:dollars?|usd|eur|euros?|元|块|美元)"
_AMOUNT = rf"(?:us)?[$¥€£]?\s?(\d{{1,7}}(?:,\d{{3}})*(?:\.\d{{1,2}})?)\s?{_UNIT}?"
_YUAN = rf"{_AMOUNT}(?<=[元块])\s?"
_BETWEEN = re.compile(rf"(?:between|from)\s+{_AMOUNT}\s+(?:and|to)\s+{_AMOUNT}")
_BETWEEN_ZH = re.compile(rf"{_AMOUNT}\s?[到至~-]\s?{_AMOUNT}(?<=[元块])")
_AT_MOST = re.compile(
    r"(?:under|below|less than|cheaper than|at most|up to|max(?:imum)?|no more than|within)\s+"
    + _AMOUNT
)
_AT_LEAST = re.compile(rf"(?:over|above|more than|at least|min(?:imum)?)\s+{_AMOUNT}")
_MONEY = re.compile(r"[$¥€£元块]|dollar|usd|eur|美元")
_AT_MOST_ZH = re.compile(rf"(?:不超过|低于|少于|不到)\s?{_YUAN}|{_YUAN}(?:以下|以内|之内|之下)")
_AT_LEAST_ZH = re.compile(rf"(?:高于|(?<!不)超过|不低于)\s?{_YUAN}|{_YUAN}(?:以上|起)")
_LOW = re.compile(
    r"\b(?:budget|cheap|cheaper|cheapest|affordable|inexpensive|low[- ]cost|bargain)\b"
    r"|value for money|便宜|实惠|平价|性价比|低价|百元|千元机|划算|入门"
)
_HIGH = re.compile(
    r"\b(?:premium|high[- ]end|luxury|flagship|top of the line)\b|高端|旗舰|高档|豪华|顶级"
)
#: "Cheap" is the cheaper two fifths of a category, "premium" the dearer two fifths.
SHARE = 0.4


@dataclass(frozen=True)
class Wish:
    """Money in a sentence: hard limits and a level."""

    price_min: Decimal | None = None
    price_max: Decimal | None = None
    level: Level | None = None

    def filters(self, guide: ProductGuide, given: Filters) -> Filters:
        """``given`` with the limits of this sentence where the guide has a price and the shopper
        set none by hand."""
        if not guide.price_field or given.price_min is not None or given.price_max is not None:
            return given
        return replace(given, price_min=self.price_min, price_max=self.price_max)


def read_wish(query: str) -> Wish:
    """The wish in a query, empty where it says nothing about money."""
    text = fold(query)
    level: Level | None = "low" if _LOW.search(text) else "high" if _HIGH.search(text) else None
    if found := _BETWEEN.search(text) or _BETWEEN_ZH.search(text):
        low, high = sorted(map(_number, found.groups()))
        return Wish(low, high, level) if _MONEY.search(found.group()) else Wish(level=level)
    at_most = _limit(text, _AT_MOST, _AT_MOST_ZH)
    at_least = _limit(text, _AT_LEAST, _AT_LEAST_ZH)
    return Wish(at_least, at_most, level)


def _limit(text: str, english: re.Pattern[str], chinese: re.Pattern[str]) -> Decimal | None:
    if (found := english.search(text)) and _is_money(found, text):
        return _number(found.group(1))
    if found := chinese.search(text):
        return _number(next(group for group in found.groups() if group))
    return None


def _is_money(found: re.Match[str], text: str) -> bool:
    """ "under 300" is a price, "under 300 grams" and "at least 16 GB" are not."""
    if _MONEY.search(found.group()):
        return True
    after = text[found.end() :].lstrip()
    return not re.match(r"[^\W\d_]|[%\"”'′]", after) or bool(
        re.match(r"(?:and|or|with|for|please)\b", after)
    )


def _number(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))


class _Percentile(Aggregate):
    """PostgreSQL's ordered-set aggregate ``percentile_cont``."""

    template = "percentile_cont(%(share)s) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()


def level_filters(guide: ProductGuide, category: Any, level: Level, given: Filters) -> Filters:
    """``given`` narrowed to what counts as ``level`` among visible products of ``category``."""
    if not guide.price_field:
        return given
    products = Filters(category=category).apply(guide, guide.products())
    share = SHARE if level == "low" else 1 - SHARE
    edge = products.aggregate(edge=_Percentile(Cast(guide.price_field, FloatField()), share=share))[
        "edge"
    ]
    if edge is None:
        return given
    bound = Decimal(str(edge))
    if level == "low":
        least = bound if given.price_max is None else min(bound, given.price_max)
        return replace(given, category=category, price_max=least)
    most = bound if given.price_min is None else max(bound, given.price_min)
    return replace(given, category=category, price_min=most)
