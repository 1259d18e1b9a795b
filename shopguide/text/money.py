"""Prices as people write them, in the shop's one currency."""

from decimal import Decimal
from typing import Any

from babel import Locale
from babel.numbers import format_currency
from django.utils.translation import get_language

from shopguide.conf import settings


def format_price(amount: Any, language: str | None = None) -> str:
    """``Decimal("109.95")`` → "$109.95" in English, "US$109.95" in Chinese (CLDR, by Babel)."""
    if amount is None:
        return ""
    locale = locale_of(language or get_language() or "en")
    return format_currency(Decimal(str(amount)), settings["CURRENCY"], locale=locale)


def locale_of(language: str) -> Locale:
    """Babel's locale of one of Django's language codes."""
    return Locale.parse("zh_Hans_CN" if language.startswith("zh") else "en_US")
