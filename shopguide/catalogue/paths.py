"""Field paths such as ``brand__name``: checked when the shop starts, never an empty text later."""

from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import JSONField, Model


class FieldPathError(Exception):
    """A declared path does not exist on its model; ``hint`` says what to write instead."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


@dataclass(frozen=True)
class FieldPath:
    """A resolved path: ``field`` is its last model field, ``many`` whether it may give many rows,
    ``keys`` what follows inside a JSONField, ``column`` the first column if it lies on the row."""

    path: str
    field: Any
    many: bool
    keys: tuple[str, ...] = ()

    @property
    def is_relation(self) -> bool:
        return bool(self.field.is_relation)

    @property
    def label(self) -> str:
        if self.keys:
            return self.keys[-1].replace("_", " ")
        return str(getattr(self.field, "verbose_name", self.field.name))


def resolve(model: type[Model], path: str) -> FieldPath:
    """Follow ``path`` from ``model``. Raises FieldPathError where a part does not exist."""
    parts, current, many = path.split("__"), model, False
    for position, part in enumerate(parts):
        field = _field(current, part, path)
        rest = tuple(parts[position + 1 :])
        many = many or bool(field.one_to_many or field.many_to_many)
        if isinstance(field, JSONField):
            return FieldPath(path, field, many, rest)
        if not rest:
            return FieldPath(path, field, many)
        if not field.is_relation:
            raise FieldPathError(
                f"{path!r} goes on after {part!r}, which is a column of {current._meta.label}.",
                f"End the path at {'__'.join(parts[: position + 1])!r}.",
            )
        current = field.related_model
    raise AssertionError("str.split gives at least one part")


def key_path(model: type[Model], path: str) -> str:
    """``path`` as far as the key of what it ends at: a foreign key may name another column."""
    return f"{path}__pk" if resolve(model, path).is_relation else path


def _field(model: type[Model], part: str, path: str) -> Any:
    if part == "pk":
        return model._meta.pk
    try:
        return model._meta.get_field(part)
    except FieldDoesNotExist:
        names = sorted({field.name for field in model._meta.get_fields()})
        near = get_close_matches(part, names, n=1)
        raise FieldPathError(
            f"{model._meta.label} has no field {part!r} (in {path!r}).",
            f"Did you mean {near[0]!r}?" if near else f"Choose from {', '.join(names)}.",
        ) from None
