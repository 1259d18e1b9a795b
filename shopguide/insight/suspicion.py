"""Reviews that may not be a shopper's own: near copies and bursts. Nothing is removed for it."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import accumulate

import numpy as np
from django.conf import settings as django_settings
from django.core.exceptions import EmptyResultSet
from django.db.models import Count
from django.db.models.functions import TruncDate
from django.utils import timezone

from .scope import Scope
from .sql import compiled, fetched
from .statistics import corrected

#: Bits of 64 in which two fingerprints may differ (Manku, Jain & Das Sarma, 2007).
DISTANCE = 3
#: Pairs of near copies that are looked at, and reviews that are told of one group.
MOST_PAIRS, MOST_TOLD = 20_000, 50
#: A day's reviews are compared with those of so many days before and after it.
_AROUND = timedelta(days=28)
#: Fewer reviews on one day are no burst, and so many bursts in a hundred told may be chance.
LEAST, FALSE = 5, 0.01

#: Two fingerprints that differ in three bits agree in one of four quarters of their bits, each of
#: which has an index. A fingerprint that several reviews share is a pair with itself.
_QUARTER = """
SELECT mine.bits, other.fingerprint FROM mine CROSS JOIN LATERAL (
  SELECT fingerprint FROM shopguide_reviewreading
  WHERE (fingerprint >> {shift}) & 65535 = (mine.bits >> {shift}) & 65535
    AND fingerprint IS NOT NULL AND guide = %s AND reader = %s {fence}
) AS other
WHERE other.fingerprint <> mine.bits
  AND bit_count((other.fingerprint # mine.bits)::bit(64)) <= {distance}
"""
_PAIRS = """
WITH mine (bits) AS MATERIALIZED (SELECT DISTINCT fingerprint FROM ({readings}) AS scope),
pairs AS ({quarters})
SELECT bits, fingerprint FROM pairs UNION ALL SELECT * FROM (
  SELECT bits, bits FROM mine CROSS JOIN LATERAL (
    SELECT 1 FROM shopguide_reviewreading
    WHERE (fingerprint >> 0) & 65535 = (mine.bits >> 0) & 65535
      AND fingerprint = mine.bits AND guide = %s AND reader = %s {fence}
  ) AS other GROUP BY bits HAVING count(*) > 1
) AS same LIMIT {most}
"""
_MEMBERS = """
SELECT fingerprint, review_id, object_id, written, verified FROM shopguide_reviewreading
WHERE (fingerprint >> 0) & 65535 = ANY(%s) AND fingerprint = ANY(%s) AND guide = %s AND reader = %s
ORDER BY written NULLS LAST, id
"""


@dataclass(frozen=True)
class Copy:
    """One of several reviews with nearly the same text; keys are text."""

    review: str
    product: str
    written: datetime | None
    verified: bool | None


@dataclass(frozen=True)
class Copies:
    """Reviews that are near copies of each other, the first written first. ``distance`` is the
    most by which the fingerprints of two that were compared differ; ``count`` is of all,
    ``reviews`` are the first of them."""

    reviews: tuple[Copy, ...]
    count: int
    products: int
    distance: int


@dataclass(frozen=True)
class Burst:
    """A day with improbably many reviews of a product: ``expected`` as many as on the other days
    around it, on average; ``p`` the Poisson tail given all reviews around it, ``q`` corrected for
    all days."""

    product: str
    day: date
    count: int
    expected: float
    p: float
    q: float


def near_copies(scope: Scope, limit: int = 20) -> list[Copies]:
    """Groups of near copies with at least one review in the scope, of whatever product of the
    guide, the largest first, in two statements. Raises LookupError for what is no key."""
    pairs = _pairs(scope)
    group_of = _joined(pairs)
    groups: dict[int, list[Copy]] = defaultdict(list)
    for bits, copy in _members(scope, group_of):
        groups[group_of[bits]].append(copy)
    farthest: dict[int, int] = defaultdict(int)
    for one, other in pairs:
        group = group_of[one]
        farthest[group] = max(farthest[group], distance(one, other))
    found = [
        Copies(
            tuple(copies[:MOST_TOLD]),
            len(copies),
            len({copy.product for copy in copies}),
            farthest[group],
        )
        for group, copies in groups.items()
        if len(copies) > 1
    ]
    return sorted(found, key=lambda each: (-each.count, each.reviews[0].review))[:limit]


def distance(one: int, other: int) -> int:
    """Bits in which two fingerprints differ (Hamming, 1950)."""
    return ((one ^ other) & (2**64 - 1)).bit_count()


def _pairs(scope: Scope) -> list[tuple[int, int]]:
    rows = scope.readings().filter(fingerprint__isnull=False).values("fingerprint")
    try:
        readings, given = compiled(rows)
    except EmptyResultSet:
        return []
    # Of one product, each review is looked up in the indexes; of a whole shop, they are joined.
    fence = "" if scope.product is None else "OFFSET 0"
    quarters = [
        _QUARTER.format(shift=16 * quarter, distance=DISTANCE, fence=fence) for quarter in range(4)
    ]
    sql = _PAIRS.format(
        readings=readings, quarters=" UNION ".join(quarters), fence=fence, most=MOST_PAIRS
    )
    own = (scope.guide.name, scope.guide.reader)
    return fetched(rows, sql, (*given, *own * 5))


def _joined(pairs: Iterable[tuple[int, int]]) -> dict[int, int]:
    """For each fingerprint, that of its group: the sets that pairs link (union-find)."""
    parent: dict[int, int] = {}

    def root(bits: int) -> int:
        parent.setdefault(bits, bits)
        while parent[bits] != bits:
            parent[bits] = bits = parent[parent[bits]]
        return bits

    for one, other in pairs:
        parent[root(one)] = root(other)
    return {bits: root(bits) for bits in parent}


def _members(scope: Scope, fingerprints: Iterable[int]) -> list[tuple[int, Copy]]:
    wanted = list(fingerprints)
    if not wanted:
        return []
    quarters = [bits & 0xFFFF for bits in wanted]
    given = (quarters, wanted, scope.guide.name, scope.guide.reader)
    rows = fetched(scope.readings(), _MEMBERS, given)
    return [(bits, Copy(*columns)) for bits, *columns in rows]


def bursts(scope: Scope, limit: int = 20) -> list[Burst]:
    """Days with improbably many reviews of a product, the least probable first, in one statement.

    Of N reviews that come at one steady rate in D days (a Poisson process), those of one day are
    binomial with N and 1 / D. The days are those around it, so that a product may become popular.
    Raises LookupError for what is no key."""
    from scipy.stats import binom

    end = _day(scope.until - timedelta.resolution if scope.until else timezone.now())
    found: list[tuple[str, date, int, int, int]] = []
    tests = 0
    for product, days in _days(scope, end).items():
        start = _day(scope.since) if scope.since else days[0][0]
        tests += (end - start).days + 1
        dates, sums = [day for day, _ in days], [0, *accumulate(count for _, count in days)]
        for day, count in days:
            if count >= LEAST:
                first = day - min(day - start, _AROUND)
                last = day + min(end - day, _AROUND)
                around = sums[bisect_right(dates, last)] - sums[bisect_left(dates, first)]
                found.append((product, day, count, around, (last - first).days + 1))
    counts, totals, widths = zip(*(each[2:] for each in found), strict=True) if found else ((),) * 3
    p = binom.sf(np.asarray(counts) - 1, totals, 1 / np.asarray(widths))
    told = [
        Burst(product, day, count, (around - count) / max(width - 1, 1), float(each), q)
        for (product, day, count, around, width), each, q in zip(
            found, p, corrected(p, tests), strict=True
        )
        if q <= FALSE
    ]
    return sorted(told, key=lambda each: (each.p, each.product, each.day))[:limit]


def _days(scope: Scope, end: date) -> dict[str, list[tuple[date, int]]]:
    """Reviews of each product by day of the current time zone, up to ``end``, the first day
    first."""
    zone = timezone.get_current_timezone() if django_settings.USE_TZ else None
    rows = scope.readings().filter(written__isnull=False)
    rows = rows.annotate(day=TruncDate("written", tzinfo=zone)).filter(day__lte=end)
    counted = rows.values_list("object_id", "day").annotate(count=Count("pk")).order_by("day")
    days: dict[str, list[tuple[date, int]]] = defaultdict(list)
    for product, day, count in counted:
        days[product].append((day, count))
    return days


def _day(moment: datetime) -> date:
    return timezone.localtime(moment).date() if timezone.is_aware(moment) else moment.date()
