"""What is known of a shopper when a strip is made: what they did lately, and what must not be shown."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils import timezone

from shopguide.catalogue.guide import ProductGuide
from shopguide.events.shopper import Shopper
from shopguide.models import Event

from .evidence import WEIGHTS
from .orders import lines_of
from .sums import DAY

#: Events read of one shopper, latest first.
EVENTS = 300
#: Products that speak for others: the strongest of what was looked at and bought.
PRODUCTS = 30
#: Days after which a deed counts half.
HALF_LIFE = 60.0
#: What speaks for a product, in views.
DEEDS = {
    kind.value: WEIGHTS[kind]
    for kind in (
        Event.Kind.VIEW,
        Event.Kind.CLICK,
        Event.Kind.THUMB_UP,
        Event.Kind.CART,
        Event.Kind.ORDER,
    )
}
VIEWED, CARTED, BOUGHT = "viewed", "carted", "bought"
_ACTS = {Event.Kind.CART.value: CARTED, Event.Kind.ORDER.value: BOUGHT}


@dataclass(frozen=True)
class History:
    """``weights`` is how much each product was liked, strongest first; ``acts`` what was done with
    it at most; ``viewed`` what was looked at, latest first; ``events`` how many deeds are behind.
    ``asked`` is what the model of orders is asked with: 1 for what was bought, however long ago, as
    it has learned it, and of what was not its share."""

    weights: dict[str, float] = field(default_factory=dict)
    asked: dict[str, float] = field(default_factory=dict)
    acts: dict[str, str] = field(default_factory=dict)
    viewed: tuple[str, ...] = ()
    events: int = 0
    owned: frozenset[str] = frozenset()
    dismissed: frozenset[str] = frozenset()


def history_of(
    shopper: Shopper,
    guide: ProductGuide,
    seen: Sequence[str] = (),
    dismissed: Collection[str] = (),
) -> History:
    """The history of a shopper with the products of one guide. Events and orders speak for taste
    only where the shopper agreed to it. ``seen`` is what the session itself holds, latest first, and
    ``dismissed`` what the shopper sent away in it."""
    bought = lines_of(guide, shopper.user_pk)
    done = _deeds(shopper, guide)
    marked = _marked(shopper, guide, done)
    deeds = [each for each in done if each[0] in DEEDS]
    now = timezone.now()
    if shopper.known:
        told = {key for kind, key, _ in deeds if kind == Event.Kind.ORDER}
        orders = [
            (Event.Kind.ORDER.value, key, when) for key, when in bought[:EVENTS] if key not in told
        ]
        deeds = [*deeds, *orders]
    else:
        # Without a time of their own: one after the other.
        views = [
            (Event.Kind.VIEW.value, key, now - timedelta(hours=n)) for n, key in enumerate(seen)
        ]
        deeds = [*deeds, *views]
    weights, acts = _liked(deeds, now)
    strongest = sorted(weights, key=lambda key: (-weights[key], key))[:PRODUCTS]
    viewed = [key for kind, key, _ in deeds if kind in (Event.Kind.VIEW, Event.Kind.CLICK)]
    return History(
        weights={key: weights[key] for key in strongest},
        asked=_asked(weights, {key for kind, key, _ in deeds if kind == Event.Kind.ORDER}),
        acts=acts,
        viewed=tuple(dict.fromkeys(viewed)),
        events=len(deeds),
        owned=frozenset([*(key for key, _ in bought), *marked[Event.Kind.ORDER]]),
        dismissed=frozenset([*dismissed, *marked[Event.Kind.DISMISSAL]]),
    )


Deed = tuple[str, str, datetime | None]


def _deeds(shopper: Shopper, guide: ProductGuide) -> list[Deed]:
    """The latest deeds, dismissals too."""
    if not shopper.known:
        return []
    kinds = [*DEEDS, Event.Kind.DISMISSAL.value]
    rows = Event.objects.filter(shopper=shopper.known, guide=guide.name, kind__in=kinds)
    rows = rows.exclude(object_id="").order_by("-happened")
    return list(rows.values_list("kind", "object_id", "happened")[:EVENTS])


def dismissed_by(shopper: Shopper, guide: ProductGuide) -> frozenset[str]:
    """What a shopper sent away, however long ago."""
    return frozenset(_marked(shopper, guide, _deeds(shopper, guide))[Event.Kind.DISMISSAL])


def _marked(shopper: Shopper, guide: ProductGuide, done: Sequence[Deed]) -> dict[str, list[str]]:
    """Keys of what was ordered and what was sent away, however long ago."""
    found: dict[str, list[str]] = {
        Event.Kind.ORDER.value: [],
        Event.Kind.DISMISSAL.value: [],
    }
    told: Iterable[tuple[str, str]] = [(kind, key) for kind, key, _ in done if kind in found]
    if len(done) == EVENTS:
        # There may be earlier ones.
        rows = Event.objects.filter(shopper=shopper.known, guide=guide.name, kind__in=found)
        rows = rows.exclude(object_id="").order_by()
        told = rows.values_list("kind", "object_id").distinct()
    for kind, key in told:
        found[kind].append(key)
    return found


def _liked(deeds: Sequence[Deed], now: datetime) -> tuple[dict[str, float], dict[str, str]]:
    weights: dict[str, float] = {}
    acts: dict[str, str] = {}
    most: dict[str, float] = {}
    for kind, key, when in deeds:
        days = max(0.0, (now - when).total_seconds() / DAY) if when else 365.0
        weights[key] = weights.get(key, 0.0) + DEEDS[kind] * 0.5 ** (days / HALF_LIFE)
        if DEEDS[kind] > most.get(key, 0.0):
            most[key], acts[key] = DEEDS[kind], _ACTS.get(kind, VIEWED)
    return weights, acts


def _asked(weights: Mapping[str, float], bought: Collection[str]) -> dict[str, float]:
    most = DEEDS[Event.Kind.ORDER.value]
    return {
        key: 1.0 if key in bought else min(1.0, weight / most) for key, weight in weights.items()
    }
