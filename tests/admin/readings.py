"""Reviews of the test shop, and readings of them as FakeReader reads."""

from datetime import timedelta
from itertools import chain

from django.utils import timezone

from shopguide.models import AspectOpinion, ReviewReading
from shopguide.reviews.fake import FakeReader
from shopguide.text.aspects import aspects_of
from shopguide.text.review import reading_digest, review_texts
from tests.shop.models import Review

READER = FakeReader()
GOOD, BAD = "The battery is good.", "The battery is bad."


def reviews(product, count, body, *, days=100, **given):
    """``count`` reviews with the same words, a day apart, the last ``days`` ago."""
    made = Review.objects.bulk_create(
        Review(**{"product": product, "body": body, "rating": 4, **given}) for _ in range(count)
    )
    now = timezone.now()
    for n, review in enumerate(made):
        review.created = now - timedelta(days=days + n, hours=1)
    # The column fills itself on creation.
    Review.objects.bulk_update(made, ["created"])
    return made


def read(guide, verified=None):
    """Read every review of a guide that was not read before."""
    declared = guide.reviews
    known = set(
        ReviewReading.objects.filter(guide=guide.name).values_list("review_id", flat=True)
    )
    rows = {
        str(row.pk): row for row in declared.model._base_manager.all() if str(row.pk) not in known
    }
    texts = {str(pk): text.whole for pk, text in review_texts(declared, rows).items()}
    told = dict(zip(texts, READER.read(list(texts.values()), aspects_of(guide)), strict=True))
    shown = {str(pk) for pk in declared.shown().values_list("pk", flat=True)}
    made = {
        key: _reading(guide, rows[key], texts[key], told[key], key in shown, verified)
        for key in rows
    }
    ReviewReading.objects.bulk_create(made.values())
    AspectOpinion.objects.bulk_create(
        chain.from_iterable(_opinions(made[key], texts[key], told[key]) for key in rows)
    )
    return made


def _reading(guide, row, text, told, shown, verified):
    declared = guide.reviews
    score = getattr(row, declared.score, None)
    return ReviewReading(
        guide=guide.name,
        object_id=str(getattr(row, f"{declared.product}_id")),
        review_id=str(row.pk),
        reader=guide.reader,
        revision=READER.revision,
        digest=reading_digest(guide, READER.revision, text),
        language=told.language,
        sentiment=told.sentiment,
        label=told.label,
        probability=told.probability,
        rating=None if score is None else score / declared.best,
        written=getattr(row, declared.when),
        verified=verified(row) if verified else None,
        shown=shown,
    )


def _opinions(reading, text, told):
    for each in told.opinions:
        yield AspectOpinion(
            reading=reading,
            guide=reading.guide,
            object_id=reading.object_id,
            aspect=each.aspect,
            term=text[slice(*each.span)][:80],
            polarity=each.polarity,
            probability=each.probability,
            start=each.span[0],
            end=each.span[1],
            sentence_start=each.sentence[0],
            sentence_end=each.sentence[1],
            words=[edge for span in each.words for edge in span],
        )
