"""Products to buy again: a strip of its own, since a shopper who wants new things wants none of them."""

from collections.abc import Collection, Sequence
from datetime import datetime
from itertools import pairwise
from statistics import median
from typing import Any

from django.utils import timezone

from shopguide.catalogue.guide import ProductGuide
from shopguide.events.shopper import Shopper

from .bought import purchases_of, times_bought
from .forbidden import Forbidden, allowed, without_variants
from .fusion import BEHAVIOUR
from .history import History, history_of
from .items import Item, named
from .reasons import AGAIN, Reason
from .strip import BUY_AGAIN, Strip, shown

#: Days that are taken for the interval of what was bought once.
INTERVAL = 60.0


def buy_again(
    shopper: Shopper,
    guide: ProductGuide,
    *,
    limit: int = 8,
    cart: Collection[Any] = (),
    dismissed: Collection[str] = (),
) -> Strip:
    """What the shopper bought before and may need again, by the shop's own orders."""
    times = times_bought(purchases_of(shopper, guide))
    now = timezone.now()
    due = {key: due_again(bought, now) for key, bought in times.items()}
    history = History(dismissed=history_of(shopper, guide, (), dismissed).dismissed)
    forbidden = Forbidden.of(history, cart, owned=False)
    free = allowed(guide, due, forbidden)
    order = sorted(free, key=lambda key: (-due[key], key))
    kept = without_variants(guide, [free[key] for key in order], forbidden)[:limit]
    products = named(guide, kept)
    items = tuple(
        Item(
            pk=one,
            product=products[str(one)][0],
            title=products[str(one)][1],
            score=due[str(one)],
            parts={BEHAVIOUR: due[str(one)]},
            reason=Reason(AGAIN, count=len(times[str(one)])),
        )
        for one in kept
        if str(one) in products
    )
    return shown(shopper, guide, BUY_AGAIN, items, {})


def due_again(bought: Sequence[datetime | None], now: datetime) -> float:
    """How likely a product is to be bought again: how often it was, less the longer ago, and less
    where its usual interval has not passed yet. ``bought`` is latest first."""
    known = [each for each in bought if each is not None]
    if not known:
        return float(len(bought))
    since = max(0.0, (now - known[0]).total_seconds() / 86400)
    gaps = [(later - earlier).total_seconds() / 86400 for later, earlier in pairwise(known)]
    interval = max(1.0, median(gaps) if gaps else INTERVAL)
    ripe = 0.5 + 0.5 * min(1.0, since / interval)
    return len(bought) * ripe / (1 + since / (6 * interval))
