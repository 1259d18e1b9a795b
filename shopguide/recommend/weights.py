"""A profile as numbers: what ranking reads of a shopper's taste."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone

from shopguide.catalogue.registry import registry
from shopguide.events.shopper import Shopper
from shopguide.models import Profile

from .evidence import parts_of
from .opinions import opinions_of
from .sums import Sum, Sums

#: Weight that nobody has shown yet, in views: a single view makes no taste.
PRIOR = 3.0
#: What a shopper may say of a line: that it is not to be used, or what is true instead.
OFF, LIKE, DISLIKE = "off", "like", "dislike"
WORDS = (OFF, LIKE, DISLIKE)


@dataclass(frozen=True)
class PriceTaste:
    """What a shopper chooses in a category: ``level`` is the share of it that is cheaper, and
    ``amount`` the price (a geometric mean)."""

    level: float
    amount: float


@dataclass(frozen=True)
class TasteWeights:
    """From -1 (not for this shopper) to 1. Categories and brands go by their value at the guide's
    path, prices by their category, products by their key; ``language`` is the one that is read
    most, empty where that is not known. ``aspects`` from 0 to 1: how much the shopper cares."""

    category: Mapping[str, float] = field(default_factory=dict)
    brand: Mapping[str, float] = field(default_factory=dict)
    product: Mapping[str, float] = field(default_factory=dict)
    price: Mapping[str, PriceTaste] = field(default_factory=dict)
    language: str = ""
    aspects: Mapping[str, float] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.category or self.brand or self.product or self.price or self.aspects)


def weights_of(shopper: Shopper, guide: str = "") -> TasteWeights:
    """The taste of a shopper in one guide, or in all; nothing of whom the shop may not know."""
    if not shopper.known:
        return TasteWeights()
    profile = Profile.objects.filter(shopper=shopper.known).first()
    now = timezone.now()
    edits: Mapping[str, Any] = profile.edits if profile else {}
    sums = faded(profile, now)
    return TasteWeights(
        **{
            section: _weighed(sums, section, edits, guide)
            for section in ("category", "brand", "product")
        },
        price={
            parts_of(key)[1]: price
            for key, price in prices(sums).items()
            if f"price:{key}" not in edits and _is_of(key, guide)
        },
        language=language_of(sums, edits),
        aspects=_aspects(shopper, edits, guide, now),
    )


def faded(profile: Profile | None, now: datetime) -> Sums:
    """What is left of a profile by now."""
    sums = Sums(profile.state if profile else None)
    if sums.at is not None:
        sums.move(now.timestamp())
    return sums


def strengths(sums: Mapping[str, Sum]) -> dict[str, float]:
    """Each key against the strongest of its section, less sure the less there is of all."""
    most = max((abs(each.both) for each in sums.values()), default=0.0)
    return {key: each.both / (most + PRIOR) for key, each in sums.items()}


def prices(sums: Sums) -> dict[str, PriceTaste]:
    """By guide and category, as sums name them; of one that is nearly forgotten, nothing."""
    found = {}
    levels, spent = sums.of("level"), sums.of("spend")
    for key, price in sums.of("price").items():
        if price.long > 0.1 and key in levels and key in spent:
            amount = math.exp(spent[key].long / price.long)
            found[key] = PriceTaste(levels[key].long / price.long, amount)
    return found


def language_of(sums: Sums, edits: Mapping[str, Any]) -> str:
    """The language that a shopper reads most."""
    known = {code: each.both for code, each in sums.of("language").items()}
    code = max(known, key=lambda each: (known[each], each), default="")
    return "" if f"language:{code}" in edits else code


def said(edits: Mapping[str, Any], section: str) -> dict[str, float]:
    """What the shopper said of keys of a section: 1 or -1, and 0 for what is not to be used."""
    values = {LIKE: 1.0, DISLIKE: -1.0, OFF: 0.0}
    return {
        key.partition(":")[2]: values[word]
        for key, word in edits.items()
        if key.startswith(f"{section}:") and word in values
    }


def _weighed(sums: Sums, section: str, edits: Mapping[str, Any], guide: str) -> dict[str, float]:
    found = strengths(sums.of(section)) | said(edits, section)
    merged: dict[str, float] = {}
    for key, weight in found.items():
        if weight and _is_of(key, guide):
            name = parts_of(key)[1]
            merged[name] = max(merged.get(name, 0.0), weight, key=abs)
    return merged


def _is_of(key: str, guide: str) -> bool:
    return not guide or parts_of(key)[0] == guide


def _aspects(
    shopper: Shopper, edits: Mapping[str, Any], guide: str, now: datetime
) -> dict[str, float]:
    found: dict[str, float] = {}
    for each in registry:
        if guide and each.name != guide:
            continue
        for aspect, taste in opinions_of(shopper, each, now).items():
            if f"aspect:{each.name}:{aspect}" not in edits:
                # One review that says so is half of what there can be.
                weight = taste.weight / (taste.weight + 1)
                found[aspect] = max(found.get(aspect, 0.0), weight)
    return found
