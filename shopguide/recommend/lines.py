"""The shop's own order lines as arrays, for whatever is learned from them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from shopguide.catalogue.guide import ProductGuide
from shopguide.catalogue.paths import key_path

from .orders import seconds_of
from .sums import DAY

CHUNK = 20_000
Numbers = NDArray[np.int32]
Reals = NDArray[np.float32]


@dataclass(frozen=True)
class Lines:
    """Order lines, each by the number of its buyer (-1 where the shop knows none), its product and
    its basket, with its age in days before the newest line."""

    #: The key of each product and of each buyer, by number.
    products: list[str]
    buyers: list[str]
    buyer: Numbers
    product: Numbers
    basket: Numbers
    age: Reals
    newest: datetime | None = None

    def __len__(self) -> int:
        return len(self.product)

    def bought(self) -> Any:
        """Buyers by products, 1 where one bought the other, sparse."""
        known = self.buyer >= 0
        return ones(self.buyer[known], self.product[known], self._shape)

    def bought_between(self, end: float, start: float) -> Any:
        """The same, of lines from ``start`` days before the newest to ``end`` days before it."""
        known = (self.buyer >= 0) & (self.age >= end) & (self.age < start)
        return ones(self.buyer[known], self.product[known], self._shape)

    def bought_lately(self, half_life: float) -> Any:
        """The same, where the last time of buying counts half after so many days."""
        known = self.buyer >= 0
        rows, columns, age = self.buyer[known], self.product[known], self.age[known]
        # Of several lines of the same two, the newest comes first and is kept.
        order = np.lexsort((age, columns, rows))
        rows, columns, age = rows[order], columns[order], age[order]
        first = np.ones(len(rows), bool)
        first[1:] = (rows[1:] != rows[:-1]) | (columns[1:] != columns[:-1])
        weight = np.exp2(-age[first] / half_life).astype(np.float32)
        return sparse.csr_array((weight, (rows[first], columns[first])), shape=self._shape)

    def baskets(self) -> Any:
        """Baskets by products, 1 where one holds the other, sparse."""
        shape = (int(self.basket.max(initial=-1)) + 1, len(self.products))
        return ones(self.basket, self.product, shape)

    @property
    def _shape(self) -> tuple[int, int]:
        return len(self.buyers), len(self.products)


def ones(rows: Numbers, columns: Numbers, shape: tuple[int, int]) -> Any:
    """A sparse matrix of 1 where there is any such row and column."""
    made = sparse.csr_array((np.ones(len(rows), np.float32), (rows, columns)), shape=shape)
    made.sum_duplicates()
    made.data[:] = 1
    return made


def read_lines(guide: ProductGuide) -> Lines:
    """Every order line of a guide's products; none where the shop declares no orders."""
    products: dict[Any, int] = {}
    buyers: dict[Any, int] = {}
    baskets: dict[Any, int] = {}
    columns: tuple[list[int], list[int], list[int], list[float]] = ([], [], [], [])
    for product, buyer, when, basket in _rows(guide):
        columns[0].append(-1 if buyer is None else buyers.setdefault(buyer, len(buyers)))
        columns[1].append(products.setdefault(product, len(products)))
        columns[2].append(baskets.setdefault(basket, len(baskets)))
        columns[3].append(when)
    seconds = np.asarray(columns[3], np.float64)
    newest = float(seconds.max(initial=0.0))
    return Lines(
        products=[str(each) for each in products],
        buyers=[str(each) for each in buyers],
        buyer=np.asarray(columns[0], np.int32),
        product=np.asarray(columns[1], np.int32),
        basket=np.asarray(columns[2], np.int32),
        age=((newest - seconds) / DAY).astype(np.float32),
        newest=datetime.fromtimestamp(newest, UTC) if len(seconds) else None,
    )


def _rows(guide: ProductGuide) -> Iterator[tuple[Any, Any, float, Any]]:
    """Product, buyer, seconds and basket of every line that tells its product and its time."""
    if (orders := guide.orders) is None:
        return
    product, buyer = (key_path(orders.model, path) for path in (orders.product, orders.buyer))
    told = orders.bought().filter(**{f"{product}__isnull": False, f"{orders.when}__isnull": False})
    named = [product, buyer, orders.when, *filter(None, [orders.number])]
    for row in told.order_by().values_list(*named).iterator(chunk_size=CHUNK):
        # Where the shop names no order, what one buyer bought at one moment is one.
        basket = row[3] if orders.number else (row[1], row[2])
        yield row[0], row[1], seconds_of(row[2]), basket
