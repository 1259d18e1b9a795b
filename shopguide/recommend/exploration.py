"""Places for products that nobody knows yet: a share that is stated, drawn by a seed that is kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor
from random import Random
from typing import Generic, TypeVar

Thing = TypeVar("Thing")

#: Newcomers that one strip may draw from.
DRAWN_FROM = 20


@dataclass(frozen=True)
class Mixed(Generic[Thing]):
    """A thing of a strip; ``propensity`` is how likely it was to be in it, for whoever estimates
    from what was shown what another choice would have given."""

    thing: Thing
    explored: bool
    propensity: float


def mix(
    known: Sequence[Thing], newcomers: Sequence[Thing], limit: int, share: float, seed: int
) -> list[Mixed[Thing]]:
    """The best of ``known``, with ``limit * share`` places on average given to ``newcomers``, never
    the first place of a strip that has anything better."""
    draw = Random(seed)  # noqa: S311 - nobody gains by guessing it
    pool = list(newcomers[:DRAWN_FROM])
    wanted = max(0.0, min(1.0, share)) * limit
    whole, rest = floor(wanted), wanted - floor(wanted)
    places = min(whole + (draw.random() < rest), len(pool))
    if not places:
        chance = 1.0 if not pool else 1 - rest
        return [
            Mixed(thing, False, 1.0 if rank < limit - whole else chance)
            for rank, thing in enumerate(known[:limit], start=1)
        ]
    shown = [
        Mixed(thing, False, 1.0 if rank < limit - whole else 1 - rest)
        for rank, thing in enumerate(known[: limit - places], start=1)
    ]
    for thing in draw.sample(pool, places):
        new = Mixed(thing, True, min(1.0, wanted / len(pool)))
        shown.insert(draw.randint(min(1, len(shown)), len(shown)), new)
    return shown
