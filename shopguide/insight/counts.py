"""One SQL statement that counts reviews by aspect, each review once."""

from dataclasses import dataclass

from django.contrib.postgres.aggregates import BoolOr
from django.core.exceptions import EmptyResultSet
from django.db.models import Q

from .scope import Scope
from .sql import compiled, fetched

#: Of the reviews of the first ``WITH`` query, those that speak of each aspect; the first row has
#: no aspect and counts them all. An index has the opinions in the order that they are grouped by.
_COUNT = """
WITH scope (id, verified) AS MATERIALIZED ({readings}),
said (aspect, id, good, bad) AS ({opinions})
SELECT NULL, count(*), 0, 0, 0, count(*) FILTER (WHERE verified), 0, 0 FROM scope
UNION ALL
SELECT aspect, count(*), count(*) FILTER (WHERE good), count(*) FILTER (WHERE bad),
  count(*) FILTER (WHERE good AND bad), count(*) FILTER (WHERE verified),
  count(*) FILTER (WHERE good AND verified), count(*) FILTER (WHERE bad AND verified)
FROM said JOIN scope USING (id) GROUP BY aspect
"""


@dataclass(frozen=True)
class Count:
    """Reviews that speak of an aspect, with those among them that praise it, blame it, do both;
    and of those by verified buyers."""

    mentions: int = 0
    positive: int = 0
    negative: int = 0
    mixed: int = 0
    verified: int = 0
    verified_positive: int = 0
    verified_negative: int = 0


@dataclass(frozen=True)
class Counts:
    """``total`` and ``verified`` are all reviews in the scope, and those by verified buyers."""

    total: int
    verified: int
    aspects: dict[str, Count]


def count(scope: Scope) -> Counts:
    """Count the reviews in the scope. Raises LookupError for what is no key."""
    readings = scope.readings()
    opinions = scope.opinions().order_by().values("aspect", "reading")
    said = opinions.annotate(good=BoolOr(Q(polarity=1)), bad=BoolOr(Q(polarity=-1)))
    try:
        scoped, first = compiled(readings.values("pk", "verified"))
        spoken, second = compiled(said)
    except EmptyResultSet:
        return Counts(0, 0, {})
    statement = _COUNT.format(readings=scoped, opinions=spoken)
    (_, total, *_, verified, _, _), *rows = fetched(readings, statement, (*first, *second))
    return Counts(total, verified, {aspect: Count(*numbers) for aspect, *numbers in rows})
