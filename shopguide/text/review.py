"""The text of a review: its declared fields, cleaned, as one text in which spans are counted."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from shopguide.catalogue.guide import ProductGuide, Reviews

from .aspects import aspects_of, mark
from .clean import clean
from .product import digest

#: Between two fields; cleaned text has no line breaks of its own.
BREAK = "\n"


@dataclass(frozen=True)
class ReviewText:
    """One text per declared field, in the order of ``Reviews.text``."""

    fields: tuple[str, ...]

    @property
    def whole(self) -> str:
        return BREAK.join(self.fields)

    def offsets(self) -> tuple[int, ...]:
        """Where each field begins in ``whole``."""
        starts, at = [], 0
        for field in self.fields:
            starts.append(at)
            at += len(field) + len(BREAK)
        return tuple(starts)


def review_texts(reviews: Reviews, pks: Iterable[Any]) -> dict[Any, ReviewText]:
    """The texts of those of ``pks`` that exist, hidden ones too: ``{pk: text}``."""
    rows = reviews.model._base_manager.filter(pk__in=list(pks)).values_list("pk", *reviews.text)
    return {
        pk: ReviewText(tuple("" if value is None else clean(str(value)) for value in values))
        for pk, *values in rows
    }


def reading_digest(guide: ProductGuide, revision: str, text: str) -> str:
    """What a reading's ``digest`` is while the whole text, its reader and the aspects stay."""
    return digest(revision, mark(aspects_of(guide)), text)
