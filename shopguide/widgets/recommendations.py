"""Context of strips of recommended products."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Model

from shopguide.catalogue.guide import ProductGuide
from shopguide.events.shopper import Shopper
from shopguide.recommend.again import buy_again
from shopguide.recommend.beside import bought_together
from shopguide.recommend.strip import (
    BECAUSE_YOU_VIEWED,
    BOUGHT_TOGETHER,
    BUY_AGAIN,
    RECOMMENDED,
    Strip,
)
from shopguide.recommend.strips import because_you_viewed, recommend
from shopguide.search import Hit

from .addresses import served
from .cards import Card, cards
from .product import guide_of
from .search import guide_named
from .seen import dismissed_in, seen_in

SURFACES = (RECOMMENDED, BOUGHT_TOGETHER, BUY_AGAIN, BECAUSE_YOU_VIEWED)


@dataclass(frozen=True)
class Offer:
    """A card with the sentence that says why it is here."""

    card: Card
    reason: str


def strip_of(
    surface: str,
    request: Any,
    shopper: Shopper,
    guide: ProductGuide,
    *,
    product: Any = None,
    limit: int = 8,
    cart: Iterable[Any] = (),
) -> Strip:
    """One of the strips for the shopper of a request. ``product`` is a key.

    Raises LookupError for an unknown surface, and beside a product that is not visible.
    """
    keys: Collection[Any] = [_key(each) for each in cart]
    dismissed = dismissed_in(request, guide)
    if surface == BOUGHT_TOGETHER:
        return bought_together(
            guide, product, shopper=shopper, limit=limit, cart=keys, dismissed=dismissed
        )
    if surface == BUY_AGAIN:
        return buy_again(shopper, guide, limit=limit, cart=keys, dismissed=dismissed)
    # Of one who is known events tell more.
    seen = [] if shopper.known else seen_in(request, guide, shopper)
    if surface == BECAUSE_YOU_VIEWED:
        return because_you_viewed(
            shopper, guide, limit=limit, product=product, cart=keys, seen=seen, dismissed=dismissed
        )
    if surface == RECOMMENDED:
        return recommend(
            shopper,
            guide,
            limit=limit,
            product=product,
            cart=keys,
            seen=seen,
            dismissed=dismissed,
        )
    raise LookupError(f"{surface!r} is no strip; choose from {', '.join(SURFACES)}.")


def strip_context(
    surface: str,
    request: Any,
    shopper: Shopper,
    *,
    product: Any = None,
    guide_name: str | None = None,
    limit: int = 8,
    cart: Iterable[Any] = (),
) -> dict[str, Any]:
    """What ``shopguide/recommended.html`` needs. A product that shoppers may not see has no strip.

    Raises LookupError for a product of no registered guide, and without a product where the shop has
    several guides and none is named.
    """
    guide = guide_of(product, guide_name) if product is not None else guide_named(guide_name)
    key = None if product is None else _key(product)
    try:
        strip = strip_of(surface, request, shopper, guide, product=key, limit=limit, cart=cart)
    except LookupError:
        strip = Strip(guide, surface)
    return {
        "guide": guide,
        "surface": surface,
        "strip": strip,
        "about": strip.about,
        "offers": offers(strip),
        "exposure": strip.exposure or "",
        "clicks": served("shopguide-api:clicks", strip.exposure) if strip.exposure else "",
        "dismiss": served("shopguide:dismiss"),
        "here": request.get_full_path() if request is not None else "",
    }


def offers(strip: Strip) -> list[Offer]:
    """A card for each product of a strip, with what "why this?" says."""
    hits = [
        Hit(item.pk, item.product, rank, item.score, item.parts)
        for rank, item in enumerate(strip.items, start=1)
    ]
    items = {item.pk: item for item in strip.items}
    found = []
    for card in cards(strip.guide, hits):
        item = items[card.hit.pk]
        found.append(Offer(replace(card, why=item.why(strip.terms)[1:]), str(item.reason)))
    return found


def _key(product: Any) -> Any:
    return product.pk if isinstance(product, Model) else product
