"""Reviews as they are now beside what is stored of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from shopguide.catalogue.guide import ProductGuide
from shopguide.catalogue.keys import as_text
from shopguide.models import ReviewReading
from shopguide.text.aspects import aspects_of, mark
from shopguide.text.product import digest
from shopguide.text.review import review_texts

from .rows import COPIED, Copied, copied


@dataclass(frozen=True)
class Review:
    """A review of the guide as it is now, and the digest of its text."""

    text: str
    digest: str
    copied: Copied


@dataclass(frozen=True)
class Compared:
    """What differs, by key of the review."""

    #: Never read, or another text than was read, or read by an earlier revision.
    unread: dict[str, Review]
    #: Read, but its row has changed beside the text; as it is to be stored.
    outdated: dict[str, ReviewReading]
    #: The review is gone, or its product is.
    gone: set[str]

    def differing(self) -> set[str]:
        return {*self.unread, *self.outdated, *self.gone}


def compare(guide: ProductGuide, pks: Sequence[Any], revision: str) -> Compared:
    """Compare reviews with what that revision of the guide's reader read, in five queries at most,
    however many they are."""
    now = _now(guide, pks, revision)
    rows = ReviewReading.objects.filter(
        guide=guide.name, reader=guide.reader, review_id__in=as_text(pks)
    )
    stored = {reading.review_id: reading for reading in rows}
    unread = {
        key: review
        for key, review in now.items()
        if key not in stored or stored[key].digest != review.digest
    }
    outdated = {
        key: _updated(stored[key], review.copied)
        for key, review in now.items()
        if key not in unread and _differs(stored[key], review.copied)
    }
    return Compared(unread, outdated, set(as_text(pks)) - set(now))


def _now(guide: ProductGuide, pks: Sequence[Any], revision: str) -> dict[str, Review]:
    if guide.reviews is None:
        return {}
    rows = copied(guide, pks)
    aspects = mark(aspects_of(guide))
    return {
        str(pk): Review(text.whole, digest(revision, aspects, text.whole), rows[pk])
        for pk, text in review_texts(guide.reviews, rows).items()
    }


def _differs(reading: ReviewReading, copied: Copied) -> bool:
    return any(getattr(reading, name) != getattr(copied, name) for name in COPIED)


def _updated(reading: ReviewReading, copied: Copied) -> ReviewReading:
    for name in COPIED:
        setattr(reading, name, getattr(copied, name))
    return reading


def reading_digest(guide: ProductGuide, revision: str, text: str) -> str:
    """What a reading's ``digest`` is while the whole text, its reader and the aspects stay."""
    return digest(revision, mark(aspects_of(guide)), text)
