"""The picture of a product as what a vector is made from."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shopguide.catalogue.guide import ProductGuide
from shopguide.catalogue.pictures import PictureError, pictures_of
from shopguide.encoders.weights import file_digest


@dataclass(frozen=True)
class PictureFile:
    file: Path
    #: Of what lies in the file.
    digest: str


def contents(guide: ProductGuide, pks: Iterable[Any]) -> dict[Any, PictureFile | None]:
    """``{pk: file}``, None for a product without a picture. Raises PictureError."""
    return {pk: _read(file) for pk, file in pictures_of(guide, pks).items()}


def readable(guide: ProductGuide, pks: Iterable[Any]) -> dict[Any, PictureFile | None]:
    """The same, where what cannot be read is like nothing that was stored."""
    return {pk: _read_or_else(file) for pk, file in pictures_of(guide, pks).items()}


def _read_or_else(file: Path | PictureError | None) -> PictureFile | None:
    try:
        return _read(file)
    except PictureError:
        return PictureFile(Path(), "unreadable")


def _read(file: Path | PictureError | None) -> PictureFile | None:
    if file is None:
        return None
    if isinstance(file, PictureError):
        raise file
    try:
        return PictureFile(file, file_digest(file))
    except OSError as error:
        raise PictureError(f"{file} cannot be read ({error.strerror}).") from error
