"""Plain ways to recommend, on order lines in memory."""

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from functools import partial
from itertools import combinations
from typing import Any

import numpy as np
from retail import DAYS, Sold
from scipy import sparse

SEED = 7
TOP = 10
#: What Steck (2019) would be given here: the best of 100, 300 and 1,000 on earlier months.
RIDGE = 300.0
#: Invoices that make a pair common.
COMMON = 5
Ranking = Callable[[Any], Sequence[str]]


class Peers:
    """Plain ways to rank, on the same lines: in memory, with nothing of shopguide's."""

    def __init__(self, known: Sequence[Sold]) -> None:
        # Of guests nothing is foretold, and the published ways learn from customers alone.
        lines = [(each.buyer, each) for each in known if each.buyer]
        self.products = sorted({each.product for each in known})
        place = {code: n for n, code in enumerate(self.products)}
        self.rows = {name: n for n, name in enumerate(dict.fromkeys(buyer for buyer, _ in lines))}
        row = np.array([self.rows[buyer] for buyer, _ in lines])
        column = np.array([place[each.product] for _, each in lines])
        shape = len(self.rows), len(self.products)
        newest = max(each.when for each in known)
        late = np.array([newest - each.when <= timedelta(days=DAYS) for _, each in lines])
        self.bought = _ones(row, column, shape)
        self.lately = _sum(_ones(row[late], column[late], shape))
        orders = {(buyer, each.product, each.invoice) for buyer, each in lines}
        self.counts: dict[str, Counter[str]] = defaultdict(Counter)
        for buyer, product, _invoice in orders:
            self.counts[buyer][product] += 1
        self.pairs = _baskets(known, place)
        self.place = place

    def systems(self) -> Iterator[tuple[str, Ranking, Ranking, Ranking]]:
        """Name, and what it ranks for something new, for repeats and for a buyer without history."""
        choice = random.Random(SEED)
        chance = np.array([choice.random() for _ in self.products])
        ever = _sum(self.bought)
        for name, score in (
            ("random", chance),
            ("popular ever", ever),
            ("popular lately", self.lately),
        ):
            order = [self.products[n] for n in np.argsort(-score, kind="stable")]
            plain = partial(_best, order)
            yield name, partial(self._unowned, order), plain, plain
        cold = partial(_best, [self.products[n] for n in np.argsort(-self.lately, kind="stable")])
        yield "own counts", cold, self._own_counts, cold
        for name, matrix in (("ItemKNN", _item_knn(self.bought)), ("EASE", _ease(self.bought))):
            yield name, partial(self._by, matrix), partial(self._by, matrix, owned=True), cold

    def _unowned(self, order: Sequence[str], buyer: str) -> list[str]:
        owned = self.counts[buyer]
        return _best([code for code in order if code not in owned])

    def _own_counts(self, buyer: str) -> list[str]:
        return [code for code, _ in self.counts[buyer].most_common(TOP)]

    def _by(self, matrix: Any, buyer: str, owned: bool = False) -> list[str]:
        mine = self.bought[[self.rows[buyer]]]
        score = np.asarray(mine @ matrix).ravel()
        if not owned:
            score[mine.indices] = -np.inf
        return [self.products[n] for n in np.argsort(-score, kind="stable")[:TOP]]

    def shown(self, lists: Iterable[Sequence[str]]) -> dict[str, float]:
        """Coverage and diversity of lists."""
        lists = list(lists)
        covered = {code for each in lists for code in each}
        apart, pairs = 0, 0
        for each in lists:
            for one, other in combinations(sorted(self.place[code] for code in each), 2):
                pairs += 1
                apart += (one, other) not in self.pairs
        return {"coverage": len(covered) / len(self.products), "diversity": apart / max(1, pairs)}


def _ones(row: Any, column: Any, shape: tuple[int, int]) -> Any:
    made = sparse.csr_array((np.ones(len(row), np.float32), (row, column)), shape=shape)
    made.sum_duplicates()
    made.data[:] = 1
    return made


def _sum(bought: Any) -> Any:
    return np.asarray(bought.sum(axis=0)).ravel()


def _baskets(known: Sequence[Sold], place: Mapping[str, int]) -> Any:
    """Pairs of products that at least five earlier invoices hold together."""
    invoices = {name: n for n, name in enumerate(dict.fromkeys(each.invoice for each in known))}
    row = np.array([invoices[each.invoice] for each in known])
    column = np.array([place[each.product] for each in known])
    held = _ones(row, column, (len(invoices), len(place)))
    both = (held.T @ held).tocoo()
    often = (both.data >= COMMON) & (both.coords[0] < both.coords[1])
    return set(zip(both.coords[0][often].tolist(), both.coords[1][often].tolist(), strict=True))


def _item_knn(bought: Any, near: int = 100) -> Any:
    both = (bought.T @ bought).toarray()
    norm = np.sqrt(np.maximum(both.diagonal(), 1))
    cosine = both / norm[:, None] / norm
    np.fill_diagonal(cosine, 0)
    near = min(near, len(cosine))
    least = np.partition(cosine, -near, axis=0)[-near]
    return np.where(cosine >= least, cosine, 0)


def _ease(bought: Any) -> Any:
    gram = (bought.T @ bought).toarray()
    diagonal = np.diag_indices(len(gram))
    gram[diagonal] += RIDGE
    inverse = np.linalg.inv(gram)
    found = inverse / -inverse[diagonal]
    found[diagonal] = 0
    return found


def _best(order: Sequence[str], buyer: str = "") -> list[str]:
    return list(order[:TOP])
