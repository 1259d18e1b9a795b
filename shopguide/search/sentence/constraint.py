"""One understood part of a sentence, and all of them together."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Literal

from ..filters import Filters

Kind = Literal[
    "price",
    "level",
    "brand",
    "category",
    "amount",
    "colour",
    "value",
    "rating",
    "stock",
    "purpose",
    "aspect",
]
Level = Literal["low", "high"]


@dataclass(frozen=True)
class Constraint:
    """A typed limit. ``low`` and ``high`` are inclusive, in the shop's currency, in stars or in the
    base unit of ``dimension``; ``values`` are numbers of ``FactValue``. One that is not ``hard``
    only moves the ranking; the values of an aspect are the category that it is wished for in. ``said`` is the part of the folded sentence that it was read from."""

    kind: Kind
    said: str
    hard: bool = True
    path: str = ""
    name: str = ""
    #: Of each of several things that are as good, its names, such as those in two languages.
    names: tuple[tuple[str, ...], ...] = ()
    values: tuple[int, ...] = ()
    low: float | None = None
    high: float | None = None
    dimension: str = ""
    level: Level | None = None
    negated: bool = False

    @property
    def key(self) -> str:
        """What an address calls it, the same for the same sentence in the same shop."""
        parts = ["not" if self.negated else "", self.kind, self.path or self.name]
        if self.kind in ("brand", "category", "colour", "value"):
            parts.append(str(min(self.values, default=0)))
        return ":".join(part for part in parts if part)


@dataclass(frozen=True)
class Reading:
    """What was understood. ``rest`` is the text to rank by: the sentence without what is said of
    money, stars, stock and what is not wanted. ``phrases`` stood in quotation marks."""

    sentence: str = ""
    constraints: tuple[Constraint, ...] = ()
    rest: str = ""
    phrases: tuple[str, ...] = field(default=())

    def one(self, kind: Kind) -> Constraint | None:
        return next((each for each in self.constraints if each.kind == kind), None)

    @property
    def level(self) -> Level | None:
        found = self.one("level")
        return found.level if found else None

    def without(self, keys: frozenset[str]) -> "Reading":
        """The reading after a shopper took chips off; what they said stays in the words."""
        kept = tuple(each for each in self.constraints if each.key not in keys)
        return self if len(kept) == len(self.constraints) else replace(self, constraints=kept)

    def wishing(self, aspects: Collection[str]) -> "Reading":
        """The reading without wishes for other aspects, of which no review speaks."""
        unheard = {c.key for c in self.constraints if c.kind == "aspect" and c.name not in aspects}
        return self.without(frozenset(unheard))

    def filters(self, given: Filters) -> Filters:
        """``given`` with every hard constraint; what the shopper set by hand comes first."""
        found = given
        for each in self.constraints:
            if each.hard:
                found = _added(found, each)
        return found


def _added(filters: Filters, each: Constraint) -> Filters:
    if each.kind == "price":
        if filters.price_min is not None or filters.price_max is not None:
            return filters
        return replace(filters, price_min=_decimal(each.low), price_max=_decimal(each.high))
    if each.kind == "rating":
        return replace(filters, rating_min=filters.rating_min or each.low)
    if each.kind == "stock":
        return replace(filters, in_stock=True)
    if each.negated:
        return replace(filters, without=(*filters.without, *each.values))
    if each.kind == "category" and filters.category is not None:
        return filters
    return (
        replace(filters, facts=(*filters.facts, each.values)) if each.kind != "level" else filters
    )


def _decimal(number: float | None) -> Decimal | None:
    return None if number is None else Decimal(str(number))
