"""Products as numbered records: all that a writer gets to know, and nothing undeclared."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from babel.dates import format_date
from babel.numbers import format_decimal
from django.utils.translation import gettext as _

from shopguide.catalogue.facts import declared_paths, facts_in, is_in_stock, title_of
from shopguide.catalogue.guide import ProductGuide
from shopguide.catalogue.reading import Values, first, read
from shopguide.search import Hit
from shopguide.text.clean import clean
from shopguide.text.injection import without_injections
from shopguide.text.language import Language
from shopguide.text.money import format_price, locale_of
from shopguide.writers.base import Fact, Record

LONGEST_TEXT = 400
LONGEST_VALUE = 120


def records(guide: ProductGuide, hits: Sequence[Hit], language: Language) -> tuple[Record, ...]:
    """One record for each hit, in order, with references P1, P2, …"""
    values = read(guide, [hit.pk for hit in hits], declared_paths(guide))
    ranks = _price_ranks(guide, hits, values)
    return tuple(
        _record(guide, f"P{number}", hit, values.get(hit.pk, {}), ranks.get(hit.pk, 0), language)
        for number, hit in enumerate(hits, start=1)
    )


def _record(
    guide: ProductGuide,
    ref: str,
    hit: Hit,
    values: dict[str, list[Any]],
    rank: int,
    language: Language,
) -> Record:
    described = [path for path in guide.text_fields if path != guide.title_field]
    text = ". ".join(str(value) for path in described for value in values.get(path, []))
    return Record(
        ref=ref,
        name=clean(title_of(guide, values, hit.product), LONGEST_TEXT),
        category=clean(str(first(values, guide.category_field) or ""), LONGEST_VALUE),
        price=format_price(first(values, guide.price_field), language),
        price_rank=rank,
        in_stock=is_in_stock(guide, values),
        facts=tuple(
            Fact(fact.name, clean(fact.label, LONGEST_VALUE), as_read(fact.value, language))
            for fact in facts_in(guide, values)
        ),
        text=without_injections(clean(text))[:LONGEST_TEXT].strip(),
        matched=hit.matched,
    )


def _price_ranks(guide: ProductGuide, hits: Sequence[Hit], values: Values) -> dict[Any, int]:
    prices = {hit.pk: first(values.get(hit.pk, {}), guide.price_field) for hit in hits}
    known = sorted({price for price in prices.values() if price is not None})
    return {pk: known.index(price) + 1 for pk, price in prices.items() if price is not None}


def as_read(value: Any, language: Language) -> str:
    """A fact as people read it in ``language``."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, date | datetime):
        return str(format_date(value, format="medium", locale=locale_of(language)))
    if isinstance(value, int | float | Decimal):
        return str(format_decimal(value, locale=locale_of(language)))
    return clean(str(value), LONGEST_VALUE)
