"""Reviews with what was read in them, for a page of them at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shopguide.catalogue.guide import ProductGuide
from shopguide.models import AspectOpinion, ReviewReading
from shopguide.reviews.compare import reading_digest
from shopguide.reviews.rows import Copied, copied
from shopguide.text.language import language_of
from shopguide.text.review import ReviewText, review_texts

from .aspects import Chosen
from .marks import Part, folded, parts


@dataclass(frozen=True)
class ReadReview:
    """One review of the shop's, its text in parts. Of several declared text fields the first is the
    ``title``; ``rest`` is folded away unless ``unfold``; ``was_read`` says whether a reader has read
    this very text. ``stars`` are out of ``best``."""

    review: Any
    key: str
    title: tuple[Part, ...]
    text: tuple[Part, ...]
    rest: tuple[Part, ...]
    unfold: bool
    was_read: bool
    language: str
    stars: float | None
    best: int
    written: datetime | None
    verified: bool | None

    @property
    def is_marked(self) -> bool:
        return any(part.kind for part in (*self.title, *self.text, *self.rest))

    @property
    def glyphs(self) -> str:
        """Stars to look at, where they are few enough for that."""
        if self.stars is None or self.best > 5:
            return ""
        full = min(max(round(self.stars), 0), self.best)
        return "★" * full + "☆" * (self.best - full)


def read_reviews(
    guide: ProductGuide, rows: Sequence[Any], picked: Chosen | None = None
) -> list[ReadReview]:
    """The shop's own ``rows`` in their order, in six queries at most. Where an aspect was picked,
    only what is said of it is marked. A review that has changed since it was read has no marks."""
    if guide.reviews is None:
        return []
    texts = review_texts(guide.reviews, [row.pk for row in rows])
    own = copied(guide, texts)
    said = _said(guide, {str(pk): text.whole for pk, text in texts.items()})
    return [
        _read(guide, row, texts[row.pk], own[row.pk], said.get(str(row.pk)), picked or Chosen())
        for row in rows
        if row.pk in texts and row.pk in own
    ]


def _said(guide: ProductGuide, texts: dict[str, str]) -> dict[str, list[AspectOpinion]]:
    """Opinions by review, of those whose text is the one that was read."""
    readings = ReviewReading.objects.filter(
        guide=guide.name, reader=guide.reader, review_id__in=list(texts)
    )
    current = {
        reading.pk: reading.review_id
        for reading in readings
        if reading_digest(guide, reading.revision, texts[reading.review_id]) == reading.digest
    }
    said: dict[str, list[AspectOpinion]] = {key: [] for key in current.values()}
    opinions = AspectOpinion.objects.filter(reading__in=list(current)).order_by("start", "pk")
    for opinion in opinions:
        said[current[opinion.reading_id]].append(opinion)
    return said


def _read(
    guide: ProductGuide,
    row: Any,
    text: ReviewText,
    own: Copied,
    said: list[AspectOpinion] | None,
    picked: Chosen,
) -> ReadReview:
    opinions = [each for each in said or [] if _wanted(each, picked)]
    pieces = [
        parts(field, opinions, begins)
        for field, begins in zip(text.fields, text.offsets(), strict=True)
    ]
    title, *bodies = pieces if len(pieces) > 1 else [(), *pieces]
    shown, rest = folded(_joined(bodies))
    best = guide.reviews.best if guide.reviews else 0
    return ReadReview(
        review=row,
        key=str(row.pk),
        title=title,
        text=shown,
        rest=rest,
        # What was asked for must not lie in the fold.
        unfold=bool(picked.aspect) and any(part.kind for part in rest),
        was_read=said is not None,
        language=language_of(text.whole),
        stars=None if own.rating is None else round(own.rating * best, 1),
        best=best,
        written=own.written,
        verified=own.verified,
    )


def _wanted(opinion: AspectOpinion, picked: Chosen) -> bool:
    if picked.aspect and opinion.aspect != picked.aspect:
        return False
    return picked.polarity is None or opinion.polarity == picked.polarity


def _joined(bodies: Iterable[tuple[Part, ...]]) -> tuple[Part, ...]:
    """Several text fields as one text."""
    joined: list[Part] = []
    for body in bodies:
        if body and joined:
            joined.append(Part(" "))
        joined += body
    return tuple(joined)
