"""How the shop does: figures of a period from the daily tally, with the days that are in none yet
counted as they are now, in one statement."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .days import uncounted
from .tally import SUMS, parameters, statement

#: Days that are counted while the page waits: today, and yesterday until the worker has counted it.
LIVE = 2


@dataclass(frozen=True)
class Measure:
    """``above`` by ``below``; ``good`` is -1 where less is better, 0 where neither is."""

    name: str
    label: Promise
    above: str
    below: str
    unit: str = "percent"
    good: int = 1


MEASURES = {
    each.name: each
    for each in (
        Measure("click_through", _("clicks by products shown"), "clicks", "shown"),
        Measure("add_to_cart", _("visitors who put something in the cart"), "carted", "visits"),
        Measure("conversion", _("visitors who buy"), "bought", "visits"),
        Measure("revenue", _("revenue per visitor"), "visitor_revenue", "visits", "money"),
        Measure("no_results", _("searches that find nothing"), "empty", "searches", good=-1),
        Measure(
            "reformulation", _("searches said again in other words"), "reformulated", "followed",
            good=-1,
        ),
        Measure(
            "first_click", _("time to the first click"), "first_click_seconds", "first_clicks",
            "seconds", -1,
        ),
        Measure("satisfaction", _("helpful, of all thumbs"), "up", "thumbs"),
        Measure("hand_offs", _("questions handed to a person"), "hand_offs", "answers", good=-1),
        Measure(
            "search_latency", _("time to make a search page"), "search_seconds", "timed", "seconds",
            -1,
        ),
        Measure("latency", _("time to write a text"), "call_seconds", "calls", "seconds", -1),
        Measure("cost", _("cost per text"), "cost", "texts", "cost", -1),
    )
}  # fmt: skip

#: Sums over rows of the tally. Of shoppers who are not known nothing can be followed.
ADDED = {
    **{name: f"sum({name})" for name in SUMS},
    "visitor_revenue": "sum(revenue) FILTER (WHERE audience <> 'unknown')",
    "followed": "sum(searches) FILTER (WHERE audience <> 'unknown')",
    "thumbs": "sum(up) + sum(down)",
    "texts": "sum(answers) + sum(suggested)",
}
#: Tables of a reading, and the columns by which they are told apart.
PARTS = ("surface", "language", "audience")


@dataclass(frozen=True)
class Asked:
    """A period, both days in it, and the segment: empty is everything."""

    begins: date
    ends: date
    surface: str = ""
    language: str = ""
    audience: str = ""

    @property
    def days(self) -> int:
        return (self.ends - self.begins).days + 1

    @property
    def before(self) -> tuple[date, date]:
        """As many days, before the first."""
        return self.begins - timedelta(days=self.days), self.begins - timedelta(days=1)


@dataclass(frozen=True)
class Figures:
    """Sums by name; nothing at all is zero."""

    sums: Mapping[str, float] = field(default_factory=dict)

    def __getitem__(self, name: str) -> float:
        return self.sums.get(name, 0.0)

    def value(self, measure: Measure) -> float | None:
        """None where there is nothing to divide by."""
        below = self[measure.below]
        return self[measure.above] / below if below else None


@dataclass(frozen=True)
class Online:
    """``parts`` are figures by a value of the column that they are named after. ``missing`` is how
    many days of the period nobody has counted yet."""

    total: Figures
    before: Figures
    days: Mapping[date, Figures]
    parts: Mapping[str, Mapping[str, Figures]]
    missing: int = 0


def online(asked: Asked, today: date) -> Online:
    """The figures of a period."""
    first = asked.before[0]
    open_days = uncounted(first, asked.ends)
    live = [day for day in open_days if today - timedelta(days=LIVE) < day <= today]
    rows = _rows(asked, live)
    found: dict[str, dict[Any, Figures]] = {}
    for part, key, *values in rows:
        sums = {name: _number(value) for name, value in zip(ADDED, values, strict=True)}
        found.setdefault(part, {})[key] = Figures(sums)
    return Online(
        total=found.get("total", {}).get("", Figures()),
        before=found.get("before", {}).get("", Figures()),
        days={date.fromisoformat(key): each for key, each in found.get("day", {}).items()},
        parts={part: found.get(part, {}) for part in PARTS},
        missing=len([day for day in open_days if day not in live and asked.begins <= day]),
    )


def _rows(asked: Asked, live: list[date]) -> list[tuple[Any, ...]]:
    given: dict[str, Any] = {
        **vars(asked),
        "first": asked.before[0],
        "live": live,
    }
    for place, day in enumerate(live):
        given |= parameters(day, f"live{place}_")
    with connection.cursor() as cursor:
        cursor.execute(_statement(asked, len(live)), given)
        return list(cursor.fetchall())


def _statement(asked: Asked, live: int) -> str:
    columns = ", ".join(["day", "surface", "language", "audience", *SUMS])
    parts = [
        f"SELECT {columns} FROM shopguide_dailytally"  # noqa: S608
        " WHERE day BETWEEN %(first)s AND %(ends)s AND NOT day = ANY(%(live)s::date[])",
        *(_live(place) for place in range(live)),
    ]
    added = ", ".join(ADDED.values())
    now, chosen = "day >= %(begins)s", "surface = %(surface)s"
    selects = [
        _select("'total', ''", added, asked, now, chosen),
        _select("'before', ''", added, asked, "day < %(begins)s", chosen),
        _select("'day', day::text", added, asked, now, chosen, group="day"),
        _select("'surface', surface", added, asked, now, "surface <> ''", group="surface"),
        *(
            _select(f"'{part}', {part}", added, asked, now, chosen, group=part)
            for part in ("language", "audience")
        ),
    ]
    tally = "\nUNION ALL\n".join(parts)
    return f"WITH tally AS MATERIALIZED ({tally})\n" + "\nUNION ALL\n".join(selects)


def _live(place: int) -> str:
    return f"SELECT * FROM ({statement(f'live{place}_')}) live{place}"  # noqa: S608


def _select(told: str, added: str, asked: Asked, *conditions: str, group: str = "") -> str:
    """What is in a table is limited by all filters but the one that the table is of."""
    limits = [
        f"{name} = %({name})s"
        for name in ("language", "audience")
        if getattr(asked, name) and name != group
    ]
    where = " AND ".join([*conditions, *limits])
    grouped = f" GROUP BY {group}" if group else ""
    return f"SELECT {told}, {added} FROM tally WHERE {where}{grouped}"  # noqa: S608


def _number(value: Any) -> float:
    return float(value) if isinstance(value, Decimal | float | int) else 0.0


def languages_and_pages(begins: date) -> tuple[list[str], list[str]]:
    """What can be chosen: languages and pages of which something was counted since then."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT array_agg(DISTINCT language) FILTER (WHERE language <> ''),"
            " array_agg(DISTINCT surface) FILTER (WHERE surface <> '')"
            " FROM shopguide_dailytally WHERE day >= %s",
            [begins],
        )
        languages, surfaces = cursor.fetchone() or (None, None)
    return sorted(languages or []), sorted(surfaces or [])
