"""What a shop's ``save()`` and ``delete()`` set in motion, in their own transaction."""

import logging
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connections, transaction
from django.db.models import Model
from django.db.models.signals import post_delete, post_save, pre_migrate

from .catalogue.keys import as_text
from .catalogue.registry import registry
from .jobs import enqueue
from .models import Document, Job, Vector

logger = logging.getLogger("shopguide")


def connect() -> None:
    post_save.connect(product_saved, dispatch_uid="shopguide.product_saved")
    post_delete.connect(product_deleted, dispatch_uid="shopguide.product_deleted")
    pre_migrate.connect(create_extension, dispatch_uid="shopguide.create_extension")


def product_saved(sender: type[Model], instance: Model, using: str, **kwargs: Any) -> None:
    for guide in registry.of_model(sender):
        try:
            with transaction.atomic(using=using):
                enqueue(guide, [instance.pk])
        except DatabaseError:
            # The hourly reconcile finds it; a shop's save() must not fail because of a guide.
            logger.exception("shopguide: no job could be written for %s %s", guide, instance.pk)
            continue
        transaction.on_commit(_wake, using=using, robust=True)


def product_deleted(sender: type[Model], instance: Model, using: str, **kwargs: Any) -> None:
    for guide in registry.of_model(sender):
        for table in (Document, Vector, Job):
            rows = table._default_manager.using(using).filter(guide=guide.name)
            rows.filter(object_id__in=as_text([instance.pk])).delete()


def _wake() -> None:
    from .tasks import wake

    wake()


def create_extension(sender: Any, using: str, **kwargs: Any) -> None:
    """A shop's own migration with an EmbeddingField may run before shopguide's first.

    Raises ImproperlyConfigured where the server has no pgvector or this user may not create it.
    """
    connection = connections[using]
    if sender.label != "shopguide" or connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_extension WHERE extname = 'vector'")
        if cursor.fetchone() is not None:
            return
        try:
            cursor.execute("CREATE EXTENSION IF NOT EXISTS vector")
        except DatabaseError as error:
            raise ImproperlyConfigured(
                f"Database {using!r} has no pgvector ({str(error).splitlines()[0]}); install it on "
                'the server (Debian: postgresql-17-pgvector) and let a superuser run "CREATE '
                'EXTENSION vector" in the database of DATABASES.'
            ) from error
