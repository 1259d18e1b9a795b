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


def index_state(guide: ProductGuide) -> IndexState | None:
    """The HNSW index that serves this guide, or None if there is none. Raises EncoderError."""
    store = store_of(guide)
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
    """Make the index of a guide in shopguide's own table; a field's index is the shop's migration.
    Returns whether one was made."""
    try:
        store = store_of(guide)
    except EncoderError:
        return False
    return isinstance(store, TableStore) and store.ensure_index()
