"""What is shown in one place, with the record of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from shopguide.catalogue.guide import ProductGuide
from shopguide.events.shopper import Shopper

from .exposures import record
from .items import Item

RECOMMENDED, BOUGHT_TOGETHER, BUY_AGAIN, BECAUSE_YOU_VIEWED = (
    "recommended",
    "bought_together",
    "buy_again",
    "because_you_viewed",
)


@dataclass(frozen=True)
class Strip:
    """What is shown in one place. ``exposure`` is the record of it; ``about`` the title of the product
    that the whole strip is about; ``terms`` how it was made, with the seed and the share that newcomers
    have."""

    guide: ProductGuide
    surface: str
    items: tuple[Item, ...] = ()
    exposure: UUID | None = None
    about: str = ""
    terms: Mapping[str, Any] = field(default_factory=dict)


def shown(
    shopper: Shopper,
    guide: ProductGuide,
    surface: str,
    items: tuple[Item, ...],
    terms: Mapping[str, Any],
    about: str = "",
) -> Strip:
    exposure = record(shopper, guide, surface, items, terms)
    return Strip(guide, surface, items, exposure, about, terms)
