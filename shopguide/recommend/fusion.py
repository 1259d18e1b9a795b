"""One score from several legs, whose weights move from content to behaviour as events arrive."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import log1p

from shopguide.models import Popularity

BEHAVIOUR, CONTENT, POPULAR, TASTE, EXPLORATION = (
    "behaviour",
    "content",
    "popular",
    "taste",
    "exploration",
)
#: Deeds of a shopper after which they are trusted half, and buyers of a product.
SHOPPER_HALF = 0.5
PRODUCT_HALF = 3.0
#: What looking at a product counts beside buying it.
VIEW = 0.1
#: What taste may add at most.
TASTE_MOST = 0.3


@dataclass(frozen=True)
class Weights:
    """What each leg weighs for one shopper and one product."""

    behaviour: float
    content: float
    popular: float
    taste: float


@dataclass(frozen=True)
class Scored:
    """``parts`` add up to ``score``."""

    key: str
    score: float
    parts: dict[str, float]
    weights: Weights
    source: str = ""


def shrunk(count: float, half: float) -> float:
    """How far ``count`` observations are trusted: 0 for none, 1/2 for ``half``, towards 1."""
    return count / (count + half)


def weights_for(deeds: int, seen: float) -> Weights:
    """``deeds`` of the shopper and ``seen`` of the product decide. Nothing known of the shopper:
    popularity alone. Nothing known of the product: its content in place of its buyers."""
    shopper, product = shrunk(deeds, SHOPPER_HALF), shrunk(seen, PRODUCT_HALF)
    return Weights(
        behaviour=shopper * product,
        content=shopper * (1 - product),
        popular=1 - shopper,
        taste=TASTE_MOST * shopper,
    )


def seen_of(guide_name: str, keys: Iterable[str]) -> dict[str, float]:
    """Buyers of each product, and what looks add."""
    rows = Popularity.objects.filter(guide=guide_name, object_id__in=list(keys))
    return {
        key: buyers + VIEW * views
        for key, buyers, views in rows.values_list("object_id", "buyers", "views")
    }


def fuse(
    keys: Iterable[str],
    legs: Mapping[str, Mapping[str, float]],
    seen: Mapping[str, float],
    deeds: int,
    sources: Mapping[str, str] | None = None,
) -> list[Scored]:
    """Best first. Each leg counts from 0 to 1: the share of its best score, of popularity the
    logarithm's, since the second seller is not half as good as the first."""
    spread = {
        # Taste is a share already: what fits it a little is not raised to all of it.
        name: leg if name == TASTE else _spread(leg, log=name == POPULAR)
        for name, leg in legs.items()
    }
    found = []
    for key in keys:
        weights = weights_for(deeds, seen.get(key, 0.0))
        parts = {
            name: part
            for name in spread
            if (part := getattr(weights, name) * spread[name].get(key, 0.0)) != 0
        }
        source = (sources or {}).get(key, "")
        found.append(Scored(key, sum(parts.values()), parts, weights, source))
    return sorted(found, key=lambda each: (-each.score, each.key))


def _spread(leg: Mapping[str, float], *, log: bool) -> dict[str, float]:
    values = {key: log1p(max(0.0, value)) if log else value for key, value in leg.items()}
    most = max((abs(value) for value in values.values()), default=0.0)
    return {key: value / most for key, value in values.items()} if most > 0 else {}
