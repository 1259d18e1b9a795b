"""The outbox: which products and reviews must be read again, kept where those are kept.

A job is written in the transaction that changed a row and removed in the one that stores
what was computed from it. Nothing is lost if a broker, a worker or a whole machine dies between.
The form follows pgai's vectorizer worker (SKIP LOCKED, leases); computing is done outside any
transaction and a bad row does not take its batch with it.
"""

import logging
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol

from django.db import InterfaceError, OperationalError, connections, router, transaction
from django.db.models import F, Model, Q, QuerySet
from django.db.models.functions import Greatest
from django.utils import timezone

from .catalogue.guide import ProductGuide
from .catalogue.keys import parse_key
from .catalogue.knowledge import Knowledge
from .conf import settings
from .models import Job

logger = logging.getLogger("shopguide")

#: What a shop declares and jobs name.
Declared = ProductGuide | Knowledge

#: What a changed product asks for.
PRODUCT_KINDS = (Job.Kind.WORDS, Job.Kind.VECTOR)
#: Jobs that crashed a worker this often are taken one at a time.
ALONE_AFTER = 2
#: Seconds until a product is looked at again whose row the shop held all the while.
HELD = 5


class Outage(Exception):
    """The work cannot be done now for any product or review, so none of them is to blame."""


class Work(Protocol):
    """What one kind of job does with products or reviews."""

    def prepare(self, guide: Any, pks: Sequence[Any]) -> Any:
        """Read and compute, in no transaction. Raises Outage where none can succeed now."""

    def write(self, guide: Any, prepared: Any, pks: Sequence[Any]) -> None:
        """Store what was prepared for ``pks``, inside a transaction that holds their rows."""


@dataclass(frozen=True)
class Batch:
    """Jobs of one guide, kind and encoder, held by one lease."""

    guide: str
    kind: str
    encoder: str
    lease: uuid.UUID
    jobs: tuple[Job, ...]


def enqueue(
    guide: Declared,
    pks: Iterable[Any],
    kinds: Iterable[str] = PRODUCT_KINDS,
    encoders: Iterable[str] | None = None,
) -> int:
    """Ask for products, or reviews or policies where the kind is one, to be read again by every encoder or
    reader of the guide or by those named; asking twice gives one job. Returns how many keys."""
    pks = list(pks)
    named = None if encoders is None else list(encoders)
    now = timezone.now()
    # Sorted, so that two transactions cannot wait for each other's rows.
    keys = sorted({str(pk) for pk in pks})
    made = [
        Job(
            guide=guide.name,
            object_id=key,
            kind=kind,
            encoder=alias,
            run_after=now,
        )
        for kind in kinds
        for alias in (_aliases(guide, kind) if named is None or kind == Job.Kind.WORDS else named)
        for key in keys
    ]
    for start in range(0, len(made), 1000):
        _upsert(made[start : start + 1000])
    return len(pks)


def _aliases(guide: Declared, kind: str) -> list[str]:
    if isinstance(guide, Knowledge):
        return [guide.encoder]
    if kind == Job.Kind.VECTOR:
        return guide.encoders()
    return [guide.reader] if kind == Job.Kind.REVIEW else [""]


def _upsert(jobs: list[Job]) -> None:
    columns = [(j.guide, j.object_id, j.kind, j.encoder, j.run_after) for j in jobs]
    with connections[router.db_for_write(Job)].cursor() as cursor:
        # A new generation tells whoever computes from the old text not to write it; a row that
        # changed is a new row to a job that had given up.
        cursor.execute(
            "INSERT INTO shopguide_job AS job (guide, object_id, kind, encoder, run_after,"
            " generation, attempts, dead, error, created)"
            " SELECT guide, object_id, kind, encoder, run_after, 0, 0, false, '', now()"
            " FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[], %s::timestamptz[])"
            " AS new (guide, object_id, kind, encoder, run_after)"
            " ON CONFLICT (guide, object_id, kind, encoder) DO UPDATE SET"
            " generation = job.generation + 1, attempts = 0, dead = false,"
            " run_after = least(job.run_after, excluded.run_after)",
            [list(column) for column in zip(*columns, strict=True)],
        )


def waiting(guides: Iterable[str], kinds: Iterable[str] = Job.Kind.values) -> QuerySet[Job]:
    """Jobs that could be taken now."""
    now = timezone.now()
    free = Q(leased_until=None) | Q(leased_until__lt=now)
    return Job.objects.filter(
        free, dead=False, run_after__lte=now, guide__in=list(guides), kind__in=list(kinds)
    )


def lease(
    guides: Iterable[str], kinds: Iterable[str] = Job.Kind.values, *, newest: bool = False
) -> Batch | None:
    """Take the oldest waiting jobs that belong together, or the newest, or None if there is
    nothing to do."""
    free = waiting(guides, kinds)
    order = ("-run_after", "-id") if newest else ("run_after", "id")
    with transaction.atomic():
        _bury(free)
        first = free.select_for_update(skip_locked=True).order_by(*order).first()
        if first is None:
            return None
        taken = [first]
        if first.attempts < ALONE_AFTER:
            same = free.filter(
                guide=first.guide, kind=first.kind, encoder=first.encoder, attempts__lt=ALONE_AFTER
            ).exclude(pk=first.pk)
            rest = same.select_for_update(skip_locked=True).order_by(*order)
            taken += rest[: settings["BATCH_SIZE"] - 1]
        token = uuid.uuid4()
        Job.objects.filter(pk__in=[job.pk for job in taken]).update(
            lease=token,
            leased_until=timezone.now() + timedelta(seconds=settings["LEASE_SECONDS"]),
            # Counted now: a row that kills the worker never gets to say that it failed.
            attempts=F("attempts") + 1,
        )
    return Batch(first.guide, first.kind, first.encoder, token, tuple(taken))


