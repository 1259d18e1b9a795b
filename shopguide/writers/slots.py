"""Slots in generated text, filled by the page: a name, a price or a stock is never the text's."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext as _

LONGEST_NAME = 48
SLOT = re.compile(r"\{(P\d{1,3})\.(name|price|stock)\}")


@dataclass(frozen=True)
class Segment:
    """A piece of a suggestion: text, or the name, price or stock of a product as it is now."""

    kind: Literal["text", "name", "price", "stock"]
    text: str
    url: str = ""


@dataclass(frozen=True)
class Live:
    """What the page fills slots of one product with, read after the text was written."""

    name: str
    price: str
    in_stock: bool | None
    url: str

    @property
    def stock(self) -> str:
        """In words; empty where the shop declares no stock."""
        if self.in_stock is None:
            return ""
        return _("in stock") if self.in_stock else _("out of stock")


def shortened(name: str) -> str:
    """A name short enough to stand in a sentence; the card beside it has all of it."""
    if len(name) <= LONGEST_NAME:
        return name
    return name[:LONGEST_NAME].rsplit(" ", 1)[0].rstrip(" ,-–(") + "…"


def fill(text: str, live: Mapping[str, Live]) -> tuple[Segment, ...]:
    """``text`` in segments. A slot of a product that is gone meanwhile shows nothing."""
    segments: list[Segment] = []
    end = 0
    for slot in SLOT.finditer(text):
        if slot.start() > end:
            segments.append(Segment("text", text[end : slot.start()]))
        ref, kind = slot.groups()
        product = live.get(ref)
        if product is None:
            pass
        elif kind == "name":
            segments.append(Segment("name", shortened(product.name), product.url))
        elif kind == "price":
            segments.append(Segment("price", product.price))
        else:
            segments.append(Segment("stock", product.stock))
        end = slot.end()
    if end < len(text):
        segments.append(Segment("text", text[end:]))
    return tuple(segments)
