"""What products are called."""

from collections.abc import Iterable
from typing import Any

from shopguide.catalogue.guide import ProductGuide
from shopguide.catalogue.reading import first, read


def titles(guide: ProductGuide, keys: Iterable[str]) -> dict[str, str]:
    """By key, in one query; the key itself for a product that is gone."""
    wanted = list(dict.fromkeys(keys))
    if not wanted:
        return {}
    found = read(guide, wanted, [guide.title_field] if guide.title_field else [])
    named = {str(pk): str(first(values, guide.title_field) or pk) for pk, values in found.items()}
    return {key: named.get(key, key) for key in wanted}


def product_of(guide: ProductGuide, key: str) -> Any:
    """The shop's own row, hidden or not. Raises LookupError where there is none."""
    # PostgreSQL takes no NUL in a text.
    known = "\0" not in key
    product = guide.model._base_manager.filter(pk=guide.parse_pk(key)).first() if known else None
    if product is None:
        raise LookupError(f"{guide.model._meta.label} {key!r} does not exist.")
    return product
