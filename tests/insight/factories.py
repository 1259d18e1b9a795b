"""Reviews of the test shop as a reader would have stored them, many at once."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from shopguide.backends import readers
from shopguide.models import AspectOpinion, ReviewReading
from shopguide.reviews.compare import reading_digest
from shopguide.text.aspects import aspects_of
from shopguide.text.review import review_texts
from tests.shop.factories import phone_guide
from tests.shop.models import Review

START = datetime(2026, 3, 1, 12, tzinfo=UTC)


@dataclass
class Said:
    """What one review is to say: ``opinions`` are (aspect, polarity)."""

    opinions: list = field(default_factory=list)
    label: int = 1
    rating: float | None = None
    written: datetime | None = START
    verified: bool | None = None
    language: str = "en"
    approved: bool = True
    probability: float = 0.9
    fingerprint: int | None = None


def store(product, said, guide=None):
    """One review and one reading for each of ``said``, in order."""
    guide = guide or phone_guide()
    reviews = Review.objects.bulk_create(
        Review(product=product, body=f"Review {n}", approved=each.approved)
        for n, each in enumerate(said)
    )
    readings = ReviewReading.objects.bulk_create(
        ReviewReading(
            guide=guide.name, object_id=str(product.pk), review_id=str(review.pk),
            reader=guide.reader, revision="made", digest="made", language=each.language,
            sentiment=each.label * each.probability, label=each.label,
            probability=each.probability, rating=each.rating, written=each.written,
            verified=each.verified, shown=each.approved, fingerprint=each.fingerprint,
        )
        for review, each in zip(reviews, said, strict=True)
    )  # fmt: skip
    AspectOpinion.objects.bulk_create(
        AspectOpinion(
            reading=reading, guide=guide.name, object_id=str(product.pk), aspect=aspect,
            term=aspect, polarity=polarity, probability=0.9, start=0, end=1, sentence_start=0,
            sentence_end=1,
        )
        for reading, each in zip(readings, said, strict=True)
        for aspect, polarity in each.opinions
    )  # fmt: skip
    return readings


def read(product, *bodies, **given):
    """Saved reviews, read by the reader of the tests: ``read(product, "The camera is good.")``."""
    guide = phone_guide()
    approved = given.pop("approved", True)
    reviews = Review.objects.bulk_create(
        Review(product=product, body=body, approved=approved) for body in bodies
    )
    reader = readers[guide.reader]
    texts = review_texts(guide.reviews, [review.pk for review in reviews])
    for review in reviews:
        whole = texts[review.pk].whole
        (found,) = reader.read([whole], aspects_of(guide))
        reading = ReviewReading.objects.create(**{
            "guide": guide.name, "object_id": str(product.pk), "review_id": str(review.pk),
            "reader": guide.reader, "revision": reader.revision,
            "digest": reading_digest(guide, reader.revision, whole), "language": found.language,
            "sentiment": found.sentiment, "label": found.label, "probability": found.probability,
            "written": START, **given,
        })  # fmt: skip
        AspectOpinion.objects.bulk_create(
            AspectOpinion(
                reading=reading, guide=guide.name, object_id=str(product.pk), aspect=each.aspect,
                term=whole[slice(*each.span)], polarity=each.polarity,
                probability=each.probability, start=each.span[0], end=each.span[1],
                sentence_start=each.sentence[0], sentence_end=each.sentence[1],
                words=[edge for span in each.words for edge in span],
            )
            for each in found.opinions
        )  # fmt: skip
    return reviews


def days(count):
    return timedelta(days=count)
