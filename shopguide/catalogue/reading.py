"""Allow-listed values of products, read by column and never by whole row."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import Any

from django.conf import settings as django_settings
from django.utils.timezone import make_aware

from .guide import ProductGuide
from .paths import resolve

Values = dict[Any, dict[str, list[Any]]]


def read(guide: ProductGuide, pks: Iterable[Any], paths: Sequence[str]) -> Values:
    """``{pk: {path: values}}`` for the products that exist, in one query for all columns that lie
    on the row or behind a foreign key, and one more for each path to many rows."""
    rows = guide.model._base_manager.filter(pk__in=list(pks))
    single = [path for path in paths if not resolve(guide.model, path).many]
    found: Values = {
        pk: {path: [value] for path, value in zip(single, values, strict=True) if value is not None}
        for pk, *values in rows.values_list("pk", *single)
    }
    for path in dict.fromkeys(paths):
        if path not in single:
            for pk, values in _many(rows, path).items():
                found[pk][path] = values
    return found


def _many(rows: Any, path: str) -> dict[Any, list[Any]]:
    # A stable order keeps the digest of an unchanged product unchanged.
    values: dict[Any, list[Any]] = defaultdict(list)
    relation = path.rsplit("__", 1)[0]
    for pk, value in rows.order_by("pk", f"{relation}__pk").values_list("pk", path):
        if value is not None and value not in values[pk]:
            values[pk].append(value)
    return values


def first(values: dict[str, list[Any]], path: str | None) -> Any:
    """The first value at ``path``, or None."""
    found = values.get(path or "", [])
    return found[0] if found else None


def moment(when: Any) -> datetime | None:
    """A date counts as its first moment; what is neither is no moment."""
    if isinstance(when, date) and not isinstance(when, datetime):
        when = datetime.combine(when, time.min)
        return make_aware(when) if django_settings.USE_TZ else when
    return when if isinstance(when, datetime) else None
