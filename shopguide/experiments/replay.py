"""What another ranking would have got, from what was shown: products that were shown by chance stand
for those that another ranking would show more often (inverse propensity scores, plain and normalised:
Horvitz & Thompson, 1952; Swaminathan & Joachims, 2015)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import sqrt
from typing import Any

import numpy as np
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shopguide.models import Click, Event, Exposure

from .statistics import Sums

Z = 1.959964
#: Of products as good as drawn by the new ranking itself; fewer are no evidence.
EFFECTIVE = 200
#: How much of the new ranking must have been possible, and how far the weights may be off.
COVERAGE = 0.9


@dataclass(frozen=True)
class Shown:
    """A product that was shown: how likely that was, how likely it would be in the new ranking, and
    what came of it."""

    propensity: float
    chance: float
    reward: float


@dataclass(frozen=True)
class Replayed:
    """Rewards per list under the new ranking. ``value`` with ``low`` and ``high`` is the normalised
    estimate, ``plain`` the other; ``logged`` is what the lists really got. ``warnings`` say why it
    cannot be trusted; without any it can."""

    lists: int
    logged: float
    plain: float
    value: float
    low: float
    high: float
    effective: float
    coverage: float
    warnings: tuple[Promise, ...]


def estimate(lists: Sequence[Sequence[Shown]], places: float) -> Replayed:
    """``lists`` are what was shown, ``places`` how many products the new ranking shows at a time. The
    list is the unit: products of one list are seen by the same eyes."""
    weights = [
        [each.chance / each.propensity if each.propensity > 0 else 0.0 for each in one]
        for one in lists
    ]
    gained = np.array(
        [
            sum(w * each.reward for w, each in zip(ws, one, strict=True))
            for ws, one in zip(weights, lists, strict=True)
        ]
    )
    weighed = np.array([sum(ws) for ws in weights])
    logged = float(np.mean([sum(each.reward for each in one) for one in lists])) if lists else 0.0
    if not len(lists) or not weighed.sum():
        return Replayed(len(lists), logged, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, (FEW, UNSEEN))
    sums = Sums.of(gained, weighed)
    value = sums.ratio * places
    reach = Z * sqrt(sums.ratio_variance / sums.n) * places if sums.n > 1 else value
    flat = np.array([w for ws in weights for w in ws])
    effective = float(flat.sum() ** 2 / (flat @ flat))
    coverage = float(weighed.mean() / places)
    unsure = Z * float(weighed.std() / sqrt(len(weighed)) / places)
    return Replayed(
        lists=len(lists),
        logged=logged,
        plain=float(gained.mean()),
        value=value,
        low=max(value - reach, 0.0),
        high=value + reach,
        effective=effective,
        coverage=coverage,
        warnings=tuple(_warnings(effective, coverage, unsure, flat)),
    )


FEW = _("Too few products were shown as the new ranking would: the interval is not to be trusted.")
UNSEEN = _("Some of what the new ranking would show had no chance of being shown.")
OFF = _("The stored chances do not fit what was shown: more was shown than they allow.")
HEAVY = _("A few products carry most of the weight.")


def _warnings(effective: float, coverage: float, unsure: float, weights: Any) -> list[Promise]:
    found: list[Promise] = []
    if effective < EFFECTIVE:
        found.append(FEW)
    if coverage + unsure < COVERAGE:
        found.append(UNSEEN)
    if coverage - unsure > 2 - COVERAGE:
        found.append(OFF)
    top = np.sort(weights)[::-1][: max(len(weights) // 100, 1)].sum()
    if top > 0.5 * weights.sum():
        found.append(HEAVY)
    return found


def replay(
    surface: str,
    chances: Callable[[Exposure], Mapping[str, float]],
    since: datetime,
) -> Replayed:
    """Clicks that a strip would have got, had each product been shown with ``chances`` by its key,
    which must add up to the places of the strip."""
    rows = list(Exposure.objects.filter(surface=surface, created__gte=since))
    clicked = _clicked([row.pk for row in rows])
    lists, places = [], 0.0
    for row in rows:
        wanted = chances(row)
        places += sum(wanted.values())
        lists.append(
            [
                Shown(
                    float(each.get("propensity", 1.0)),
                    wanted.get(str(each["pk"]), 0.0),
                    float((row.pk, str(each["pk"])) in clicked),
                )
                for each in row.shown
            ]
        )
    return estimate(lists, places / len(rows) if rows else 0.0)


def _clicked(exposures: Sequence[Any]) -> set[tuple[Any, str]]:
    events = Event.objects.filter(kind=Event.Kind.CLICK, exposure__in=exposures)
    clicks = Click.objects.filter(exposure__in=exposures)
    return {each for rows in (events, clicks) for each in rows.values_list("exposure", "object_id")}
