"""What a shopper may want to buy again: a task of its own, from their own orders."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from statistics import median

from shopguide.catalogue.guide import ProductGuide
from shopguide.models import Popularity

from .orders import Line, seconds_of
from .sums import DAY

#: Days after which having bought something counts half.
HALF_LIFE = 180.0
#: How much others' buying lately counts: what nobody buys any more is seldom bought again.
LATELY = 0.3


@dataclass(frozen=True)
class Repeat:
    """A product that one shopper bought: how often, and after how many days they bought it again
    (None where they did once). ``score`` ranks it among theirs."""

    key: str
    score: float
    times: int
    last: date
    interval: float | None


def repeats(guide: ProductGuide, lines: Iterable[Line], now: date | None = None) -> list[Repeat]:
    """What these order lines of one shopper say they may buy again, most likely first.

    Without ``now`` time is counted to the latest line. Lines without a time say nothing. Hidden or
    sold out products are among them: that is for the caller to leave out.
    """
    times: dict[str, dict[float, date]] = defaultdict(dict)
    for key, when in lines:
        if when is not None:
            times[key][seconds_of(when)] = when
    if not times:
        return []
    latest = max(max(of) for of in times.values())
    end = seconds_of(now) if now else latest
    sold = _sold_lately(guide, times)
    found = [_repeat(key, of, end, sold.get(key, 0.0)) for key, of in times.items()]
    return sorted(found, key=lambda each: (-each.score, each.key))


def _repeat(key: str, times: dict[float, date], end: float, sold: float) -> Repeat:
    moments = sorted(times)
    counted = sum(0.5 ** (max(0.0, end - moment) / DAY / HALF_LIFE) for moment in moments)
    gaps = [(later - earlier) / DAY for earlier, later in pairwise(moments)]
    return Repeat(
        key=key,
        score=counted * (1.0 + sold) ** LATELY,
        times=len(moments),
        last=times[moments[-1]],
        interval=median(gaps) if gaps else None,
    )


def _sold_lately(guide: ProductGuide, keys: Iterable[str]) -> dict[str, float]:
    rows = Popularity.objects.filter(guide=guide.name, object_id__in=list(keys))
    return dict(rows.values_list("object_id", "recent"))
