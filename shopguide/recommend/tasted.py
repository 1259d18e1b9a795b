"""How well products fit the taste that a shopper's profile tells of."""

from collections.abc import Iterable, Mapping
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from shopguide.catalogue.guide import ProductGuide
from shopguide.catalogue.reading import first, read
from shopguide.events.shopper import Shopper

from .candidates import Leg


def by_taste(shopper: Shopper, guide: ProductGuide, pks: Iterable[Any]) -> Leg:
    """Scores by liked and disliked categories and brands; ``sources`` is the name that counts most.
    Empty for a shopper who did not agree to a profile."""
    weights = _weights(shopper) if shopper.known else {}
    named = {
        path: liked
        for path, liked in (
            (guide.category_field, weights.get("category", {})),
            (guide.brand_field, weights.get("brand", {})),
        )
        if path and liked
    }
    if not named:
        return Leg()
    scores, sources = {}, {}
    for pk, values in read(guide, pks, list(named)).items():
        told = {
            str(value): liked[str(value)]
            for path, liked in named.items()
            if (value := first(values, path)) is not None and str(value) in liked
        }
        if told:
            scores[str(pk)] = sum(told.values())
            sources[str(pk)] = max(told, key=lambda name: told[name])
    return Leg(scores, sources)


def _weights(shopper: Shopper) -> Mapping[str, Mapping[str, float]]:
    """What the profile says, each kind of taste from -1 to 1."""
    if find_spec("shopguide.recommend.taste") is None:
        return {}
    told = import_module("shopguide.recommend.taste").weights_of(shopper)
    return {name: _scaled(getattr(told, name, None) or {}) for name in ("category", "brand")}


def _scaled(weights: Mapping[str, float]) -> dict[str, float]:
    most = max((abs(value) for value in weights.values()), default=0.0)
    return {name: value / most for name, value in weights.items()} if most > 0 else {}
