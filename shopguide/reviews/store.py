"""Readings in and out of our tables, many at once."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, connections, router, transaction
from django.db.models import TextField
from django.db.models.expressions import Exists, OuterRef
from django.db.models.functions import Cast

from shopguide.catalogue.guide import ProductGuide
from shopguide.models import AspectOpinion, AspectTally, Job, ReviewReading
from shopguide.text.clean import fold

from .base import Opinion
from .rows import COPIED, reviews_of

#: A reading with its opinions.
Read = tuple[ReviewReading, list[AspectOpinion]]
_READ = ("revision", "digest", "language", "sentiment", "label", "probability", "fingerprint")
_TERM_LENGTH = AspectOpinion._meta.get_field("term").max_length or 0


#: In the order of COPIED; bulk_update() writes a CASE of all rows for each column instead.
_COPY = """
    UPDATE shopguide_reviewreading AS reading SET object_id = now.object_id, rating = now.rating,
        written = now.written, verified = now.verified, shown = now.shown, updated = now()
    FROM unnest(%s::bigint[], %s::text[], %s::float8[], %s::timestamptz[], %s::bool[], %s::bool[])
        AS now (id, object_id, rating, written, verified, shown)
    WHERE reading.id = now.id"""


def put(read: Sequence[Read]) -> None:
    """Store readings in the place of earlier ones, each with its opinions."""
    readings = [reading for reading, _ in read]
    ReviewReading.objects.bulk_create(
        readings,
        update_conflicts=True,
        unique_fields=["guide", "review_id", "reader"],
        update_fields=[*_READ, *COPIED, "updated"],
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM shopguide_aspectopinion WHERE reading_id = ANY(%s)",
            [[reading.pk for reading in readings]],
        )
    for reading, opinions in read:
        for opinion in opinions:
            opinion.reading = reading
    AspectOpinion.objects.bulk_create(
        [opinion for _, opinions in read for opinion in opinions], batch_size=1000
    )


def copy(readings: Sequence[ReviewReading]) -> None:
    """Store what is copied of the shop's rows, where their text was read before."""
    columns = zip(
        *((row.pk, *(getattr(row, name) for name in COPIED)) for row in readings), strict=True
    )
    with connection.cursor() as cursor:
        cursor.execute(_COPY, [list(column) for column in columns])
        cursor.execute(
            "UPDATE shopguide_aspectopinion AS opinion SET object_id = reading.object_id"
            " FROM shopguide_reviewreading AS reading WHERE reading.id = ANY(%s)"
            " AND opinion.reading_id = reading.id AND opinion.object_id <> reading.object_id",
            [[row.pk for row in readings]],
        )


def opinion_row(reading: ReviewReading, text: str, said: Opinion) -> AspectOpinion:
    """The row of one opinion; its term folded, so that equal terms can be counted."""
    return AspectOpinion(
        guide=reading.guide,
        object_id=reading.object_id,
        aspect=said.aspect,
        term=fold(text[slice(*said.span)])[:_TERM_LENGTH],
        polarity=said.polarity,
        probability=said.probability,
        start=said.span[0],
        end=said.span[1],
        sentence_start=said.sentence[0],
        sentence_end=said.sentence[1],
        words=[edge for span in said.words for edge in span],
    )


def forget_reviews(
    guide: ProductGuide, keys: Iterable[str], reader: str | None = None, using: str | None = None
) -> set[str]:
    """Forget what was read in these reviews, by one reader or by all. Returns the products
    concerned, which are to be counted anew."""
    given = [guide.name, list(keys), reader, reader]
    condition = "review_id = ANY(%s) AND (%s::text IS NULL OR reader = %s)"
    return {product for _, product in _forget(condition, given, using)}


def forget_product(guide: ProductGuide, key: str, using: str) -> None:
    """Forget what was read and counted of a product, and the jobs of those reviews."""
    gone = _forget("object_id = %s", [guide.name, key], using)
    AspectTally.objects.using(using).filter(guide=guide.name, object_id=key).delete()
    jobs = Job.objects.using(using).filter(guide=guide.name, kind=Job.Kind.REVIEW)
    jobs.filter(object_id__in=[review for review, _ in gone]).delete()


def forget_orphans(guide: ProductGuide) -> set[str]:
    """Forget readings of reviews that are gone or whose product is, and of readers that the guide
    does not use. Returns the products concerned."""
    rows = ReviewReading.objects.filter(guide=guide.name)
    keyed = reviews_of(guide).annotate(shopguide_key=Cast("pk", TextField()))
    orphans = rows.filter(~Exists(keyed.filter(shopguide_key=OuterRef("review_id"))))
    ids = [*orphans.values_list("pk", flat=True)]
    ids += rows.exclude(reader=guide.reader).values_list("pk", flat=True)
    found: set[str] = set()
    for start in range(0, len(ids), 1000):
        given = [guide.name, ids[start : start + 1000]]
        found |= {product for _, product in _forget("id = ANY(%s)", given)}
    return found


def _forget(condition: str, given: list[Any], using: str | None = None) -> list[tuple[str, str]]:
    """(review, product) of the readings that went. ``condition`` is one of ours, with no value."""
    using = using or router.db_for_write(ReviewReading)
    with transaction.atomic(using=using, savepoint=False), connections[using].cursor() as cursor:
        cursor.execute(
            f"DELETE FROM shopguide_reviewreading WHERE guide = %s AND {condition}"  # noqa: S608
            " RETURNING id, review_id, object_id",
            given,
        )
        gone = cursor.fetchall()
        # A statement of its own, which sees what a writer that was waited for had stored.
        if gone:
            cursor.execute(
                "DELETE FROM shopguide_aspectopinion WHERE reading_id = ANY(%s)",
                [[pk for pk, *_ in gone]],
            )
    return [(review, product) for _, review, product in gone]
