"""What writers have spent today, of what they may, for the first line of the admin's pages."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q
from django.utils import timezone

from shopguide.models import Circuit, OutboundCall, Spending
from shopguide.writers import budget

#: Outcomes that are no failure of the host's.
WELL = (OutboundCall.Outcome.UNDER_WAY, OutboundCall.Outcome.WHOLE, OutboundCall.Outcome.LEFT)


@dataclass(frozen=True)
class Today:
    """Tokens and money of this day with their limits, None where there is none."""

    calls: int
    tokens: int
    money: Decimal
    most_tokens: int | None
    most_money: float | None


@dataclass(frozen=True)
class CallsToday:
    calls: int
    failed: int


def spent_today() -> Today:
    limits = budget.limits()
    row = Spending.objects.filter(day=timezone.localdate(), scope=Spending.SHOP).first()
    return Today(
        calls=row.calls if row else 0,
        tokens=row.tokens if row else 0,
        money=row.money if row else Decimal(0),
        most_tokens=limits["shop_tokens_per_day"],
        most_money=limits["money_per_day"],
    )


def calls_today() -> CallsToday:
    counted = OutboundCall.objects.filter(created__date=timezone.localdate()).aggregate(
        calls=Count("pk"), failed=Count("pk", filter=~Q(outcome__in=WELL))
    )
    return CallsToday(**counted)


def resting() -> list[str]:
    """Writers that are not asked just now."""
    rows = Circuit.objects.exclude(state=Circuit.State.CLOSED)
    return list(rows.order_by("name").values_list("name", flat=True))
