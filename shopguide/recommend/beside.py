"""Products that lie in the same orders as one product."""

from collections.abc import Collection
from typing import Any

from shopguide.catalogue.guide import ProductGuide
from shopguide.events.shopper import Shopper

from .behaviour import together_with
from .forbidden import Forbidden, allowed, without_variants
from .history import history_of
from .items import by_orders, named
from .reasons import TOGETHER, Reason
from .strip import BOUGHT_TOGETHER, Strip, shown

#: Orders that must have both before they are said to be bought together.
LEAST = 2
NOBODY = Shopper()


def bought_together(
    guide: ProductGuide,
    pk: Any,
    *,
    shopper: Shopper = NOBODY,
    limit: int = 4,
    cart: Collection[Any] = (),
    dismissed: Collection[str] = (),
) -> Strip:
    """What lies in the same orders as one product. Raises LookupError if that is not visible."""
    pk = guide.parse_pk(pk)
    about = named(guide, [pk]).get(str(pk))
    if about is None:
        raise LookupError(f"No product {pk!r} is visible in the guide {guide.name!r}.")
    pairs = together_with(guide, pk)
    often = {key: each for key, each in pairs.items() if each.orders >= LEAST}
    history = history_of(shopper, guide, (), dismissed)
    forbidden = Forbidden.of(history, cart, pk)
    free = allowed(guide, often, forbidden)
    order = [free[key] for key in often if key in free]
    kept = without_variants(guide, order, forbidden)[:limit]
    items = by_orders(
        guide,
        kept,
        lambda key: (often[key].lift, Reason(TOGETHER, about[1], often[key].orders)),
        source=str(pk),
    )
    return shown(shopper, guide, BOUGHT_TOGETHER, items, {"source": str(pk)}, about[1])
