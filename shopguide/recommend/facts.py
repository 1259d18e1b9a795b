"""What taste is made of: category, brand and price of products."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import Aggregate, FloatField
from django.db.models.functions import Cast

from shopguide.catalogue.guide import ProductGuide
from shopguide.catalogue.keys import parse_keys
from shopguide.catalogue.reading import first, read
from shopguide.catalogue.registry import registry

#: (guide, key of the product), both as events have them.
ProductKey = tuple[str, str]
#: Prices of a category are compared at these shares of it.
SHARES = tuple(share / 20 for share in range(1, 20))


@dataclass(frozen=True)
class ProductFacts:
    """``levels`` says of each category what share of it is cheaper, from 0 to 1."""

    categories: tuple[str, ...]
    brands: tuple[str, ...]
    price: float | None
    levels: Mapping[str, float] = field(default_factory=dict)


class _Percentiles(Aggregate):
    """PostgreSQL's ordered-set aggregate ``percentile_cont`` for several shares at once."""

    template = (
        f"percentile_cont(ARRAY{list(SHARES)!r}::float8[]) WITHIN GROUP (ORDER BY %(expressions)s)"
    )
    output_field = ArrayField(FloatField())


class Facts:
    """Reads facts of products, each once. For one run: prices of tomorrow are another's."""

    def __init__(self) -> None:
        self._known: dict[ProductKey, ProductFacts] = {}
        self._edges: dict[tuple[str, str], tuple[float, ...]] = {}

    def of(self, keys: Iterable[ProductKey]) -> dict[ProductKey, ProductFacts]:
        """Facts of those products that exist in a guide of this shop."""
        keys = set(keys)
        missing: dict[str, set[str]] = defaultdict(set)
        for guide, key in keys - self._known.keys():
            missing[guide].add(key)
        for name, wanted in missing.items():
            self._read(name, wanted)
        return {key: self._known[key] for key in keys if key in self._known}

    def _read(self, name: str, wanted: set[str]) -> None:
        guide = _guide(name)
        if guide is None:
            return
        paths = [guide.category_field, guide.brand_field, guide.price_field]
        values = read(guide, parse_keys(guide.model, wanted), [path for path in paths if path])
        for pk, row in values.items():
            self._known[name, str(pk)] = self._facts(guide, row)

    def _facts(self, guide: ProductGuide, row: dict[str, list[Any]]) -> ProductFacts:
        categories = _texts(row.get(guide.category_field or "", []))
        price = _number(first(row, guide.price_field))
        levels = {}
        for category in categories:
            edges = self._prices(guide, category) if price is not None else ()
            if price is not None and edges:
                levels[category] = level_of(price, edges)
        return ProductFacts(categories, _texts(row.get(guide.brand_field or "", [])), price, levels)

    def _prices(self, guide: ProductGuide, category: str) -> tuple[float, ...]:
        key = (guide.name, category)
        if key not in self._edges:
            price = Cast(str(guide.price_field), FloatField())
            rows = guide.products().filter(**{guide.category_field or "pk": category})
            edges = rows.aggregate(edges=_Percentiles(price))
            self._edges[key] = tuple(edges["edges"] or ())
        return self._edges[key]


def level_of(price: float, edges: tuple[float, ...]) -> float:
    """The share of a category that is cheaper than ``price``; of equal ones, half."""
    return (bisect_left(edges, price) + bisect_right(edges, price)) / (2 * len(edges))


def _guide(name: str) -> ProductGuide | None:
    try:
        return registry.get(name)
    except LookupError:
        return None


def _texts(values: Iterable[Any]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(str(value) for value in values if value not in (None, "")))


def _number(value: Any) -> float | None:
    try:
        number = float(value)
    except (TypeError, ValueError):
        return None
    return number if number > 0 else None