def _bury(free: QuerySet[Job]) -> None:
    """Jobs whose every lease ran out took their worker with them each time."""
    # Each gets a turn alone before: in a batch it may have been another that did it.
    attempts = max(settings["MAX_ATTEMPTS"], ALONE_AFTER + 1)
    spent = free.filter(attempts__gte=attempts, lease__isnull=False)
    spent.update(dead=True, lease=None, leased_until=None, error="Its worker died each time.")


def run(batch: Batch, guide: Declared, work: Work) -> int:
    """Do a batch, halving it down to a row that fails. Returns how many jobs were finished."""
    return _run(batch, guide, work, list(batch.jobs))


def _run(batch: Batch, guide: Declared, work: Work, jobs: list[Job]) -> int:
    pks = {}
    for job in jobs:
        try:
            pks[job.pk] = parse_key(_model(guide, batch.kind), job.object_id)
        except LookupError:
            Job.objects.filter(pk=job.pk).delete()
    if not pks:
        return 0
    try:
        prepared = work.prepare(guide, list(pks.values()))
        return _write(batch, guide, work, prepared, {j.pk: j for j in jobs if j.pk in pks}, pks)
    except Outage as outage:
        # All that is left of the batch, of which ``jobs`` may be one half.
        _release(batch, batch.jobs, delay=30, error=str(outage))
        raise
    except Exception as error:
        if _is_of_database(error):
            # The lease runs out by itself, and nobody is to blame.
            raise
        if len(jobs) == 1:
            logger.exception("shopguide: %s failed", jobs[0])
            _fail(batch, jobs[0], error)
            return 0
        half = len(jobs) // 2
        return _run(batch, guide, work, jobs[:half]) + _run(batch, guide, work, jobs[half:])


def _model(guide: Declared, kind: str) -> type[Model]:
    """Whose keys jobs of this kind name. Raises LookupError where the guide declares none."""
    if isinstance(guide, Knowledge):
        return guide.model
    if kind != Job.Kind.REVIEW:
        return guide.model
    if guide.reviews is None:
        raise LookupError(f"{guide!r} declares no reviews.")
    return guide.reviews.model


def _is_of_database(error: Exception) -> bool:
    """Whether the server or the way to it failed. A text too large for a column is an
    OperationalError too (SQLSTATE class 54, program limit exceeded), but its product's own."""
    state = getattr(error.__cause__, "sqlstate", None) or ""
    return isinstance(error, OperationalError | InterfaceError) and not state.startswith("54")


def _write(
    batch: Batch,
    guide: Declared,
    work: Work,
    prepared: Any,
    jobs: dict[int, Job],
    pks: dict[int, Any],
) -> int:
    rows = _model(guide, batch.kind)._base_manager.filter(pk__in=list(pks.values()))
    with transaction.atomic():
        # Row before job, the order in which save() takes them, and no waiting for either.
        held = set(
            rows.order_by("pk")
            .select_for_update(skip_locked=True, of=("self",), no_key=True)
            .values_list("pk", flat=True)
        )
        missing = set(pks.values()) - set(rows.values_list("pk", flat=True))
        ours = Job.objects.filter(pk__in=list(pks), lease=batch.lease)
        current = {
            job.pk
            for job in ours.select_for_update(skip_locked=True)
            if job.generation == jobs[job.pk].generation and pks[job.pk] in held | missing
        }
        work.write(guide, prepared, [pks[pk] for pk in current])
        Job.objects.filter(pk__in=current).delete()
    rest = [job for pk, job in jobs.items() if pk not in current]
    _give_back(batch, rest, [job for job in rest if pks[job.pk] not in held | missing])
    return len(current)


def _give_back(batch: Batch, rest: Sequence[Job], held: Sequence[Job]) -> None:
    """Jobs whose row changed while we computed can be done at once. Those whose row the shop
    still holds wait, or they would be computed again and again until it lets go."""
    for job in held:
        # Waits for a save() under way, which raises the generation and so may be done at once.
        unchanged = Job.objects.filter(pk=job.pk, generation=job.generation)
        _release(batch, [job], delay=HELD, among=unchanged)
    _release(batch, rest, delay=0)


def _release(
    batch: Batch,
    jobs: Sequence[Job],
    *,
    delay: int,
    error: str = "",
    among: QuerySet[Job] | None = None,
) -> None:
    rows = Job.objects.all() if among is None else among
    rows.filter(pk__in=[job.pk for job in jobs], lease=batch.lease).update(
        lease=None,
        leased_until=None,
        # Nobody is to blame, so this attempt does not count.
        attempts=Greatest(F("attempts") - 1, 0),
        run_after=timezone.now() + timedelta(seconds=delay),
        error=error,
    )


def _fail(batch: Batch, job: Job, error: Exception) -> None:
    attempts = job.attempts + 1
    Job.objects.filter(pk=job.pk, lease=batch.lease).update(
        lease=None,
        leased_until=None,
        dead=attempts >= settings["MAX_ATTEMPTS"],
        run_after=timezone.now() + timedelta(seconds=min(5 * 2**attempts, 3600)),
        error=f"{type(error).__name__}: {error}"[:2000].replace("\0", ""),
    )
