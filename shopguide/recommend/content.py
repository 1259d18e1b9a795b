"""Products whose texts are like what a shopper likes."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from shopguide.catalogue.guide import ProductGuide
from shopguide.catalogue.keys import parse_keys
from shopguide.encoders.base import EncoderError
from shopguide.search.query import logger
from shopguide.vectors.store import VectorStore
from shopguide.vectors.stores import store_of

from .history import History
from .kept import kept

#: Candidates by text.
MOST = 50
#: Products of a history that its vector is made of.
TASTED = 10


def store(guide: ProductGuide) -> VectorStore | None:
    """Where the vectors of a guide lie, or None while its encoder cannot be had."""
    try:
        return store_of(guide)
    except EncoderError as error:
        logger.warning("shopguide: recommendations without texts: %s", error)
        return None


@dataclass(frozen=True)
class Liked:
    """Vectors that stand for what a shopper likes: all of it, and the last thing looked at."""

    whole: NDArray[np.float32]
    last: NDArray[np.float32] | None
    last_key: str = ""

    @property
    def all(self) -> list[NDArray[np.float32]]:
        return [self.whole] if self.last is None else [self.whole, self.last]

    @property
    def middle(self) -> NDArray[np.float32]:
        """Between all of it and the last: one question to the index in place of two."""
        if self.last is None:
            return self.whole
        between: NDArray[np.float32] = self.whole + self.last
        return between / max(float(np.linalg.norm(between)), 1e-6)


def liked(guide: ProductGuide, vectors: VectorStore, history: History) -> Liked | None:
    keys = list(dict.fromkeys([*history.viewed[:1], *list(history.weights)[:TASTED]]))
    stored = vectors.of(parse_keys(guide.model, keys))
    found = {str(pk): vector for pk, vector in stored.items()}
    if not found:
        return None
    told = [(found[key], history.weights.get(key, 1.0)) for key in keys if key in found]
    whole = np.sum([vector * weight for vector, weight in told], axis=0)
    norm = float(np.linalg.norm(whole))
    if norm == 0:
        return None
    last_key = history.viewed[0] if history.viewed and history.viewed[0] in found else ""
    last = found[last_key] if last_key and len(found) > 1 else None
    return Liked((whole / norm).astype(np.float32), last, last_key or told_alone(found))


def told_alone(found: Mapping[str, Any]) -> str:
    """The one product that a vector was made of, or nothing where they are several."""
    return next(iter(found)) if len(found) == 1 else ""


def by_content(guide: ProductGuide, vectors: VectorStore, wanted: Liked) -> list[str]:
    """Products in stock that are most like what is liked, nearest first."""
    shown = guide.in_stock(guide.products())
    loose = kept(f"loose.{guide.name}", partial(vectors.is_loose, shown))
    return [str(each.pk) for each in vectors.near(wanted.middle, MOST, shown, loose=loose)]
