"""What a shop's ``save()`` and ``delete()`` set in motion, in their own transaction."""

import logging
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.conf import settings as django_settings
from django.contrib.auth.signals import user_logged_in
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connections, transaction
from django.db.models import Model
from django.db.models.signals import post_delete, post_save, pre_migrate
from django.utils import timezone

from .catalogue.keys import as_text
from .catalogue.knowledge import knowledge
from .catalogue.registry import registry
from .conf import settings
from .events.shopper import TOKEN, Shopper
from .events.sign_in import hand_over
from .experiments import overlay
from .jobs import PRODUCT_KINDS, Declared, enqueue
from .models import Document, Event, Job, Passage, Profile, Vector
from .reviews.store import forget_product, forget_reviews
from .reviews.tally import recount_later

logger = logging.getLogger("shopguide")


def connect() -> None:
    post_save.connect(product_saved, dispatch_uid="shopguide.product_saved")
    post_save.connect(review_saved, dispatch_uid="shopguide.review_saved")
    post_save.connect(knowledge_saved, dispatch_uid="shopguide.knowledge_saved")
    post_delete.connect(knowledge_deleted, dispatch_uid="shopguide.knowledge_deleted")
    post_delete.connect(user_deleted, dispatch_uid="shopguide.user_deleted")
    post_delete.connect(product_deleted, dispatch_uid="shopguide.product_deleted")
    post_delete.connect(review_deleted, dispatch_uid="shopguide.review_deleted")
    user_logged_in.connect(user_signed_in, dispatch_uid="shopguide.user_signed_in")
    post_delete.connect(event_deleted, sender=Event, dispatch_uid="shopguide.event_deleted")
    pre_migrate.connect(create_extension, dispatch_uid="shopguide.create_extension")


def product_saved(sender: type[Model], instance: Model, using: str, **kwargs: Any) -> None:
    for guide in registry.of_model(sender):
        _enqueue(guide, instance, PRODUCT_KINDS, using)


def review_saved(sender: type[Model], instance: Model, using: str, **kwargs: Any) -> None:
    for guide in registry.of_review_model(sender):
        _enqueue(guide, instance, [Job.Kind.REVIEW], using)


def _enqueue(guide: Declared, instance: Model, kinds: Iterable[str], using: str) -> None:
    try:
        with transaction.atomic(using=using):
            enqueue(guide, [instance.pk], kinds)
    except DatabaseError:
        # The hourly reconcile finds it; a shop's save() must not fail because of a guide.
        logger.exception("shopguide: no job could be written for %s %s", guide, instance.pk)
        return
    transaction.on_commit(_wake, using=using, robust=True)


def product_deleted(sender: type[Model], instance: Model, using: str, **kwargs: Any) -> None:
    for guide in registry.of_model(sender):
        (key,) = as_text([instance.pk])
        for table in (Document, Vector):
            table._default_manager.using(using).filter(guide=guide.name, object_id=key).delete()
        _delete_jobs(guide, key, PRODUCT_KINDS, using)
        forget_product(guide, key, using)


def review_deleted(sender: type[Model], instance: Model, using: str, **kwargs: Any) -> None:
    for guide in registry.of_review_model(sender):
        (key,) = as_text([instance.pk])
        _delete_jobs(guide, key, [Job.Kind.REVIEW], using)
        if products := forget_reviews(guide, [key], using=using):
            recount_later(guide, products, using)


def knowledge_saved(sender: type[Model], instance: Model, using: str, **kwargs: Any) -> None:
    for declared in knowledge.of_model(sender):
        _enqueue(declared, instance, [Job.Kind.KNOWLEDGE], using)


def knowledge_deleted(sender: type[Model], instance: Model, using: str, **kwargs: Any) -> None:
    for declared in knowledge.of_model(sender):
        (key,) = as_text([instance.pk])
        passages = Passage.objects.using(using).filter(knowledge=declared.name, object_id=key)
        passages.delete()
        _delete_jobs(declared, key, [Job.Kind.KNOWLEDGE], using)


def user_deleted(sender: type[Model], instance: Model, using: str, **kwargs: Any) -> None:
    """Whoever deletes their account leaves nothing behind."""
    concrete = sender._meta.concrete_model or sender
    # By its label: a shop may have no users at all.
    if concrete._meta.label_lower == django_settings.AUTH_USER_MODEL.lower():
        from .personal import erase_user

        erase_user(Shopper(user_pk=str(instance.pk)), using)


def user_signed_in(sender: Any, request: Any, user: Any, **kwargs: Any) -> None:
    """What this session did before becomes the user's; conversations do not, since the browser may
    be another's."""
    session = getattr(request, "session", None)
    token = session.get(TOKEN, "") if session is not None else ""
    if not token:
        return
    try:
        visitor, known = Shopper(session=token).key, Shopper(user_pk=str(user.pk)).key
        hand_over(visitor, known)
        overlay.merge(visitor, known)
    except DatabaseError:
        # Nobody must be kept from signing in because of a guide.
        logger.exception("shopguide: what a visitor did was not given to user %s", user.pk)


def event_deleted(sender: type[Model], instance: Event, using: str, **kwargs: Any) -> None:
    """What a shopper took back leaves the profile too; what has grown old has faded there anyway."""
    kept = timedelta(days=settings["EVENT_DAYS"])
    if instance.shopper and instance.happened > timezone.now() - kept:
        Profile.objects.using(using).filter(shopper=instance.shopper).update(stale=True)


def _delete_jobs(guide: Declared, key: str, kinds: Iterable[str], using: str) -> None:
    jobs = Job.objects.using(using).filter(guide=guide.name, object_id=key, kind__in=list(kinds))
    jobs.delete()


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
