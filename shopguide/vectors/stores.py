"""The store of a guide."""

from shopguide.backends import encoders
from shopguide.catalogue.guide import ProductGuide

from .field_store import FieldStore
from .store import VectorStore
from .table_store import TableStore


def store_of(guide: ProductGuide) -> VectorStore:
    """Where this guide keeps its vectors. Raises EncoderError if its encoder has no model files."""
    encoder = encoders[guide.encoder]
    kind = FieldStore if guide.vector_field else TableStore
    return kind(guide, guide.encoder, encoder.dimensions, encoder.revision)
