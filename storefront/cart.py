"""The cart: quantities in the shopper's session, prices and stock always from the shop."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.contrib.sessions.backends.base import SessionBase

from .models import Product

KEY, REFERENCE = "cart", "checkout"
#: Pieces of one product, and products.
MOST, LONGEST = 20, 50


@dataclass(frozen=True)
class Row:
    """One product of the cart."""

    product: Product
    quantity: int

    @property
    def total(self) -> Decimal:
        return self.quantity * self.product.price

    @property
    def short(self) -> bool:
        """Whether the shop has fewer by now."""
        return self.quantity > self.product.stock

    @property
    def most(self) -> int:
        return max(1, min(MOST, self.product.stock))


class Cart:
    """Nothing is written before a shopper puts something in, so that looking leaves no cookie."""

    def __init__(self, session: SessionBase | Mapping[str, Any]) -> None:
        self._session: Any = session

    @property
    def quantities(self) -> dict[int, int]:
        """{key of a product: quantity}, first in first."""
        return {int(key): quantity for key, quantity in self._session.get(KEY, {}).items()}

    @property
    def count(self) -> int:
        return sum(self._session.get(KEY, {}).values())

    @property
    def is_full(self) -> bool:
        return len(self._session.get(KEY, {})) >= LONGEST

    @property
    def reference(self) -> str:
        """Names the checkout of what is in the cart now, however often its page is opened."""
        if not self._session.get(REFERENCE):
            self._session[REFERENCE] = str(uuid4())
        return str(self._session[REFERENCE])

    def rows(self) -> list[Row]:
        """What shoppers may still see of it."""
        quantities = self.quantities
        shown = Product.objects.filter(pk__in=quantities, is_public=True)
        found = {each.pk: each for each in shown.select_related("brand", "category")}
        return [Row(found[pk], number) for pk, number in quantities.items() if pk in found]

    def set(self, product: Product, quantity: int) -> int:
        """Have this many of it, as far as the shop has them; none takes it out. Returns how many."""
        allowed = max(0, min(quantity, product.stock, MOST))
        kept = self.quantities
        if allowed:
            kept[product.pk] = allowed
        else:
            kept.pop(product.pk, None)
        self._keep(kept)
        return allowed

    def leave_out_hidden(self) -> bool:
        """Take out what shoppers may no longer see. Returns whether there was any."""
        quantities = self.quantities
        shown = {row.product.pk for row in self.rows()} if quantities else set()
        if gone := quantities.keys() - shown:
            self._keep({pk: n for pk, n in quantities.items() if pk not in gone})
        return bool(gone)

    def clear(self) -> None:
        self._session.pop(KEY, None)
        self._session.pop(REFERENCE, None)

    def _keep(self, quantities: Mapping[int, int]) -> None:
        # What is bought has changed, and so it is another checkout.
        self._session.pop(REFERENCE, None)
        self._session[KEY] = {str(pk): quantity for pk, quantity in quantities.items()}
