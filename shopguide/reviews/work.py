"""Changed reviews in, stored readings out: the work of a ``review`` job."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from shopguide.backends import readers
from shopguide.catalogue.guide import ProductGuide
from shopguide.catalogue.keys import as_text
from shopguide.jobs import Outage
from shopguide.models import ReviewReading
from shopguide.text.aspects import aspects_of
from shopguide.text.language import language_of

from .base import Reader, ReaderError, Reading
from .compare import Review, compare
from .fingerprint import fingerprint
from .rows import COPIED
from .store import Read, copy, forget_reviews, opinion_row, put
from .tally import recount


@dataclass(frozen=True)
class Prepared:
    """What is to be stored, by key of the review."""

    read: dict[str, Read]
    #: Their text was read before.
    outdated: dict[str, ReviewReading]
    #: The review or its product is gone, or the guide does not use this reader any more.
    gone: set[str]


class ReviewWork:
    """Reads what changed by one reader. An unchanged text costs no call of it."""

    def __init__(self, reader: str) -> None:
        self.reader = reader

    def prepare(self, guide: ProductGuide, pks: Sequence[Any]) -> Prepared:
        """Raises Outage if the reader cannot be used for any review."""
        if self.reader != guide.reader:
            return Prepared({}, {}, set(as_text(pks)))
        try:
            reader = reader_of(guide)
            revision = reader.revision
            found = compare(guide, pks, revision)
            readings = _read(reader, guide, found.unread)
        except ReaderError as error:
            raise Outage(str(error)) from error
        rows = {
            key: self._rows(guide, key, review, revision, readings[key])
            for key, review in found.unread.items()
        }
        return Prepared(rows, found.outdated, found.gone)

    def write(self, guide: ProductGuide, prepared: Prepared, pks: Sequence[Any]) -> None:
        keys = as_text(pks)
        read = [prepared.read[key] for key in keys if key in prepared.read]
        outdated = [prepared.outdated[key] for key in keys if key in prepared.outdated]
        rows = [*(reading for reading, _ in read), *outdated]
        # The products that they were counted with until now, and those from now on.
        products = self._products(guide, rows) | {row.object_id for row in rows}
        if read:
            put(read)
        if outdated:
            copy(outdated)
        if gone := prepared.gone.intersection(keys):
            products |= forget_reviews(guide, gone, self.reader)
        recount(guide, products)

    def _products(self, guide: ProductGuide, rows: Sequence[ReviewReading]) -> set[str]:
        keys = [row.review_id for row in rows]
        stored = ReviewReading.objects.filter(
            guide=guide.name, reader=self.reader, review_id__in=keys
        )
        return set(stored.values_list("object_id", flat=True)) if keys else set()

    def _rows(
        self, guide: ProductGuide, key: str, review: Review, revision: str, found: Reading
    ) -> Read:
        reading = ReviewReading(
            guide=guide.name,
            review_id=key,
            reader=self.reader,
            revision=revision,
            digest=review.digest,
            language=found.language,
            sentiment=found.sentiment,
            label=found.label,
            probability=found.probability,
            fingerprint=fingerprint(review.text),
            **{name: getattr(review.copied, name) for name in COPIED},
        )
        return reading, [opinion_row(reading, review.text, said) for said in found.opinions]


def reader_of(guide: ProductGuide) -> Reader:
    """The guide's reader. Raises ReaderError where it cannot be made."""
    try:
        return readers[guide.reader]
    except (ImproperlyConfigured, TypeError) as error:
        raise ReaderError(str(error)) from error


def _read(reader: Reader, guide: ProductGuide, reviews: dict[str, Review]) -> dict[str, Reading]:
    """One call of the reader for all. Stars without a word are neutral, which needs no model."""
    spoken = {key: review.text for key, review in reviews.items() if review.text.strip()}
    told = reader.read(list(spoken.values()), aspects_of(guide)) if spoken else []
    found = dict(zip(spoken, told, strict=True))
    for key, reading in found.items():
        if not isfinite(reading.sentiment):
            raise ValueError(f"Review {key} was read with the sentiment {reading.sentiment}.")
    silent = {
        key: Reading(language_of(review.text), sentiment=0.0, label=0, probability=1.0)
        for key, review in reviews.items()
        if key not in spoken
    }
    return found | silent
