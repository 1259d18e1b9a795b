"""What ``shopguide_doctor`` looks at: each part answers for itself, and none stops the others."""

import importlib.metadata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from django.core import checks
from django.db import DatabaseError, connection
from django.utils import timezone

from .catalogue.guide import ProductGuide
from .catalogue.registry import registry
from .encoders.base import EncoderError
from .models import Job
from .vectors.indexes import index_state
from .widgets.coverage import ReviewCoverage, coverage, review_coverage

Level = Literal["ok", "warning", "error"]
#: A job that has waited longer than this says that nobody is at work.
LATE = timedelta(minutes=10)
#: How long a worker may take to answer, in seconds.
PATIENCE = 3.0
PACKAGES = ("shopguide", "django", "celery", "kombu", "pgvector", "torch", "transformers")


@dataclass(frozen=True)
class Finding:
    part: str
    level: Level
    told: str


def examine() -> Iterator[Finding]:
    """Findings in the order in which one would mend them."""
    yield Finding("versions", "ok", ", ".join(_versions()))
    yield from _declarations()
    try:
        yield from _database()
        for guide in registry:
            yield from _guide(guide)
        yield _backlog()
    except DatabaseError as error:
        told = f"{' '.join(str(error).split())} Check DATABASES and run migrate."
        yield Finding("database", "error", told)
    yield _worker()


def _versions() -> Iterator[str]:
    for package in PACKAGES:
        try:
            yield f"{package} {importlib.metadata.version(package)}"
        except importlib.metadata.PackageNotFoundError:
            yield f"{package} is not installed"


def _declarations() -> Iterator[Finding]:
    messages = checks.run_checks(tags=["shopguide"])
    for message in messages:
        level: Level = "error" if message.level >= checks.ERROR else "warning"
        yield Finding("declaration", level, f"({message.id}) {message.msg} {message.hint or ''}")
    if not messages:
        yield Finding("declaration", "ok", f"{len(registry)} guides, all fields found")


def _database() -> Iterator[Finding]:
    messages = checks.run_checks(tags=[checks.Tags.database], databases=["default"])
    for message in messages:
        if message.id and message.id.startswith("shopguide"):
            level: Level = "error" if message.level >= checks.ERROR else "warning"
            yield Finding("database", level, f"({message.id}) {message.msg} {message.hint}")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('server_version'),"
            " (SELECT extversion FROM pg_extension WHERE extname = 'vector')"
        )
        server, extension = cursor.fetchone()
    if extension is None:
        yield Finding("database", "error", "pgvector is not created here. Run migrate.")
    else:
        yield Finding("database", "ok", f"PostgreSQL {server}, pgvector {extension}")


def _guide(guide: ProductGuide) -> Iterator[Finding]:
    for alias in guide.encoders():
        yield from _encoded(guide, alias)
    if (found := review_coverage(guide)) is not None:
        yield _read(found)


def _read(found: ReviewCoverage) -> Finding:
    part = f"reviews of {found.guide.name}"
    if found.error:
        return Finding(part, "error", found.error)
    told = f"{found.read} of {found.reviews} have been read"
    if found.outdated:
        told += f", {found.outdated} by an earlier revision of the reader"
    if found.waiting or found.dead:
        told += f"; {found.waiting} wait, {found.dead} wait for a person"
    whole = found.read >= found.reviews and not (found.outdated or found.waiting or found.dead)
    return Finding(
        part, "ok" if whole else "warning", told if whole else f"{told}. Run shopguide_sync."
    )


def _encoded(guide: ProductGuide, alias: str) -> Iterator[Finding]:
    part = f"guide {guide.name}"
    if alias != guide.encoder:
        part += f", encoder {alias}"
    found = coverage(guide, alias)
    if found.error:
        yield Finding(part, "error", found.error)
        return
    told = f"{found.vectors} of {found.products} visible products have a current vector"
    if found.outdated:
        told += f", {found.outdated} are of an earlier encoder"
    whole = found.vectors >= found.products and not found.outdated
    yield Finding(
        part, "ok" if whole else "warning", told if whole else f"{told}. Run shopguide_sync."
    )
    yield _index(guide, alias, part)


def _index(guide: ProductGuide, alias: str, part: str) -> Finding:
    try:
        state = index_state(guide, alias)
    except EncoderError as error:
        return Finding(part, "error", str(error))
    if state is None:
        remedy = (
            "Add EmbeddingIndex(fields=[...]) to the model's Meta.indexes and migrate."
            if guide.vector_field and alias == guide.encoder
            else "Run shopguide_sync."
        )
        return Finding(part, "warning", f"no HNSW index: searches read every vector. {remedy}")
    if not state.valid:
        told = f"the index {state.name} is invalid, as a killed build leaves it."
        return Finding(part, "error", f"{told} Run REINDEX INDEX {state.name}.")
    return Finding(part, "ok", f"index {state.name} is valid")


def _backlog() -> Finding:
    dead = Job.objects.filter(dead=True).count()
    waiting = Job.objects.filter(dead=False)
    oldest = waiting.order_by("created").values_list("created", flat=True).first()
    told = f"{waiting.count()} jobs wait, {dead} wait for a person"
    if oldest is not None and oldest < timezone.now() - LATE:
        reason = waiting.exclude(error="").values_list("error", flat=True).first()
        told += f"; the oldest since {oldest:%Y-%m-%d %H:%M} UTC"
        return Finding("backlog", "error", f"{told}. {reason or 'Start a Celery worker and beat.'}")
    remedy = ". Look at the jobs in the admin and try them again." if dead else ""
    return Finding("backlog", "warning" if dead else "ok", told + remedy)


def _worker() -> Finding:
    from celery import current_app

    try:
        answers = current_app.control.inspect(timeout=PATIENCE).ping()
    except Exception as error:
        # Every transport has its own exceptions; what failed is told, not hidden.
        told = f"the broker does not answer ({error}). Check CELERY_BROKER_URL."
        return Finding("broker", "error", told)
    if not answers:
        told = f"no worker answered in {PATIENCE:.0f} s. Start one: celery -A yourproject worker -B"
        return Finding("worker", "error", told)
    return Finding("worker", "ok", f"{', '.join(sorted(answers))} answered")
