"""Tokens and money of a day: set aside before a call, settled after it.

One statement counts and compares, so that no number of processes together spends more than is allowed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from shopguide.conf import DEFAULTS, settings
from shopguide.models import Spending

from .base import Usage, Writer, WriterError
from .savepoint import connection_of, savepoint

#: What a limit of None stands for.
ENDLESS = 10**15
#: For how long the shop's own days are kept.
YEAR = 400


@dataclass(frozen=True)
class Reservation:
    """What was set aside for one call, and for whom."""

    day: date
    scopes: tuple[str, ...]
    tokens: int
    money: Decimal


def limits() -> dict[str, Any]:
    """SHOPGUIDE["BUDGET"] over its defaults. Raises ImproperlyConfigured for an unknown key."""
    given = {**DEFAULTS["BUDGET"], **settings["BUDGET"]}
    if unknown := sorted(set(given) - set(DEFAULTS["BUDGET"])):
        raise ImproperlyConfigured(
            f'SHOPGUIDE["BUDGET"] has the unknown key {unknown[0]!r}; '
            f"use {', '.join(sorted(DEFAULTS['BUDGET']))}."
        )
    return given


def tokens_in(text: str) -> int:
    """About how many tokens a text is: a character of Chinese each, four letters of English."""
    plain = sum(map(str.isascii, text))
    return len(text) - plain + plain // 4 + 1


def cost_of(writer: Writer, usage: Usage) -> Decimal:
    sent = Decimal(str(writer.input_price)) * usage.prompt_tokens
    return (sent + Decimal(str(writer.output_price)) * usage.completion_tokens) / 1000


def reserve(writer: Writer, sent: str, shopper: str) -> Reservation:
    """Set aside the most that a call can cost. ``shopper`` is a digest, or empty.

    Raises WriterError("budget") if the day's tokens or money do not reach.
    """
    most = Usage(tokens_in(sent), writer.max_tokens)
    held = Reservation(
        timezone.localdate(),
        (Spending.SHOP, shopper) if shopper else (Spending.SHOP,),
        most.prompt_tokens + most.completion_tokens,
        cost_of(writer, most),
    )
    given = limits()
    bounds = [_or_endless(given[key]) for key in _BOUNDS]
    with savepoint(Spending), connection_of(Spending).cursor() as cursor:
        cursor.execute(_RESERVE, [list(held.scopes), *bounds, held.day, held.tokens, held.money])
        taken = [scope for (scope,) in cursor.fetchall()]
    if len(taken) < len(held.scopes):
        _add(held.day, taken, -held.tokens, -held.money, -1)
        raise WriterError(f"{writer.name} would spend more than the day's budget.", "budget")
    return held


def settle(held: Reservation, usage: Usage, money: Decimal) -> None:
    """Replace what was set aside by what was spent."""
    spent = usage.prompt_tokens + usage.completion_tokens
    _add(held.day, held.scopes, spent - held.tokens, money - held.money, 0)


def _add(day: date, scopes: Sequence[str], tokens: int, money: Decimal, calls: int) -> None:
    with savepoint(Spending), connection_of(Spending).cursor() as cursor:
        cursor.execute(_ADD, [tokens, money, calls, day, list(scopes)])


def forget_spending() -> int:
    """Delete what single shoppers spent longer ago than SHOPGUIDE["OUTBOUND_DAYS"]; the shop's own
    days are kept for a year."""
    today = timezone.localdate()
    before = today - timedelta(days=settings["OUTBOUND_DAYS"])
    gone = Spending.objects.filter(day__lt=before).exclude(scope=Spending.SHOP).delete()[0]
    return gone + Spending.objects.filter(day__lt=today - timedelta(days=YEAR)).delete()[0]


def _or_endless(limit: Any) -> Any:
    return ENDLESS if limit is None else limit


_BOUNDS = (
    "shop_tokens_per_day",
    "shopper_tokens_per_day",
    "money_per_day",
    "shopper_money_per_day",
)
# The shop's row is always first, so that no two calls wait for each other.
_RESERVE = """
WITH asked AS (
    SELECT scope, place,
        CASE place WHEN 1 THEN most.shop_tokens ELSE most.shopper_tokens END AS most_tokens,
        CASE place WHEN 1 THEN most.shop_money ELSE most.shopper_money END AS most_money,
        most.*
    FROM unnest(%s::text[]) WITH ORDINALITY AS each (scope, place),
        (SELECT %s::bigint AS shop_tokens, %s::bigint AS shopper_tokens,
            %s::numeric AS shop_money, %s::numeric AS shopper_money,
            %s::date AS day, %s::bigint AS tokens, %s::numeric AS money) AS most
)
INSERT INTO shopguide_spending AS s (day, scope, tokens, money, calls)
SELECT day, scope, tokens, money, 1 FROM asked
WHERE tokens <= most_tokens AND money <= most_money ORDER BY place
ON CONFLICT (day, scope) DO UPDATE
SET tokens = s.tokens + EXCLUDED.tokens, money = s.money + EXCLUDED.money, calls = s.calls + 1
WHERE s.tokens + EXCLUDED.tokens <= (SELECT most_tokens FROM asked WHERE asked.scope = s.scope)
    AND s.money + EXCLUDED.money <= (SELECT most_money FROM asked WHERE asked.scope = s.scope)
RETURNING scope
"""
_ADD = """
UPDATE shopguide_spending SET tokens = tokens + %s, money = money + %s, calls = calls + %s
WHERE day = %s AND scope = ANY(%s)
"""
