"""What reviews say of a product in a few phrases, for shoppers."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from shopguide.catalogue.guide import ProductGuide

from .aspects import labels, may_claim, rank
from .counts import count
from .scope import Scope
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
    """Highlights of a product (its key), up to ``limit`` pros and as many cons, in one statement,
    from what shoppers may read now. Nothing for a product that they may not see.

    Raises LookupError for what is no key."""
    if guide.reviews is None:
        return Highlights(0)
    counts = count(Scope(guide, product=product, shoppers=True))
    names = labels(guide)
    both = {
        polarity: _best(
            Phrase(name, names.get(name, name), polarity, Share(said, counts.total))
            for name, each in counts.aspects.items()
            for said in [each.positive if polarity > 0 else each.negative]
        )
        for polarity in (1, -1)
    }
    return Highlights(counts.total, both[1][:limit], both[-1][:limit])


def _best(phrases: Iterable[Phrase]) -> tuple[Phrase, ...]:
    claimed = [each for each in phrases if may_claim(each.aspect, each.share)]
    return tuple(sorted(claimed, key=lambda each: rank(each.aspect, each.share)))
