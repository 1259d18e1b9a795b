"""Shoppers that are not there, drawn by a seed from the orders of real ones, with an effect that is
known: what the statistics of a test must find, and what they must not."""

import csv
import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Column = NDArray[np.float64]

#: A month of a shopper, and the month before it.
MONTH = timedelta(days=28)
#: What a basket is worth at most, in ranks: wholesalers are no shoppers.
RANK = 0.99


@dataclass(frozen=True)
class Patterns:
    """What real shoppers spent in a month, and in the month before; one place per shopper and month."""

    before: Column
    now: Column


@dataclass(frozen=True)
class Crowd:
    """Simulated shoppers: what each spent before the test and, without it, would spend in it; and how
    many products each is shown and clicks."""

    before: Column
    now: Column
    shown: Column
    clicks: Column

    def __len__(self) -> int:
        return len(self.now)


def patterns(lines: Path) -> Patterns:
    """From order lines in the form of UCI's Online Retail. Raises ValueError where there are none."""
    spent: dict[str, dict[int, float]] = {}
    first: datetime | None = None
    last = 0
    for shopper, when, amount in _lines(lines):
        first = first or when
        month = (when - first) // MONTH
        last = max(last, month)
        months = spent.setdefault(shopper, {})
        months[month] = months.get(month, 0.0) + amount
    pairs = [
        (months.get(month - 1, 0.0), months.get(month, 0.0))
        for months in spent.values()
        for month in range(min(months) + 1, last)
    ]
    if not pairs:
        raise ValueError(f"{lines} has no shopper with two months of orders; give more lines.")
    before, now = np.array(pairs, dtype=float).T
    most = float(np.quantile(now[now > 0], RANK))
    return Patterns(before.clip(0.0, most), now.clip(0.0, most))


def crowd(of: Patterns, size: int, draw: np.random.Generator) -> Crowd:
    """Shoppers drawn with replacement. What they are shown and click is made up: some are keener."""
    chosen = draw.integers(0, len(of.now), size)
    shown = draw.geometric(0.05, size).astype(float)
    keen = draw.beta(2.0, 18.0, size)
    clicks = draw.binomial(shown.astype(np.int64), keen).astype(float)
    return Crowd(of.before[chosen], of.now[chosen], shown, clicks)


def with_buyers(bought: Column, relative: float, draw: np.random.Generator) -> Column:
    """Some of those who would not have bought do: the share grows by ``relative``."""
    share = bought.mean()
    more = share * relative / (1 - share)
    found: Column = np.maximum(bought, draw.random(len(bought)) < more)
    return found


def with_clicks(of: Crowd, relative: float, draw: np.random.Generator) -> Column:
    """Products that were not clicked on are: clicks grow by ``relative``."""
    left = of.shown - of.clicks
    more = of.clicks.sum() * relative / left.sum()
    added: Column = of.clicks + draw.binomial(left.astype(np.int64), more)
    return added


def _lines(path: Path) -> Iterator[tuple[str, datetime, float]]:
    with gzip.open(path, "rt") if path.suffix == ".gz" else path.open() as file:
        for row in csv.DictReader(file):
            amount = int(row["Quantity"]) * float(row["UnitPrice"])
            if row["CustomerID"] and amount > 0:
                yield row["CustomerID"], datetime.fromisoformat(row["InvoiceDate"]), amount
