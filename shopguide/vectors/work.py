"""Stale products in, stored vectors out: the work of a ``vector`` job."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from shopguide.backends import encoders
from shopguide.catalogue.guide import ProductGuide
from shopguide.catalogue.keys import orphans, visible_keys
from shopguide.encoders.base import EncoderError
from shopguide.jobs import Outage
from shopguide.text.product import Texts, digest, passage, texts_of

from .store import Stamped, VectorStore
from .stores import store_of


@dataclass(frozen=True)
class Prepared:
    #: None: the guide does not use this encoder any more.
    store: VectorStore | None
    #: None: the product is gone or hidden. Products that did not change are absent.
    vectors: dict[Any, Stamped | None]


class VectorWork:
    """Encodes what changed by one encoder. An unchanged text costs no call of it."""

    def __init__(self, encoder: str) -> None:
        self.encoder = encoder

    def prepare(self, guide: ProductGuide, pks: Sequence[Any]) -> Prepared:
        """Raises Outage if the encoder cannot be used for any product."""
        if self.encoder not in guide.encoders():
            return Prepared(None, {})
        try:
            store = store_of(guide, self.encoder)
            texts_now = texts_of(guide, visible_keys(guide, pks))
            passages = {pk: passage(guide, fields) for pk, fields in texts_now.items()}
            digests = _digests(store, texts_now)
            changed = store.stale(digests)
            texts = [passages[pk] for pk in changed if passages[pk]]
            encoded = iter(encoders[self.encoder].encode(texts)) if texts else iter(())
        except EncoderError as error:
            raise Outage(str(error)) from error
        vectors: dict[Any, Stamped | None] = {
            pk: Stamped(next(encoded) if passages[pk] else None, digests[pk]) for pk in changed
        }
        return Prepared(store, vectors | {pk: None for pk in pks if pk not in passages})

    def write(self, guide: ProductGuide, prepared: Prepared, pks: Sequence[Any]) -> None:
        if prepared.store is None:
            return
        prepared.store.put({pk: prepared.vectors[pk] for pk in pks if pk in prepared.vectors})


def _digests(store: VectorStore, texts: Texts) -> dict[Any, str]:
    return {
        pk: digest(store.revision, passage(store.guide, fields)) for pk, fields in texts.items()
    }


def stale(guide: ProductGuide, texts: Texts, alias: str) -> set[Any]:
    """Products whose vector is missing, of another text than this or of another revision."""
    store = store_of(guide, alias)
    return store.stale(_digests(store, texts))


def orphaned(guide: ProductGuide, alias: str) -> list[str]:
    """Keys of vectors that belong to no product that shoppers may see."""
    return orphans(guide, store_of(guide, alias).rows())
