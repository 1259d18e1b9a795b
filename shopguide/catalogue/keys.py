"""Keys of products and reviews as our own tables keep them: as text, since a shop's key may be of
any type."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import (
    BigIntegerField,
    Field,
    IntegerField,
    Model,
    QuerySet,
    SmallIntegerField,
)
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast

from .guide import ProductGuide

_SIGNED = {
    "AutoField": IntegerField,
    "BigAutoField": BigIntegerField,
    "SmallAutoField": SmallIntegerField,
}


def parse_key(model: type[Model], value: Any) -> Any:
    """``value`` as a primary key of ``model``. Raises LookupError if it cannot be one."""
    key = model._meta.pk
    try:
        parsed = key.to_python(value)
        key.run_validators(parsed)
    except (ValidationError, ValueError, TypeError, OverflowError) as error:
        raise LookupError(f"{value!r} is no key of {model._meta.label}.") from error
    if parsed is None:
        raise LookupError(f"{value!r} is no key of {model._meta.label}.")
    return parsed


def parse_keys(model: type[Model], values: Iterable[Any]) -> list[Any]:
    """Those of ``values`` that can be primary keys of ``model``, as such."""
    found = []
    for each in values:
        try:
            found.append(parse_key(model, each))
        except LookupError:
            continue
    return found


def key_field(guide: ProductGuide) -> "Field[Any, Any]":
    """The type of the product's key, without sequence or constraint."""
    key: Any = guide.model._meta.pk
    while key.is_relation:
        key = key.target_field
    signed = _SIGNED.get(key.get_internal_type())
    return signed() if signed else key.clone()


def cast_key(guide: ProductGuide) -> Cast:
    """``object_id`` as the product's key."""
    return Cast("object_id", key_field(guide))


def listed(values: Iterable[Any], type_: str) -> RawSQL:
    """``values`` as rows of one array parameter: for ``__in`` with thousands of them. ``type_`` is
    the database's own type."""
    return RawSQL(f"SELECT unnest(%s::{type_}[])", [list(values)])  # noqa: S611


def as_text(pks: Iterable[Any]) -> list[str]:
    return [str(pk) for pk in pks]


def orphans(guide: ProductGuide, rows: QuerySet[Any, Any]) -> list[str]:
    """Keys in ``rows`` that belong to no product that shoppers may see."""
    shown = guide.products().values("pk")
    keyed = rows.annotate(shopguide_key=cast_key(guide)).exclude(shopguide_key__in=shown)
    return list(keyed.values_list("object_id", flat=True))


def visible_keys(guide: ProductGuide, pks: Iterable[Any]) -> set[Any]:
    """Those of ``pks`` that shoppers may see."""
    return set(guide.products().filter(pk__in=list(pks)).values_list("pk", flat=True))
