"""What the slots of a text stand for, read after it was written."""

from collections.abc import Mapping
from typing import Any

from shopguide.catalogue.facts import declared_paths, is_in_stock, title_of, url_of
from shopguide.catalogue.guide import ProductGuide
from shopguide.catalogue.reading import first, read
from shopguide.search.query import instances
from shopguide.text.language import Language
from shopguide.text.money import format_price

from .slots import Live


def live_of(guide: ProductGuide, keys: Mapping[str, Any], language: Language) -> dict[str, Live]:
    """By reference, the products of ``keys`` that shoppers may see, as they are now."""
    pks = list(keys.values())
    if not pks:
        return {}
    values = read(guide, pks, declared_paths(guide))
    shown = instances(guide, pks)
    return {
        ref: Live(
            name=title_of(guide, values[pk], shown[pk]),
            price=format_price(first(values[pk], guide.price_field), language),
            in_stock=is_in_stock(guide, values[pk]),
            url=url_of(shown[pk]),
        )
        for ref, pk in keys.items()
        if pk in shown and pk in values
    }
