"""Products that are like one product, and are not that product in another colour."""

from collections.abc import Sequence
from typing import Any

from shopguide.catalogue.guide import ProductGuide
from shopguide.catalogue.paths import resolve
from shopguide.catalogue.reading import Values, first, read
from shopguide.encoders.base import EncoderError
from shopguide.text.clean import fold
from shopguide.vectors.stores import store_of

from .query import Hit, instances, logger

#: Neighbours read for each product that is wanted, since variants among them are passed over.
SPARE = 6


def similar(guide: ProductGuide, pk: Any, limit: int = 8) -> list[Hit]:
    """Up to ``limit`` visible products that can be bought now, most like ``pk`` first, none a
    variant of it or of another one.

    Raises LookupError if no such product is visible. Empty until the product has its vector.
    """
    pk = guide.parse_pk(pk)
    if not guide.products().filter(pk=pk).exists():
        raise LookupError(f"No product {pk!r} is visible in the guide {guide.name!r}.")
    try:
        store = store_of(guide)
        vector = store.of([pk]).get(pk)
    except EncoderError as error:
        logger.warning("shopguide: no similar products: %s", error)
        return []
    if vector is None:
        return []
    others = guide.in_stock(guide.products()).exclude(pk=pk)
    near = store.near(vector, limit * SPARE, others)
    chosen = one_of_each(guide, [each.pk for each in near], apart_from=pk)[:limit]
    products = instances(guide, chosen)
    similarity = {each.pk: each.similarity for each in near}
    return [
        Hit(each, products[each], rank, similarity[each], {"vector": similarity[each]})
        for rank, each in enumerate(chosen, start=1)
        if each in products
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
