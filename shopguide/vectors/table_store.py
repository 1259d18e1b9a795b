"""Vectors in shopguide's own table, for models that a shop cannot edit."""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

import numpy as np
from django.db import connections
from django.db.models import FloatField, QuerySet, TextField, Value
from django.db.models.functions import Cast
from numpy.typing import NDArray
from pgvector import HalfVector
from pgvector.django import CosineDistance, HalfVectorField

from shopguide.catalogue.keys import as_text, cast_key, listed
from shopguide.models import Vector

from .store import Stamped, VectorStore, parsed


class TableStore(VectorStore):
    """One column for encoders of any width; each encoder has a partial index of its own."""

    def of(self, pks: Sequence[Any]) -> dict[Any, NDArray[np.float32]]:
        by_text = {str(pk): pk for pk in pks}
        rows = self.rows().filter(object_id__in=by_text, revision=self.revision)
        return {
            by_text[object_id]: parsed(text)
            for object_id, text in rows.exclude(embedding=None).values_list(
                "object_id", Cast("embedding", TextField())
            )
        }

    def ranked(
        self,
        vector: NDArray[np.float32],
        products: QuerySet[Any],
        *,
        exact: bool = False,
        keys: Sequence[Any] | None = None,
    ) -> QuerySet[Any, tuple[Any, float]]:
        embedding = Cast("embedding", HalfVectorField(dimensions=self.dimensions))
        distance: Any = CosineDistance(embedding, HalfVector(vector))
        if exact:
            distance = distance + Value(0.0, output_field=FloatField())
        rows = self.rows().filter(revision=self.revision, embedding__isnull=False)
        rows = rows.annotate(shopguide_key=cast_key(self.guide), shopguide_distance=distance)
        if keys is None:
            rows = rows.filter(shopguide_key__in=products.values("pk"))
        else:
            rows = rows.filter(object_id__in=listed(as_text(keys), "text"))
        ranked = rows.order_by("shopguide_distance")
        return ranked.values_list("shopguide_key", "shopguide_distance")

    def _write(self, vectors: Mapping[Any, Stamped]) -> None:
        self._stamp(vectors, with_embedding=True)

    def _forget(self, pks: Sequence[Any]) -> None:
        self.rows().filter(object_id__in=as_text(pks)).delete()

    @property
    def index_name(self) -> str:
        told = f"{self.encoder}\0{self.dimensions}"
        return f"shopguide_vector_{sha256(told.encode()).hexdigest()[:12]}"

    def ensure_index(self) -> bool:
        """Make this encoder's HNSW index if it is absent or was left invalid by a killed build.
        Returns whether it was made. Takes about 20 seconds for 100,000 products."""
        connection: Any = connections[self.using]
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT i.indisvalid FROM pg_index i WHERE i.indexrelid = to_regclass(%s)",
                [self.index_name],
            )
            if (row := cursor.fetchone()) is not None:
                if row[0]:
                    return False
                cursor.execute(f"DROP INDEX {connection.ops.quote_name(self.index_name)}")
            # encoder is a literal: a partial index is used only where the planner can prove it.
            cursor.execute(
                f"CREATE INDEX {self.index_name} ON {Vector._meta.db_table} USING hnsw"
                f" ((embedding::halfvec({int(self.dimensions)})) halfvec_cosine_ops)"
                " WHERE encoder = " + connection.ops.compose_sql("%s", [self.encoder])
            )
        return True
