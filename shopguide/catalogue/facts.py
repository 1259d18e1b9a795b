"""Declared facts of products, typed as they are stored."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import JSONField

from .guide import ProductGuide
from .paths import resolve
from .reading import first


@dataclass(frozen=True)
class TypedFact:
    """``name`` is the declared path (with ``__key`` inside a JSONField), ``value`` as stored."""

    name: str
    label: str
    value: Any


def facts_in(guide: ProductGuide, values: dict[str, list[Any]]) -> list[TypedFact]:
    """The facts among ``values`` of one product, without price and stock, which the page sets."""
    return [
        fact
        for path in guide.facts
        if path not in (guide.price_field, guide.stock_field)
        for fact in _facts_at(guide, path, values.get(path, []))
        if fact.value not in (None, "")
    ]


def _facts_at(guide: ProductGuide, path: str, found: list[Any]) -> Iterable[TypedFact]:
    resolved = resolve(guide.model, path)
    whole_object = isinstance(resolved.field, JSONField) and not resolved.keys
    for value in found:
        if whole_object and isinstance(value, dict):
            for key, inner in value.items():
                if isinstance(inner, str | int | float | bool):
                    yield TypedFact(f"{path}__{key}", str(key), inner)
        else:
            label = resolved.label[:1].upper() + resolved.label[1:]
            yield TypedFact(path, label, value)


def label_of(guide: ProductGuide, path: str) -> str:
    """What a fact, a brand or a category is called, from its declared path."""
    resolved = resolve(guide.model, path)
    if resolved.keys:
        return "__".join(resolved.keys)
    if path in (guide.brand_field, guide.category_field) and "__" in path:
        # "Brand", not the "name" of a brand.
        resolved = resolve(guide.model, path.rpartition("__")[0])
    return resolved.label[:1].upper() + resolved.label[1:]


def shown_label(guide: ProductGuide, path: str) -> str:
    """What shoppers read for a fact, in their language where the guide knows it."""
    return str(guide.fact_labels.get(path) or label_of(guide, path))


def declared_paths(guide: ProductGuide) -> list[str]:
    """Every path that a card or a prompt may show, once each."""
    single = (guide.title_field, guide.price_field, guide.stock_field, guide.category_field)
    return list(dict.fromkeys([*guide.text_fields, *guide.facts, *filter(None, single)]))


def title_of(guide: ProductGuide, values: dict[str, list[Any]], product: Any) -> str:
    """What the product is called."""
    return str(first(values, guide.title_field) or product)


def is_in_stock(guide: ProductGuide, values: dict[str, list[Any]]) -> bool | None:
    """Whether any stock is left; None where the guide declares no stock."""
    if not guide.stock_field:
        return None
    return any(values.get(guide.stock_field, []))


def url_of(product: Any) -> str:
    """The product's own page, or nothing where the shop's model has none."""
    has_page = getattr(product, "get_absolute_url", None)
    return str(has_page()) if has_page else ""
