"""Vectors in an EmbeddingField of the product itself."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from django.db import connections
from django.db.models import FloatField, QuerySet, TextField, Value
from django.db.models.functions import Cast
from numpy.typing import NDArray
from pgvector import HalfVector
from pgvector.django import CosineDistance

from shopguide.catalogue.keys import as_text, key_field, listed

from .store import Stamped, VectorStore, parsed


class FieldStore(VectorStore):
    """Writes with ``UPDATE``, never ``save()``: no signal, no ``auto_now``, no stale column."""

    @property
    def field(self) -> Any:
        return self.guide.model._meta.get_field(self.guide.vector_field or "")

    def of(self, pks: Sequence[Any]) -> dict[Any, NDArray[np.float32]]:
        rows = self.guide.model._base_manager.filter(pk__in=list(pks))
        rows = rows.exclude(**{self.field.name: None})
        # A vector of an earlier encoder is no vector of this one.
        current = set(
            self.rows()
            .filter(object_id__in=as_text(pks), revision=self.revision)
            .values_list("object_id", flat=True)
        )
        return {
            pk: parsed(text)
            for pk, text in rows.values_list("pk", Cast(self.field.name, TextField()))
            if str(pk) in current
        }

    def ranked(
        self,
        vector: NDArray[np.float32],
        products: QuerySet[Any],
        *,
        exact: bool = False,
        keys: Sequence[Any] | None = None,
    ) -> QuerySet[Any, tuple[Any, float]]:
        if keys is not None:
            key_type = key_field(self.guide).rel_db_type(connections[self.using])
            products = self.guide.model._base_manager.filter(pk__in=listed(keys, str(key_type)))
        distance: Any = CosineDistance(self.field.name, HalfVector(vector))
        if exact:
            # An index serves only the bare operator.
            distance = distance + Value(0.0, output_field=FloatField())
        ranked: QuerySet[Any, tuple[Any, float]] = (
            products.exclude(**{self.field.name: None})
            .annotate(shopguide_distance=distance)
            .order_by("shopguide_distance")
            .values_list("pk", "shopguide_distance")
        )
        return ranked

    def _write(self, vectors: Mapping[Any, Stamped]) -> None:
        self._update({pk: stamped.embedding for pk, stamped in vectors.items()})
        self._stamp(vectors, with_embedding=False)

    def _forget(self, pks: Sequence[Any]) -> None:
        self._update(dict.fromkeys(pks))
        self.rows().filter(object_id__in=as_text(pks)).delete()

    def _update(self, embeddings: Mapping[Any, NDArray[np.float32] | None]) -> None:
        connection = connections[self.using]
        quote, owner = connection.ops.quote_name, self.field.model._meta
        key_type = owner.pk.rel_db_type(connection)
        texts = [None if v is None else HalfVector(v).to_text() for v in embeddings.values()]
        with connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE {quote(owner.db_table)} AS product"  # noqa: S608
                f" SET {quote(self.field.column)} = new.embedding::{self.field.db_type(connection)}"
                " FROM unnest(%s::text[], %s::text[]) AS new (pk, embedding)"
                f" WHERE product.{quote(owner.pk.column)} = new.pk::{key_type}",
                [as_text(embeddings), texts],
            )
