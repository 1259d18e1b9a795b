"""The drainer and the reconciler: what tasks and commands call to bring indexes up to date."""

import logging
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from .assist.passages import KnowledgeWork
from .assist.passages import differing as differing_passages
from .catalogue.guide import ProductGuide
from .catalogue.knowledge import Knowledge, knowledge
from .catalogue.registry import registry
from .encoders.base import EncoderError
from .jobs import Declared, Outage, Work, enqueue, lease, run
from .models import Corpus, Job
from .reviews.base import ReaderError
from .reviews.compare import compare
from .reviews.rows import reviews_of
from .reviews.store import forget_orphans
from .reviews.tally import drifted, recount
from .reviews.work import ReviewWork, reader_of
from .search import index
from .text.product import texts_of
from .vectors import work as vectors
from .vectors.stores import store_of

logger = logging.getLogger("shopguide")

#: Kind of job → its work, for the encoder that the job names.
WORK: dict[str, Callable[[str], Work]] = {
    Job.Kind.WORDS: lambda _: index.WordWork(),
    Job.Kind.VECTOR: vectors.VectorWork,
    Job.Kind.REVIEW: ReviewWork,
    Job.Kind.KNOWLEDGE: KnowledgeWork,
}
CHUNK = 1000
#: Words are counted anew after this long, or when this share of the texts has changed.
COUNT_AFTER = timedelta(minutes=10)
COUNT_SHARE = 0.05


@dataclass(frozen=True)
class Drained:
    """Jobs finished, and the outages that left others waiting: ``{kind: reason}``."""

    finished: int
    outages: dict[str, str]


def drain(
    seconds: float = float("inf"),
    kinds: Iterable[str] = tuple(WORK),
    on_progress: Callable[[int], None] = lambda finished: None,
    guides: Iterable[Declared] | None = None,
) -> Drained:
    """Do waiting jobs until none is left or ``seconds`` have passed.

    Any number of drainers may run at once. An outage of one kind of work leaves the others going,
    and each kind has its turn: a hundred thousand reviews keep no product waiting, and what a
    shopper wrote just now is read before what was found by the thousand.
    """
    end, finished, outages = time.monotonic() + seconds, 0, dict[str, str]()
    named = {each.name: each for each in (guides or (*registry, *knowledge))}
    worded: dict[str, int] = {}
    turns, idle = deque(kinds), 0
    while idle < len(turns) and time.monotonic() < end:
        turns.rotate(-1)
        batch = lease(named, [turns[-1]], newest=turns[-1] == Job.Kind.REVIEW)
        if batch is None:
            idle += 1
            continue
        idle = 0
        try:
            done = run(batch, named[batch.guide], WORK[batch.kind](batch.encoder))
        except Outage as outage:
            outages[batch.kind] = str(outage)
            turns.remove(batch.kind)
            logger.warning("shopguide: %s jobs wait: %s", batch.kind, outage)
            continue
        finished += done
        on_progress(done)
        if batch.kind == Job.Kind.WORDS:
            worded[batch.guide] = worded.get(batch.guide, 0) + done
    for name, changed in worded.items():
        _count(registry.get(name), changed)
    return Drained(finished, outages)


def _count(guide: ProductGuide, changed: int) -> None:
    corpus = Corpus.objects.filter(guide=guide.name).first()
    fresh = (
        corpus is not None
        and corpus.counted is not None
        and corpus.counted > timezone.now() - COUNT_AFTER
        and changed < COUNT_SHARE * corpus.documents
    )
    if not fresh:
        index.count_terms(guide)


@dataclass(frozen=True)
class Reconciled:
    """Products and reviews looked at, and those of which words, vector or reading were not
    current."""

    seen: int
    words: int
    vectors: int
    reviews_seen: int = 0
    reviews: int = 0

    @property
    def differing(self) -> int:
        return self.words + self.vectors + self.reviews


def reconcile(
    guide: ProductGuide, on_progress: Callable[[int], None] = lambda seen: None
) -> Reconciled:
    """Compare every visible product and every review with what is stored of it and enqueue what
    differs.

    This finds what no signal told of: ``bulk_create``, ``update()``, raw SQL, a renamed brand, a
    product that a date made visible, vectors whose product is gone or hidden, readings whose review
    is gone, and an order that makes a purchase verified.
    """
    seen = words = made = 0
    aliases = [alias for alias in guide.encoders() if _encoder_works(guide, alias)]
    for pks in _chunks(guide.products()):
        texts = texts_of(guide, pks)
        words += enqueue(guide, index.stale(guide, texts), [Job.Kind.WORDS])
        for alias in aliases:
            differing = vectors.stale(guide, texts, alias)
            made += enqueue(guide, differing, [Job.Kind.VECTOR], [alias])
        seen += len(pks)
        on_progress(len(pks))
    words += enqueue(guide, index.orphaned(guide), [Job.Kind.WORDS])
    for alias in aliases:
        made += enqueue(guide, vectors.orphaned(guide, alias), [Job.Kind.VECTOR], [alias])
    return Reconciled(seen, words, made, *_reconcile_reviews(guide, on_progress))


def reconcile_knowledge(declared: Knowledge) -> tuple[int, int]:
    """Rows that shoppers may read, and those whose passages are not current; both enqueued as
    ``reconcile`` does for products."""
    found = differing_passages(declared)
    enqueue(declared, found, [Job.Kind.KNOWLEDGE])
    return declared.shown().count(), len(found)


def _reconcile_reviews(guide: ProductGuide, on_progress: Callable[[int], None]) -> tuple[int, int]:
    """Reviews looked at, and those to be read. Hidden ones too, which merchants see."""
    recount(guide, forget_orphans(guide))
    seen = found = 0
    if (revision := _revision(guide)) is not None:
        for pks in _chunks(reviews_of(guide)):
            differing = compare(guide, pks, revision).differing()
            found += len(differing)
            jobs = Job.objects.filter(guide=guide.name, kind=Job.Kind.REVIEW, encoder=guide.reader)
            # A job that waits, or is being done, will find what there is now.
            waiting = jobs.filter(dead=False, object_id__in=differing)
            enqueue(
                guide,
                differing.difference(waiting.values_list("object_id", flat=True)),
                [Job.Kind.REVIEW],
            )
            seen += len(pks)
            on_progress(len(pks))
    recount(guide, drifted(guide))
    return seen, found


def _revision(guide: ProductGuide) -> str | None:
    """Of the guide's reader; None where no reviews are declared or it cannot be used."""
    if guide.reviews is None:
        return None
    try:
        return reader_of(guide).revision
    except ReaderError as error:
        logger.warning("shopguide: the reviews of %r were not compared: %s", guide.name, error)
        return None


def _encoder_works(guide: ProductGuide, alias: str) -> bool:
    try:
        store_of(guide, alias)
    except EncoderError as error:
        logger.warning(
            "shopguide: %r vectors of %r were not compared: %s", alias, guide.name, error
        )
        return False
    return True


def _chunks(rows: QuerySet[Any]) -> Iterator[list[Any]]:
    pks = rows.order_by("pk").values_list("pk", flat=True)
    found = pks.iterator(chunk_size=CHUNK)
    while chunk := list(islice(found, CHUNK)):
        yield chunk
