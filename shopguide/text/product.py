"""The text of a product, and the digest that says whether it changed."""

from collections.abc import Iterable
from hashlib import sha256
from typing import Any

from shopguide.catalogue.guide import ProductGuide
from shopguide.catalogue.reading import read

from .clean import clean

#: ``{pk: one text per text field}``
Texts = dict[Any, tuple[str, ...]]


def texts_of(guide: ProductGuide, pks: Iterable[Any]) -> Texts:
    """``{pk: one cleaned text per text field}`` of the products that exist."""
    return {
        pk: tuple(
            clean(", ".join(map(_as_text, values.get(path, [])))) for path in guide.text_fields
        )
        for pk, values in read(guide, pks, guide.text_fields).items()
    }


def _as_text(value: Any) -> str:
    """A JSONField of attributes reads as "Camera: 48 MP, Weight: 192 g"."""
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_as_text(inner)}" for key, inner in value.items())
    return ", ".join(map(_as_text, value)) if isinstance(value, list) else str(value)


def passage(guide: ProductGuide, texts: tuple[str, ...]) -> str:
    """What an encoder reads: the encoded fields in order, as one text; empty if all are."""
    read_ = guide.encoded_fields or guide.text_fields
    named = zip(guide.text_fields, texts, strict=True)
    return ". ".join(text for path, text in named if text and path in read_)


def digest(*parts: str) -> str:
    """Hexadecimal SHA-256 of ``parts``, which no joining can confuse."""
    whole = sha256()
    for part in parts:
        encoded = part.encode()
        whole.update(len(encoded).to_bytes(8, "big") + encoded)
    return whole.hexdigest()
