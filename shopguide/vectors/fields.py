"""A pgvector column that an ordinary shop query does not pay for, and its index."""

from typing import Any

from django.core import checks
from django.db.models import DEFERRED, F, Model
from pgvector.django import HalfVectorField, HnswIndex

# What the SELECT list holds in place of a vector that nobody asked for.
NOT_SELECTED = ""


class EmbeddingField(HalfVectorField):
    """The vector of a product, half precision, written only by shopguide.

    A list of products does not read it: ``SELECT`` carries a constant instead and the attribute
    loads on first access, as after ``defer()``. ``only("embedding")``, ``values()`` and
    ``values_list()`` read it. ``save()`` never writes it, so a product that a shop holds in memory
    cannot overwrite a vector that a worker has stored meanwhile; ``update()`` does.

    ``dimensions``: width of the encoder's vectors, at most 4000 (the limit of an HNSW index over
    ``halfvec``, pgvector README). Never read from settings, so migrations stay as they were made.
    """

    description = "Embedding of a product (%(dimensions)s dimensions)"

    def __init__(self, *args: Any, dimensions: int | None = None, **kwargs: Any) -> None:
        kwargs.update(null=True, blank=True, editable=False)
        super().__init__(*args, dimensions=dimensions, **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        for fixed in ("null", "blank", "editable"):
            kwargs.pop(fixed, None)
        return name, path, list(args), kwargs

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        messages = super().check(**kwargs)
        if not isinstance(self.dimensions, int) or not 1 <= self.dimensions <= 4000:
            messages.append(
                checks.Error(
                    f"{self} needs dimensions between 1 and 4000, not {self.dimensions!r}.",
                    hint="Give the width of the encoder's vectors: EmbeddingField(dimensions=384).",
                    obj=self,
                    id="shopguide.E101",
                )
            )
        return messages

    def select_format(self, compiler: Any, sql: str, params: Any) -> tuple[str, Any]:
        return (sql, params) if self._is_asked_for(compiler.query) else (f"'{NOT_SELECTED}'", ())

    def _is_asked_for(self, query: Any) -> bool:
        if not query.default_cols:
            return True
        names, defer = query.deferred_loading
        if not defer and any(name.rsplit("__", 1)[-1] == self.name for name in names):
            return True
        return any(getattr(part, "target", None) is self for part in query.annotations.values())

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        # Model.__init__ leaves an attribute unset for DEFERRED, which is all that defer() does.
        if isinstance(value, str) and value == NOT_SELECTED:
            return DEFERRED
        return super().from_db_value(value, expression, connection)

    def pre_save(self, model_instance: Model, add: bool) -> Any:
        return None if add else F(self.attname)


class EmbeddingIndex(HnswIndex):
    """HNSW over the cosine distance of one EmbeddingField (Malkov & Yashunin, 2016).

    ``m`` and ``ef_construction`` are pgvector's; the defaults here are pgvector's own.
    """

    def __init__(
        self, *expressions: Any, m: int = 16, ef_construction: int = 64, **kw: Any
    ) -> None:
        kw.setdefault("opclasses", ["halfvec_cosine_ops"])
        super().__init__(*expressions, m=m, ef_construction=ef_construction, **kw)
