"""How much of a guide has been encoded and indexed."""

from dataclasses import dataclass

from shopguide.catalogue.guide import ProductGuide
from shopguide.encoders.base import EncoderError
from shopguide.models import Document, Job, Vector
from shopguide.vectors.stores import store_of


@dataclass(frozen=True)
class Coverage:
    """Counts for one guide; ``error`` says why its encoder cannot be used."""

    guide: ProductGuide
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


def coverage(guide: ProductGuide) -> Coverage:
    """Counted now, in five queries."""
    error, revision = "", None
    try:
        revision = store_of(guide).revision
    except EncoderError as problem:
        error = str(problem)
    vectors = Vector.objects.filter(guide=guide.name, encoder=guide.encoder)
    current = vectors.filter(revision=revision) if revision is not None else vectors
    jobs = Job.objects.filter(guide=guide.name)
    return Coverage(
        guide=guide,
        products=guide.products().count(),
        documents=Document.objects.filter(guide=guide.name).count(),
        vectors=current.count(),
        outdated=vectors.exclude(revision=revision).count() if revision is not None else 0,
        waiting=jobs.filter(dead=False).count(),
        dead=jobs.filter(dead=True).count(),
        error=error,
    )
