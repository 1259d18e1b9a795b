"""Products as numbered records: all that a writer gets to know, and nothing undeclared. What reviews
say of a product is a fact too, with its share."""

import logging
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Protocol

from babel.dates import format_date
from babel.numbers import format_decimal
from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _

from shopguide.catalogue.facts import declared_paths, facts_in, is_in_stock, title_of
from shopguide.catalogue.guide import ProductGuide
from shopguide.catalogue.reading import Values, first, read
from shopguide.insight.highlights import Phrase, highlights
from shopguide.text.aspects import aspects_of
from shopguide.text.clean import clean
from shopguide.text.language import Language
from shopguide.text.money import format_price, locale_of
from shopguide.writers.base import Fact, Record, ReviewFact

logger = logging.getLogger("shopguide")

LONGEST_TEXT = 400
LONGEST_VALUE = 120
#: What reviews praise and what they blame, of each so many aspects at most.
MOST_ASPECTS = 4


class Item(Protocol):
    """A product that was chosen: a hit of a search, or one that was named."""

    @property
    def pk(self) -> Any: ...
    @property
    def product(self) -> Any: ...
    @property
    def matched(self) -> tuple[str, ...]: ...


def records(guide: ProductGuide, items: Sequence[Item], language: Language) -> tuple[Record, ...]:
    """One record for each item, in order, with references P1, P2, …"""
    values = read(guide, [item.pk for item in items], declared_paths(guide))
    ranks = _price_ranks(guide, items, values)
    return tuple(
        _record(guide, f"P{number}", item, values.get(item.pk, {}), ranks.get(item.pk, 0), language)
        for number, item in enumerate(items, start=1)
    )


def _record(
    guide: ProductGuide,
    ref: str,
    item: Item,
    values: dict[str, list[Any]],
    rank: int,
    language: Language,
) -> Record:
    described = [path for path in guide.text_fields if path != guide.title_field]
    text = ". ".join(str(value) for path in described for value in values.get(path, []))
    return Record(
        ref=ref,
        name=clean(title_of(guide, values, item.product), LONGEST_TEXT),
        category=clean(str(first(values, guide.category_field) or ""), LONGEST_VALUE),
        price=format_price(first(values, guide.price_field), language),
        price_rank=rank,
        in_stock=is_in_stock(guide, values),
        facts=(
            *review_facts(guide, item.pk),
            *(
                Fact(fact.name, clean(fact.label, LONGEST_VALUE), as_read(fact.value, language))
                for fact in facts_in(guide, values)
            ),
        ),
        text=clean(text, LONGEST_TEXT),
        matched=item.matched,
    )


def review_facts(guide: ProductGuide, pk: Any) -> tuple[ReviewFact, ...]:
    """What the reviews that shoppers may read praise and blame. Reviews that cannot be counted just
    now cost their facts, never the suggestion."""
    if guide.reviews is None:
        return ()
    try:
        with transaction.atomic():
            found = highlights(guide, pk, MOST_ASPECTS)
    except DatabaseError as error:
        logger.warning("shopguide: a suggestion goes without reviews: %s", error)
        return ()
    return tuple(_review_facts(guide, found.phrases))


def _review_facts(guide: ProductGuide, phrases: Sequence[Phrase]) -> Iterator[ReviewFact]:
    terms = {each.name: each.terms for each in aspects_of(guide)}
    for phrase in phrases:
        said = (
            _("%(count)s of %(total)s reviews praise it")
            if phrase.polarity > 0
            else _("%(count)s of %(total)s reviews criticise it")
        )
        yield ReviewFact(
            f"reviews:{phrase.aspect}",
            _("%(aspect)s (reviews)") % {"aspect": phrase.label},
            said % {"count": phrase.share.count, "total": phrase.share.total},
            polarity=phrase.polarity,
            count=phrase.share.count,
            total=phrase.share.total,
            terms=(phrase.label, *terms.get(phrase.aspect, ())),
        )


def _price_ranks(guide: ProductGuide, items: Sequence[Item], values: Values) -> dict[Any, int]:
    prices = {item.pk: first(values.get(item.pk, {}), guide.price_field) for item in items}
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
