"""Every opinion in a scope, one after the other: for a merchant's own spreadsheet."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from shopguide.catalogue.guide import ProductGuide
from shopguide.catalogue.keys import as_text
from shopguide.models import AspectOpinion, ReviewReading

from .quotes import current_texts
from .scope import Scope

#: Reviews whose text is held at a time.
CHUNK = 500


@dataclass(frozen=True)
class Told:
    """One opinion with its review. ``sentence`` is empty where the review has changed since it was
    read; ``rating`` is a share of the best score; ``shown`` is whether shoppers may read it now."""

    review: str
    product: str
    written: datetime | None
    rating: float | None
    language: str
    verified: bool | None
    shown: bool
    aspect: str
    term: str
    polarity: int
    probability: float
    sentence: str


def opinions(scope: Scope) -> Iterator[list[Told]]:
    """Review by review, in chunks that are read as they are asked for: however many reviews there
    are, only ``CHUNK`` of them are held. Raises LookupError for what is no key."""
    rows = scope.readings().order_by("object_id", "pk").prefetch_related("opinions")
    return _chunks(scope.guide, rows.iterator(chunk_size=CHUNK))


def _chunks(guide: ProductGuide, readings: Iterator[ReviewReading]) -> Iterator[list[Told]]:
    while chunk := list(islice(readings, CHUNK)):
        yield list(_told(guide, chunk))


def _told(guide: ProductGuide, readings: Sequence[ReviewReading]) -> Iterator[Told]:
    texts = current_texts(guide, readings)
    shown = shown_keys(guide, (reading.review_id for reading in readings))
    for reading in readings:
        whole = texts.get(reading.review_id, "")
        for row in sorted(reading.opinions.all(), key=lambda each: (each.start, each.pk)):
            yield _one(reading, row, whole, reading.review_id in shown)


def _one(reading: ReviewReading, row: AspectOpinion, whole: str, shown: bool) -> Told:
    return Told(
        review=reading.review_id,
        product=reading.object_id,
        written=reading.written,
        rating=reading.rating,
        language=reading.language,
        verified=reading.verified,
        shown=shown,
        aspect=row.aspect,
        term=row.term,
        polarity=row.polarity,
        probability=row.probability,
        sentence=whole[row.sentence_start : row.sentence_end].strip(),
    )


def shown_keys(guide: ProductGuide, reviews: Iterable[str]) -> set[str]:
    """Those of ``reviews``, by their keys, that shoppers may read now."""
    if guide.reviews is None:
        return set()
    shown = guide.reviews.shown().values("pk")
    rows = guide.reviews.model._base_manager.filter(pk__in=list(reviews)).filter(pk__in=shown)
    return set(as_text(rows.values_list("pk", flat=True)))
