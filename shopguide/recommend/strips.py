"""Strips of products: for a shopper, beside a product, and to buy again."""

import secrets
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

from django.utils import timezone

from shopguide.catalogue.guide import ProductGuide
from shopguide.catalogue.keys import parse_keys
from shopguide.conf import settings
from shopguide.events.shopper import Shopper

from .again import buy_again
from .beside import bought_together
from .exploration import DRAWN_FROM, Mixed, mix
from .forbidden import Forbidden
from .history import VIEWED, History, history_of
from .items import items_of, named
from .newcomers import newcomers
from .ranking import rank
from .strip import BECAUSE_YOU_VIEWED, RECOMMENDED, Strip, shown
from .weights import weights_of

__all__ = ["Strip", "because_you_viewed", "bought_together", "buy_again", "recommend"]

#: What the product whose page it is counts beside a view.
LOOKED_AT = 2.0


def recommend(
    shopper: Shopper,
    guide: ProductGuide,
    *,
    limit: int = 8,
    surface: str = RECOMMENDED,
    product: Any = None,
    cart: Collection[Any] = (),
    seed: int | None = None,
    seen: Sequence[str] = (),
    dismissed: Collection[str] = (),
) -> Strip:
    """Products for a shopper: from no event what is popular lately, from one on what goes with it.

    ``product`` is the one whose page it is; ``cart`` are keys; ``seen`` and ``dismissed`` is what the
    session itself holds of one who did not agree to be known. ``seed`` decides which newcomers get
    the share SHOPGUIDE["EXPLORATION"] of a shopper of whom anything is known.
    """
    history = _with(history_of(shopper, guide, seen, dismissed), product)
    forbidden = Forbidden.of(history, cart, product)
    taste = weights_of(shopper, guide.name)
    # One order a day, so that all that chance does to a strip is in its seed.
    new = newcomers(guide, taste, limit=2 * DRAWN_FROM, seed=timezone.now().toordinal())
    ranked = rank(guide, history, forbidden, taste, newcomers=[str(each.pk) for each in new])
    known, fresh = ranked.diverse(limit), ranked.fresh
    if len(known) < limit:
        # A shop without orders yet has newcomers alone.
        known = [*known, *ranked.diverse(limit - len(known), fresh)]
        fresh = [each for each in fresh if each not in known]
    seed = secrets.randbits(32) if seed is None else seed
    # Who is quite unknown sees what others buy: a first visit is no place to experiment.
    share = float(settings["EXPLORATION"]) if history.events else 0.0
    terms = {"seed": seed, "exploration": share, "deeds": history.events}
    strip = mix(known, fresh, limit, share, seed)
    return shown(shopper, guide, surface, items_of(guide, strip, ranked, history), terms)


def because_you_viewed(
    shopper: Shopper,
    guide: ProductGuide,
    *,
    limit: int = 8,
    product: Any = None,
    cart: Collection[Any] = (),
    seen: Sequence[str] = (),
    dismissed: Collection[str] = (),
) -> Strip:
    """What goes with the product that was looked at last; empty where nothing was. ``product`` is the
    one whose page it is, which was not looked at last but now."""
    history = history_of(shopper, guide, seen, dismissed)
    here = None if product is None else str(product)
    looked = [key for key in history.viewed if key not in (here, *history.dismissed)]
    found = _visible(guide, looked[:5])
    if not found:
        return Strip(guide, BECAUSE_YOU_VIEWED)
    key, title = found
    one = replace(
        history,
        weights={key: 1.0},
        asked={key: 1.0},
        acts={key: VIEWED},
        viewed=(key,),
        events=max(5, history.events),
    )
    forbidden = Forbidden.of(history, [*cart, key], product)
    ranked = rank(guide, one, forbidden, weights_of(shopper, guide.name), with_popular=False)
    scored = [each for each in ranked.scored if each.score > 0]
    known = replace(ranked, scored=scored).diverse(limit)
    items = items_of(guide, [Mixed(each, False, 1.0) for each in known], ranked, one)
    return shown(shopper, guide, BECAUSE_YOU_VIEWED, items, {"source": key}, title)


def _visible(guide: ProductGuide, keys: Sequence[str]) -> tuple[str, str] | None:
    """The first of ``keys`` that shoppers may see, with its title."""
    found = named(guide, parse_keys(guide.model, keys))
    return next(((key, found[key][1]) for key in keys if key in found), None)


def _with(history: History, product: Any) -> History:
    """A history in which the product that is being looked at speaks too."""
    if product is None:
        return history
    key = str(product)
    return replace(
        history,
        weights=history.weights | {key: history.weights.get(key, 0.0) + LOOKED_AT},
        asked=history.asked | {key: 1.0},
        acts={**history.acts, key: history.acts.get(key, VIEWED)},
        viewed=(key, *(each for each in history.viewed if each != key)),
        events=history.events + 1,
    )
