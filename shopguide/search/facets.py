"""Counts of a search by category, brand, price, stars and the facts that its products share."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import get_language

from shopguide.catalogue.facts import shown_label
from shopguide.catalogue.guide import ProductGuide
from shopguide.models import FactValue
from shopguide.text.language import in_language

from .statement import BANDS, Answer

#: Facts offered beside category and brand, and values offered of each.
MOST_FACTS = 6
MOST_VALUES = 12
#: A fact that says less than this share of the results apart from nothing is not offered.
LEAST_SHARE = 0.1


@dataclass(frozen=True)
class FacetValue:
    """A value with the number of results that have it; ``pk`` is of ``FactValue``."""

    pk: int
    text: str
    count: int


@dataclass(frozen=True)
class Facet:
    path: str
    label: str
    values: tuple[FacetValue, ...]


@dataclass(frozen=True)
class PriceBand:
    """Results from ``low`` up to, not including, ``high`` (None: no end), in the shop's currency."""

    low: float
    high: float | None
    count: int


@dataclass(frozen=True)
class Facets:
    facts: tuple[Facet, ...] = ()
    prices: tuple[PriceBand, ...] = ()
    stars: tuple[tuple[float, int], ...] = ()


def facets_of(guide: ProductGuide, answer: Answer, chosen: Sequence[int] = ()) -> Facets:
    """The facets of an answer: those that part its products, and those with a ``chosen`` value."""
    rows = FactValue.objects.filter(guide=guide.name, pk__in=list(answer.facts))
    by_path: dict[str, list[FactValue]] = defaultdict(list)
    for row in rows:
        by_path[row.path].append(row)
    named = [path for path in (guide.category_field, guide.brand_field) if path in by_path]
    # A list of one value that all share parts nothing.
    first = [path for path in named if len(by_path[path]) > 1 or _chosen(by_path[path], chosen)]
    others = [path for path in by_path if path not in named]
    weighed = {path: _weight(answer, by_path[path], chosen) for path in others}
    useful = [path for path in others if weighed[path] >= LEAST_SHARE * answer.total]
    useful.sort(key=lambda path: (-weighed[path], path))
    return Facets(
        facts=tuple(
            Facet(path, shown_label(guide, path), _values(answer, by_path[path], chosen))
            for path in (*first, *useful[:MOST_FACTS])
        ),
        prices=tuple(
            PriceBand(low, _upper(low), answer.prices[low]) for low in sorted(answer.prices)
        ),
        stars=tuple((stars, n) for stars, n in sorted(answer.stars.items(), reverse=True) if n),
    )


def _upper(low: float) -> float | None:
    return next((edge for edge in BANDS if edge > low), None)


def _weight(answer: Answer, values: list[FactValue], chosen: Sequence[int]) -> float:
    """How many results a fact sorts into groups worth choosing: not a fact of which each product
    has its own value, and not one that all share."""
    if _chosen(values, chosen):
        return float("inf")
    shared = [answer.facts[value.pk] for value in values if answer.facts[value.pk] > 1]
    total = sum(shared)
    return 0.0 if len(shared) < 2 else total - 0.5 * max(shared)


def _chosen(values: list[FactValue], chosen: Sequence[int]) -> bool:
    return any(value.pk in chosen for value in values)


def _values(
    answer: Answer, values: list[FactValue], chosen: Sequence[int]
) -> tuple[FacetValue, ...]:
    best = sorted(
        values, key=lambda each: (each.pk not in chosen, -answer.facts[each.pk], each.text)
    )
    kept = best[:MOST_VALUES]
    if kept and all(each.number is not None for each in kept):
        kept.sort(key=lambda each: each.number or 0.0)
    language = get_language() or "en"
    return tuple(
        FacetValue(
            each.pk, in_language([each.text, *each.aliases], language), answer.facts[each.pk]
        )
        for each in kept
    )
