"""Stale products in, stored vectors out: the work of a ``vector`` job."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from shopguide.backends import encoders
from shopguide.catalogue.guide import ProductGuide
from shopguide.catalogue.keys import orphans, visible_keys
from shopguide.encoders.base import Encoder, EncoderError, PictureEncoder
from shopguide.jobs import Outage
from shopguide.models import Job
from shopguide.text.product import Texts, digest, passage, texts_of

from . import pictures
from .store import Stamped, VectorStore
from .stores import store_of

#: What a vector is made from: a text, or a file with its digest; None or empty where there is none.
Content = Any


@dataclass(frozen=True)
class Prepared:
    #: None: the guide does not use this encoder any more.
    store: VectorStore | None
    #: None: the product is gone or hidden. Products that did not change are absent.
    vectors: dict[Any, Stamped | None]


class VectorWork:
    """Encodes what changed by one encoder. An unchanged text or picture costs no call of it."""

    def __init__(self, encoder: str) -> None:
        self.encoder = encoder

    def prepare(self, guide: ProductGuide, pks: Sequence[Any]) -> Prepared:
        """Raises Outage if the encoder cannot be used for any product, and PictureError for a
        picture that cannot be read."""
        if self.encoder not in guide.encoders():
            return Prepared(None, {})
        try:
            store, encoder = store_of(guide, self.encoder), encoders[self.encoder]
            shown = visible_keys(guide, pks)
            contents = _contents(guide, encoder, shown)
            digests = {pk: _digest(store, content) for pk, content in contents.items()}
            changed = store.stale(digests)
            encoded = _encoded(encoder, [contents[pk] for pk in changed if contents[pk]])
        except EncoderError as error:
            raise Outage(str(error)) from error
        vectors: dict[Any, Stamped | None] = {
            pk: Stamped(next(encoded) if contents[pk] else None, digests[pk]) for pk in changed
        }
        return Prepared(store, vectors | {pk: None for pk in pks if pk not in contents})

    def write(self, guide: ProductGuide, prepared: Prepared, pks: Sequence[Any]) -> None:
        if prepared.store is None:
            return
        prepared.store.put({pk: prepared.vectors[pk] for pk in pks if pk in prepared.vectors})


def _contents(guide: ProductGuide, encoder: Encoder, pks: Iterable[Any]) -> dict[Any, Content]:
    if isinstance(encoder, PictureEncoder):
        return dict(pictures.contents(guide, pks))
    return {pk: passage(guide, fields) for pk, fields in texts_of(guide, pks).items()}


def _encoded(encoder: Encoder, contents: list[Content]) -> Iterator[NDArray[np.float32]]:
    if not contents:
        return iter(())
    if isinstance(encoder, PictureEncoder):
        return iter(encoder.encode_pictures([content.file for content in contents]))
    return iter(encoder.encode(contents))


def _digest(store: VectorStore, content: Content) -> str:
    told = content if isinstance(content, str) else content.digest if content else ""
    return digest(store.revision, told)


def stale(guide: ProductGuide, texts: Texts, alias: str) -> set[Any]:
    """Products whose vector is missing, of another text or picture than now or of another
    revision."""
    store = store_of(guide, alias)
    if isinstance(encoders[alias], PictureEncoder):
        return _stale_pictures(store, texts)
    return store.stale({pk: _digest(store, passage(guide, fields)) for pk, fields in texts.items()})


def _stale_pictures(store: VectorStore, pks: Iterable[Any]) -> set[Any]:
    """Without those whose picture has been given up: they wait for a person, not for the hour."""
    now = pictures.readable(store.guide, pks)
    dead = Job.objects.filter(
        guide=store.guide.name, kind=Job.Kind.VECTOR, encoder=store.encoder, dead=True
    )
    given_up = set(dead.values_list("object_id", flat=True))
    found = store.stale({pk: _digest(store, content) for pk, content in now.items()})
    return {pk for pk in found if str(pk) not in given_up}


def orphaned(guide: ProductGuide, alias: str) -> list[str]:
    """Keys of vectors that belong to no product that shoppers may see."""
    return orphans(guide, store_of(guide, alias).rows())
