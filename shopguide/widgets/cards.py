"""What a card shows of a product, read for a whole list at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from shopguide.catalogue.facts import declared_paths, is_in_stock, title_of, url_of
from shopguide.catalogue.guide import ProductGuide
from shopguide.catalogue.reading import first, read
from shopguide.search import Hit
from shopguide.search.explain import explain
from shopguide.search.weights import Fusion
from shopguide.text.language import language_of
from shopguide.text.money import format_price


@dataclass(frozen=True)
class Card:
    """One product as it is now: ``amount`` is the number behind ``price``, ``why`` a sentence."""

    hit: Hit
    product: Any
    title: str
    language: str
    url: str
    image: str
    category: str
    price: str
    amount: Decimal | None
    in_stock: bool | None
    why: tuple[str, ...]


def cards(
    guide: ProductGuide,
    hits: Sequence[Hit],
    fusion: Fusion | None = None,
    sort: str = "relevance",
) -> list[Card]:
    """A card for each hit, in order, explained by the weights that it was ranked with."""
    image = [guide.image_field] if guide.image_field else []
    values = read(guide, [hit.pk for hit in hits], [*declared_paths(guide), *image])
    return [
        _card(guide, hit, values[hit.pk], explain(hit, fusion, sort, guide).sentences)
        for hit in hits
        if hit.pk in values
    ]


def _card(
    guide: ProductGuide, hit: Hit, values: dict[str, list[Any]], why: tuple[str, ...]
) -> Card:
    price = first(values, guide.price_field)
    title = title_of(guide, values, hit.product)
    return Card(
        hit=hit,
        product=hit.product,
        title=title,
        language=language_of(title),
        url=url_of(hit.product),
        image=_image_address(guide, hit.product),
        category=str(first(values, guide.category_field) or ""),
        price=format_price(price),
        amount=_amount(price),
        in_stock=is_in_stock(guide, values),
        why=why,
    )


def _amount(price: Any) -> Decimal | None:
    try:
        return None if price is None else Decimal(str(price))
    except InvalidOperation:
        return None


def _image_address(guide: ProductGuide, product: Any) -> str:
    """The address of a stored picture; empty where a product has none."""
    picture = getattr(product, guide.image_field, None) if guide.image_field else None
    return str(picture.url) if picture and hasattr(picture, "url") else ""
