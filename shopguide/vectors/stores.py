"""The store of a guide."""

from shopguide.backends import encoders
from shopguide.catalogue.guide import ProductGuide

from .field_store import FieldStore
from .store import VectorStore
from .table_store import TableStore


def store_of(guide: ProductGuide, alias: str | None = None) -> VectorStore:
    """Where this guide keeps the vectors of the encoder ``alias``, by default of its own one.
    Raises EncoderError if that encoder has no model files."""
    alias = alias or guide.encoder
    encoder = encoders[alias]
    # The field is as wide as the guide's own encoder; others may be of any width.
    kind = FieldStore if guide.vector_field and alias == guide.encoder else TableStore
    return kind(guide, alias, encoder.dimensions, encoder.revision)
