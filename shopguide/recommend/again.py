"""Products to buy again: a strip of its own, since a shopper who wants new things wants none of them."""

from collections.abc import Collection
from typing import Any

from shopguide.catalogue.guide import ProductGuide
from shopguide.events.shopper import Shopper

from .forbidden import Forbidden, allowed, without_variants
from .history import dismissed_by
from .items import by_orders
from .orders import lines_of
from .reasons import AGAIN, Reason
from .repeat import repeats
from .strip import BUY_AGAIN, Strip, shown


def buy_again(
    shopper: Shopper,
    guide: ProductGuide,
    *,
    limit: int = 8,
    cart: Collection[Any] = (),
    dismissed: Collection[str] = (),
) -> Strip:
    """What the shopper bought before and may need again, by the shop's own orders."""
    found = {each.key: each for each in repeats(guide, lines_of(guide, shopper.user_pk))}
    away = dismissed_by(shopper, guide) | frozenset(dismissed)
    forbidden = Forbidden(away | frozenset(map(str, cart)))
    free = allowed(guide, found, forbidden)
    order = [key for key in found if key in free]
    kept = without_variants(guide, [free[key] for key in order], forbidden)[:limit]
    items = by_orders(
        guide, kept, lambda key: (found[key].score, Reason(AGAIN, count=found[key].times))
    )
    return shown(shopper, guide, BUY_AGAIN, items, {})
