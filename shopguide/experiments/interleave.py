"""Two rankings in one list, for shops with little traffic: each shopper compares them at one glance, so
that it takes far fewer of them than two groups would (team draft: Radlinski, Kurup & Joachims, 2008;
credit by how far apart the rankings are: Radlinski & Craswell, 2013).
"""

from collections.abc import Container, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import inf, sqrt
from random import Random
from typing import Generic, TypeVar
from uuid import UUID

import numpy as np

from shopguide.models import Click, Event, Exposure

from .sequential import always
from .statistics import ALPHA, Estimate, Sums

Thing = TypeVar("Thing", bound=Hashable)

#: Teams.
A, B = "a", "b"
#: Shoppers who clicked below which nothing is said.
MINIMUM = 30
#: The preference, in standard deviations of a shopper's, that the interval is made for.
SCALE = 0.1


@dataclass(frozen=True)
class Drafted(Generic[Thing]):
    """A thing of the common list, and the ranking that chose it; ``team`` is empty where both would
    have chosen it, since a click on it says nothing of either. ``weight`` is how far apart the
    rankings have it and the one that came with it."""

    thing: Thing
    team: str = ""
    weight: float = 0.0


def draft(a: Sequence[Thing], b: Sequence[Thing], length: int, seed: str) -> list[Drafted[Thing]]:
    """One list of two rankings. In each round both name their best that is not in the list yet: what
    both name belongs to neither, and of two that differ chance says which comes first. So whoever
    clicks without looking prefers nobody. The same seed, such as a shopper's key, makes the same
    list."""
    made: list[Drafted[Thing]] = []
    toss, seen = Random(seed), set[Thing]()  # noqa: S311
    places = _places(a, length), _places(b, length)
    while len(made) < length:
        left, right = _best(a, seen), _best(b, seen)
        if left is None or right is None or left == right:
            first = right if left is None else left
            # Of one that has run out nothing is learned either.
            chosen = [] if first is None else [Drafted(first)]
        else:
            weight = sum(
                abs(places[0].get(each, length) - places[1].get(each, length))
                for each in (left, right)
            )
            chosen = [Drafted(left, A, weight), Drafted(right, B, weight)]
            if toss.random() < 0.5:
                chosen.reverse()
        if not chosen:
            break
        made += chosen
        seen |= {each.thing for each in chosen}
    return made[:length]


@dataclass(frozen=True)
class Preferred:
    """How many shoppers clicked more on the choices of either, and by how much: ``balance`` is of
    shoppers who clicked, above zero where ``b`` was preferred."""

    a: int
    b: int
    ties: int
    balance: Sums

    @property
    def share(self) -> float:
        """Of those who prefer one, those who prefer ``b``."""
        return self.b / (self.a + self.b) if self.a + self.b else 0.5

    @property
    def estimate(self) -> Estimate:
        """The preference of a shopper, in standard deviations."""
        n, spread = self.balance.n, sqrt(self.balance.variance)
        if n < 2 or not spread:
            return Estimate(0.0, 0.0, 0.0, inf)
        middle = self.balance.mean / spread
        return Estimate(0.0, middle, middle, 1 / sqrt(n), n - 1)

    @property
    def p(self) -> float:
        """Of a t test that is read once."""
        return self.estimate.p

    def code(self, alpha: float = ALPHA) -> str:
        """``better`` or ``worse`` for ``b``, or ``running``: read as often as one likes."""
        low, high = always(self.estimate, SCALE, alpha)
        if self.balance.n < MINIMUM or low <= 0 <= high:
            return "running"
        return "better" if low > 0 else "worse"


def preferred(clicks: Iterable[tuple[str, str, float]]) -> Preferred:
    """From shopper, team and weight of each click; a shopper is one, however much they click."""
    balance: dict[str, float] = {}
    for shopper, team, weight in clicks:
        sign = {A: -1.0, B: 1.0}.get(team, 0.0)
        balance[shopper] = balance.get(shopper, 0.0) + sign * weight
    values = np.array(list(balance.values()), dtype=float)
    signs = np.sign(values).tolist()
    return Preferred(signs.count(-1), signs.count(1), signs.count(0), Sums.of(values))


def read(name: str) -> Preferred:
    """What shoppers preferred in the exposures of a common list, whose ``terms`` have ``name`` under
    ``"interleaved"`` and whose products have their ``"team"`` and ``"weight"``."""
    rows = Exposure.objects.filter(terms__interleaved=name).values_list("pk", "shopper", "shown")
    teams: dict[tuple[str, str], tuple[str, str, float]] = {}
    for pk, shopper, shown in rows:
        for each in shown:
            told = (shopper or str(pk), each.get("team", ""), float(each.get("weight", 0.0)))
            teams[str(pk), str(each["pk"])] = told
    return preferred(_clicked(teams))


def _places(ranking: Sequence[Thing], length: int) -> dict[Thing, int]:
    return {thing: place for place, thing in enumerate(ranking[:length])}


def _best(ranking: Sequence[Thing], seen: Container[Thing]) -> Thing | None:
    return next((thing for thing in ranking if thing not in seen), None)


def _clicked(
    teams: Mapping[tuple[str, str], tuple[str, str, float]],
) -> list[tuple[str, str, float]]:
    """Clicks that were told by either door; each product of an exposure once."""
    exposures = [UUID(exposure) for exposure, _ in teams]
    events = Event.objects.filter(kind=Event.Kind.CLICK, exposure__in=exposures)
    clicks = Click.objects.filter(exposure__in=exposures)
    told = {
        (str(exposure), key)
        for rows in (events, clicks)
        for exposure, key in rows.values_list("exposure", "object_id")
    }
    return [teams[each] for each in told if each in teams]
