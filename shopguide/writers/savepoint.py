"""Statements of the books beside those of a page."""

from contextlib import AbstractContextManager, nullcontext
from typing import Any

from django.db import connections, models, router, transaction


def connection_of(model: type[models.Model]) -> Any:
    return connections[router.db_for_write(model)]


def savepoint(model: type[models.Model]) -> AbstractContextManager[Any]:
    """A savepoint where the page is in a transaction, which a failing statement must not spoil.

    Elsewhere nothing: a single statement commits by itself, and no row stays locked while this
    process is busy with another stream.
    """
    connection = connection_of(model)
    if not connection.in_atomic_block:
        return nullcontext()
    atomic: AbstractContextManager[Any] = transaction.atomic(using=connection.alias)
    return atomic
