"""How well products fit the taste that a shopper's profile tells of."""

from importlib import import_module
from importlib.util import find_spec
from math import exp, log
from typing import Any

from shopguide.catalogue.guide import ProductGuide
from shopguide.catalogue.reading import Values, first
from shopguide.events.shopper import Shopper

from .candidates import Leg

#: What a price like those that are usually chosen counts beside a liked category.
PRICE = 0.3


def by_taste(shopper: Shopper, guide: ProductGuide, values: Values) -> Leg:
    """Scores by liked and disliked categories and brands, and by the usual price; ``sources`` is the
    name that counts most. ``values`` are those of ``taste_paths``. Empty for a shopper who did not
    agree to a profile."""
    weights = _weights(shopper, guide)
    paths = (guide.category_field, guide.brand_field, guide.price_field)
    if weights is None or not weights:
        return Leg()
    scores, sources = {}, {}
    for pk, each in values.items():
        category, brand, price = (_text(first(each, path)) for path in paths)
        told = {
            name: liked[name]
            for name, liked in ((category, weights.category), (brand, weights.brand))
            if name in liked
        }
        score = sum(told.values()) + PRICE * _fits(price, weights.price.get(category))
        if score:
            scores[str(pk)] = score
        if told:
            sources[str(pk)] = max(told, key=lambda name: told[name])
    return Leg(scores, sources)


def taste_paths(guide: ProductGuide) -> list[str]:
    return [path for path in (guide.category_field, guide.brand_field, guide.price_field) if path]


def _weights(shopper: Shopper, guide: ProductGuide) -> Any:
    """What the profile says, each taste from -1 to 1."""
    if not shopper.known or find_spec("shopguide.recommend.taste") is None:
        return None
    return import_module("shopguide.recommend.taste").weights_of(shopper, guide.name)


def _fits(price: str, usual: Any) -> float:
    """1 at the usual price of a category, 1/2 at its double or half."""
    amount = float(getattr(usual, "amount", 0) or 0)
    try:
        asked = float(price)
    except ValueError:
        return 0.0
    return exp(-abs(log(asked / amount))) if asked > 0 and amount > 0 else 0.0


def _text(value: Any) -> str:
    return "" if value is None else str(value)
