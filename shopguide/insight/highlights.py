"""What reviews say of a product in a few phrases, for shoppers."""

from dataclasses import dataclass
from typing import Any

from shopguide.catalogue.guide import ProductGuide

from .statistics import Share


@dataclass(frozen=True)
class Phrase:
    """ "``share.count`` of ``share.total`` reviews praise (1) or blame (-1) the aspect"."""

    aspect: str
    label: str
    polarity: int
    share: Share


@dataclass(frozen=True)
class Highlights:
    """``pros`` and ``cons`` by their share; both empty below SHOPGUIDE["INSIGHT_MINIMUM"]
    reviews. ``total`` are the reviews read that shoppers may see."""

    total: int
    pros: tuple[Phrase, ...] = ()
    cons: tuple[Phrase, ...] = ()

    @property
    def phrases(self) -> tuple[Phrase, ...]:
        return (*self.pros, *self.cons)


def highlights(guide: ProductGuide, product: Any, limit: int = 4) -> Highlights:
    """Highlights of a product (its key), up to ``limit`` pros and as many cons, in two statements,
    from what shoppers may read now. Nothing for a product that they may not see."""
    raise NotImplementedError
