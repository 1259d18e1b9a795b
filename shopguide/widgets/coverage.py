"""How much of a guide has been encoded and indexed, encoder by encoder, and read in reviews."""

from dataclasses import dataclass

from shopguide.catalogue.guide import ProductGuide
from shopguide.encoders.base import EncoderError
from shopguide.jobs import PRODUCT_KINDS
from shopguide.models import Document, Job, ReviewReading, Vector
from shopguide.reviews.base import ReaderError
from shopguide.reviews.rows import reviews_of
from shopguide.reviews.work import reader_of
from shopguide.vectors.stores import store_of


@dataclass(frozen=True)
class Coverage:
    """Counts for one guide and encoder; ``error`` says why the encoder cannot be used."""

    guide: ProductGuide
    encoder: str
    products: int
    documents: int
    vectors: int
    outdated: int
    waiting: int
    dead: int
    error: str = ""

    @property
    def share(self) -> int:
        """Percent of the visible products that have a vector."""
        return 100 * min(self.vectors, self.products) // self.products if self.products else 100


def coverage(guide: ProductGuide, alias: str) -> Coverage:
    """Counted now, in five queries. Jobs for words are counted with every encoder."""
    error, revision = "", None
    try:
        revision = store_of(guide, alias).revision
    except EncoderError as problem:
        error = str(problem)
    vectors = Vector.objects.filter(guide=guide.name, encoder=alias)
    current = vectors.filter(revision=revision) if revision is not None else vectors
    jobs = Job.objects.filter(guide=guide.name, kind__in=PRODUCT_KINDS, encoder__in=["", alias])
    return Coverage(
        guide=guide,
        encoder=alias,
        products=guide.products().count(),
        documents=Document.objects.filter(guide=guide.name).count(),
        vectors=current.count(),
        outdated=vectors.exclude(revision=revision).count() if revision is not None else 0,
        waiting=jobs.filter(dead=False).count(),
        dead=jobs.filter(dead=True).count(),
        error=error,
    )


@dataclass(frozen=True)
class ReviewCoverage:
    """Counts of one guide's reviews; ``error`` says why its reader cannot be used."""

    guide: ProductGuide
    reviews: int
    read: int
    outdated: int
    waiting: int
    dead: int
    error: str = ""

    @property
    def share(self) -> int:
        """Percent of the reviews that have been read by the reader as it is now."""
        return 100 * min(self.read, self.reviews) // self.reviews if self.reviews else 100


def review_coverage(guide: ProductGuide) -> ReviewCoverage | None:
    """Counted now, in five queries; None where the guide declares no reviews."""
    if guide.reviews is None:
        return None
    error, revision = "", None
    try:
        revision = reader_of(guide).revision
    except ReaderError as problem:
        error = str(problem)
    readings = ReviewReading.objects.filter(guide=guide.name, reader=guide.reader)
    current = readings.filter(revision=revision) if revision is not None else readings
    jobs = Job.objects.filter(guide=guide.name, kind=Job.Kind.REVIEW)
    return ReviewCoverage(
        guide=guide,
        reviews=reviews_of(guide).count(),
        read=current.count(),
        outdated=readings.exclude(revision=revision).count() if revision is not None else 0,
        waiting=jobs.filter(dead=False).count(),
        dead=jobs.filter(dead=True).count(),
        error=error,
    )
