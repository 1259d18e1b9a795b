"""Products that lie in the same orders as one product."""

from collections.abc import Collection
from typing import Any

from shopguide.catalogue.guide import ProductGuide
from shopguide.events.shopper import Shopper

from .behaviour import together_with
from .forbidden import Forbidden, allowed, without_variants
from .fusion import BEHAVIOUR
from .history import history_of
from .items import Item, named
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
    products = named(guide, kept)
    items = tuple(
        Item(
            pk=one,
            product=products[str(one)][0],
            title=products[str(one)][1],
            score=often[str(one)].lift,
            parts={BEHAVIOUR: often[str(one)].lift},
            reason=Reason(TOGETHER, about[1], often[str(one)].orders),
            source=str(pk),
        )
        for one in kept
        if str(one) in products
    )
    return shown(shopper, guide, BOUGHT_TOGETHER, items, {"source": str(pk)}, about[1])
