"""The contract of both stores, and nearest neighbours that always give min(k, matches) rows."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
from django.db import connections, transaction
from django.db.models import QuerySet
from numpy.typing import NDArray

from shopguide.catalogue.guide import ProductGuide
from shopguide.catalogue.keys import as_text
from shopguide.conf import settings
from shopguide.models import Vector

#: pgvector refuses more.
LARGEST_EF_SEARCH = 1000
Row = TypeVar("Row")


@dataclass(frozen=True)
class Stamped:
    """A vector of shape (dimensions,), or None for an empty text, with what it was made from."""

    embedding: NDArray[np.float32] | None
    digest: str


@dataclass(frozen=True)
class Neighbour:
    """A product and its cosine similarity, between -1 and 1."""

    pk: Any
    similarity: float


class VectorStore(ABC):
    """Vectors of one guide by one encoder: ``put``, ``near``, ``of`` and ``stale``."""

    def __init__(self, guide: ProductGuide, encoder: str, dimensions: int, revision: str) -> None:
        self.guide = guide
        self.encoder = encoder
        self.dimensions = dimensions
        self.revision = revision

    def put(self, vectors: Mapping[Any, Stamped | None]) -> None:
        """Store vectors with their stamps, in one transaction; None forgets a product."""
        gone = [pk for pk, stamped in vectors.items() if stamped is None]
        kept = {pk: stamped for pk, stamped in vectors.items() if stamped is not None}
        with transaction.atomic(using=self.using):
            if gone:
                self._forget(gone)
            if kept:
                self._write(kept)

    def near(
        self,
        vector: NDArray[np.float32],
        k: int,
        products: QuerySet[Any] | None = None,
        *,
        loose: bool | None = None,
    ) -> list[Neighbour]:
        """The ``k`` products most like ``vector`` among ``products`` (default: the visible ones).

        Gives min(k, matches) rows, nearest first, where a match is a product with a vector: by the
        HNSW index where the filter is loose, exactly where it is tight or the index gave too few.
        ``loose`` says whether it is, where that is known without counting.
        """
        if k <= 0:
            return []
        products = self.guide.products() if products is None else products

        def ask(exact: bool) -> list[tuple[Any, float]]:
            return list(self.ranked(vector, products, exact=exact)[:k])

        found = self.planned(products, k, ask, len, loose)
        # relaxed_order gives rows slightly out of order.
        return sorted(map(_neighbour, found), key=lambda each: -each.similarity)

    def planned(
        self,
        products: QuerySet[Any],
        k: int,
        ask: Callable[[bool], list[Row]],
        neighbours: Callable[[list[Row]], int],
        loose: bool | None = None,
    ) -> list[Row]:
        """What ``ask(exact)`` gives: by the HNSW index where ``products`` are many, and exactly
        where they are few or the index found fewer than ``k`` ``neighbours``. ``loose`` says
        whether they are many, where that is known without counting."""
        if self.is_loose(products) if loose is None else loose:
            with self.index_scan(k):
                rows = ask(False)
            if neighbours(rows) == k:
                return rows
        return ask(True)

    @abstractmethod
    def of(self, pks: Sequence[Any]) -> dict[Any, NDArray[np.float32]]:
        """Stored vectors, each of shape (dimensions,), of those products that have one."""

    def stale(self, digests: Mapping[Any, str]) -> set[Any]:
        """Products whose stored vector was not made from the text with this digest."""
        stamps = self._stamps(list(digests))
        return {pk for pk, digest in digests.items() if stamps.get(str(pk)) != digest}

    @abstractmethod
    def ranked(
        self,
        vector: NDArray[np.float32],
        products: QuerySet[Any],
        *,
        exact: bool = False,
        keys: Sequence[Any] | None = None,
    ) -> QuerySet[Any, tuple[Any, float]]:
        """Rows (pk, cosine distance), nearest first, as a queryset that can be sliced and joined.
        With ``exact`` no approximate index can serve it. ``keys``, where the caller has them, are
        those of ``products``, and are looked up instead."""

    @abstractmethod
    def _write(self, vectors: Mapping[Any, Stamped]) -> None: ...

    @abstractmethod
    def _forget(self, pks: Sequence[Any]) -> None: ...

    def is_loose(self, products: QuerySet[Any]) -> bool:
        limit: int = settings["EXACT_LIMIT"]
        return bool(products.values("pk")[: limit + 1].count() > limit)

    @contextmanager
    def index_scan(self, k: int) -> Iterator[None]:
        """Let the HNSW index go on until a filter has let ``k`` rows through (pgvector 0.8)."""
        ef_search = min(max(100, 2 * k), LARGEST_EF_SEARCH)
        with transaction.atomic(using=self.using), connections[self.using].cursor() as cursor:
            cursor.execute(
                "SELECT set_config('hnsw.iterative_scan', 'relaxed_order', true),"
                " set_config('hnsw.ef_search', %s, true)",
                [str(ef_search)],
            )
            yield

    @cached_property
    def using(self) -> str:
        return str(self.guide.model._default_manager.db)

    def rows(self) -> QuerySet[Vector]:
        return Vector.objects.using(self.using).filter(guide=self.guide.name, encoder=self.encoder)

    def _stamps(self, pks: Sequence[Any]) -> dict[str, str]:
        rows = self.rows().filter(object_id__in=as_text(pks))
        return dict(rows.values_list("object_id", "digest"))

    def _stamp(self, vectors: Mapping[Any, Stamped], *, with_embedding: bool) -> None:
        Vector.objects.using(self.using).bulk_create(
            [
                Vector(
                    guide=self.guide.name,
                    object_id=str(pk),
                    encoder=self.encoder,
                    revision=self.revision,
                    digest=stamped.digest,
                    empty=stamped.embedding is None,
                    embedding=stamped.embedding if with_embedding else None,
                )
                for pk, stamped in vectors.items()
            ],
            update_conflicts=True,
            unique_fields=["guide", "object_id", "encoder"],
            update_fields=["revision", "digest", "empty", "embedding", "updated"],
        )


def parsed(text: str) -> NDArray[np.float32]:
    """A vector as PostgreSQL writes it, "[0.1,0.2]": faster than by way of a list."""
    return np.fromstring(text[1:-1], dtype=np.float32, sep=",")


def _neighbour(row: tuple[Any, float]) -> Neighbour:
    return Neighbour(row[0], 1.0 - float(row[1]))
