"""HNSW indexes: whether they are there, and whether a killed build left them invalid."""

from dataclasses import dataclass

from django.db import connections

from shopguide.catalogue.guide import ProductGuide
from shopguide.encoders.base import EncoderError

from .field_store import FieldStore
from .stores import store_of
from .table_store import TableStore


@dataclass(frozen=True)
class IndexState:
    name: str
    valid: bool


def index_state(guide: ProductGuide, alias: str | None = None) -> IndexState | None:
    """The HNSW index over the vectors of the encoder ``alias`` (default: the guide's own), or None
    if there is none. Raises EncoderError."""
    store = store_of(guide, alias)
    if isinstance(store, TableStore):
        table, wanted = "shopguide_vector", f"%{store.index_name}%"
    elif isinstance(store, FieldStore):
        table, wanted = store.field.model._meta.db_table, f"%({store.field.column} %"
    with connections[store.using].cursor() as cursor:
        cursor.execute(
            "SELECT i.indexrelid::regclass::text, i.indisvalid FROM pg_index i"
            " WHERE i.indrelid = to_regclass(%s) AND pg_get_indexdef(i.indexrelid) LIKE %s"
            " AND pg_get_indexdef(i.indexrelid) LIKE '%%USING hnsw%%' ORDER BY i.indisvalid DESC",
            [connections[store.using].ops.quote_name(table), wanted],
        )
        row = cursor.fetchone()
    return IndexState(*row) if row else None


def ensure_index(guide: ProductGuide) -> bool:
    """Make the indexes of a guide in shopguide's own table; a field's index is the shop's migration.
    Returns whether one was made."""
    made = False
    for alias in guide.encoders():
        try:
            store = store_of(guide, alias)
        except EncoderError:
            continue
        if isinstance(store, TableStore):
            made = store.ensure_index() or made
    return made
