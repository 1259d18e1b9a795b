"""Products that are like one product, and are not that product in another colour."""

from collections.abc import Collection, Sequence
from typing import Any

from shopguide.catalogue.guide import ProductGuide
from shopguide.catalogue.paths import resolve
from shopguide.catalogue.reading import Values, first, read
from shopguide.text.clean import fold

from .likeness import DEPTH, FACTS, PICTURE, TEXT, Likeness, alike
from .query import Hit, instances

#: Neighbours read for each product that is wanted, since variants among them are passed over.
SPARE = 6


def similar(
    guide: ProductGuide,
    pk: Any,
    limit: int = 8,
    by: Collection[str] = (TEXT, PICTURE, FACTS),
) -> list[Hit]:
    """Up to ``limit`` visible products that can be bought now, most like ``pk`` first, none a
    variant of it or of another one: by text, by picture and by facts, or by those of them named.

    Raises LookupError if no such product is visible. Empty until the product has a vector.
    """
    pk = guide.parse_pk(pk)
    if not guide.products().filter(pk=pk).exists():
        raise LookupError(f"No product {pk!r} is visible in the guide {guide.name!r}.")
    others = guide.in_stock(guide.products()).exclude(pk=pk)
    found = alike(guide, pk, others, max(DEPTH, limit * SPARE), by)
    chosen = one_of_each(guide, [each.pk for each in found], apart_from=pk)[:limit]
    return hits_of(guide, found, chosen)


def hits_of(guide: ProductGuide, found: Sequence[Likeness], chosen: Sequence[Any]) -> list[Hit]:
    """``chosen`` in their order, with the rows of the products."""
    products = instances(guide, chosen)
    by_key = {each.pk: each for each in found}
    return [
        Hit(key, products[key], rank, by_key[key].score, by_key[key].parts)
        for rank, key in enumerate(chosen, start=1)
        if key in products
    ]


def one_of_each(
    guide: ProductGuide,
    pks: list[Any],
    apart_from: Any = None,
    *,
    barred: Sequence[Any] = (),
    values: Values | None = None,
) -> list[Any]:
    """``pks`` without those that share a name or a group with ``apart_from``, one of ``barred`` or
    an earlier one. ``values`` are those of ``variant_paths`` where the caller has read them."""
    others = [*barred, *([] if apart_from is None else [apart_from])]
    if values is None:
        values = read(guide, [*others, *pks], variant_paths(guide))
    seen = {mark for pk in others if pk in values for mark in _marks(guide, pk, values[pk])}
    chosen = []
    for pk in pks:
        marks = _marks(guide, pk, values.get(pk, {}))
        if not marks & seen:
            chosen.append(pk)
            seen |= marks
    return chosen


def variant_paths(guide: ProductGuide) -> list[str]:
    """What tells that two products are one thing in two forms."""
    return [path for path in (guide.title_field, guide.variant_field) if path]


def _marks(guide: ProductGuide, pk: Any, values: dict[str, list[Any]]) -> set[tuple[str, str]]:
    marks = {("title", fold(str(first(values, guide.title_field) or pk)))}
    if guide.variant_field:
        group = first(values, guide.variant_field)
        if group not in (None, ""):
            marks.add(("group", str(group)))
        elif _is_own_parent(guide):
            marks.add(("group", str(pk)))
    return marks


def _is_own_parent(guide: ProductGuide) -> bool:
    """Whether variants point at a product of the same table, which then is one of the group."""
    declared = resolve(guide.model, guide.variant_field or "")
    return bool(declared.is_relation and issubclass(guide.model, declared.field.related_model))
