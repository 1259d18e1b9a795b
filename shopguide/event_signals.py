"""What a shop's orders and reviews, and a shopper's word, change in the events."""

import logging
from functools import cache
from typing import Any

from django.db import DatabaseError, transaction
from django.db.models import Model
from django.db.models.signals import post_delete, post_save

from .catalogue.guide import ProductGuide
from .catalogue.registry import registry
from .events.collect import collect, collect_person, forget_rows
from .events.consent import PERSONALISATION
from .events.signals import recorded, withdrawn
from .events.sources import Source, sources_of
from .models import Consent
from .recommend.fold import refold

logger = logging.getLogger("shopguide")

_USER = "user:"


def connect() -> None:
    post_save.connect(row_saved, dispatch_uid="shopguide.row_saved")
    post_delete.connect(row_deleted, dispatch_uid="shopguide.row_deleted")
    post_save.connect(consent_said, sender=Consent, dispatch_uid="shopguide.consent_said")
    recorded.connect(wake_fold, dispatch_uid="shopguide.wake_fold")
    withdrawn.connect(refold_profiles, dispatch_uid="shopguide.refold")


def row_saved(
    sender: type[Model], instance: Model, using: str, created: bool, **kwargs: Any
) -> None:
    """An order line or a review, or an order: its lines may be cancelled with it."""
    for source, path in _touched(sender):
        if path and created:
            continue
        try:
            with transaction.atomic(using=using):
                if path:
                    lines = source.model._base_manager.filter(**{path: instance.pk})
                    collect(source, lines.values_list("pk", flat=True))
                else:
                    collect(source, [instance.pk], wait=True)
        except DatabaseError:
            # The hourly reconcile finds it; a shop's save() must not fail because of a guide.
            logger.exception("shopguide: no event could be written for %s", instance.pk)


def row_deleted(sender: type[Model], instance: Model, using: str, **kwargs: Any) -> None:
    for source, path in _touched(sender):
        if path:
            continue
        try:
            with transaction.atomic(using=using):
                forget_rows(source, [instance.pk], using)
        except DatabaseError:
            logger.exception("shopguide: the event of %s could not be deleted", instance.pk)


def consent_said(sender: type[Consent], instance: Consent, using: str, **kwargs: Any) -> None:
    """Orders and reviews of before belong to whoever agrees, and to nobody once that is taken back."""
    if instance.purpose != PERSONALISATION or not instance.shopper.startswith(_USER):
        return
    for guide in registry:
        for source in sources_of(guide):
            # In the transaction of the word: if the one fails, so does the other.
            collect_person(source, instance.shopper.removeprefix(_USER))


def wake_fold(**kwargs: Any) -> None:
    from .tasks import wake_fold as wake

    wake()


def refold_profiles(shoppers: list[str], **kwargs: Any) -> None:
    """What a profile knows of an event that is no more, it forgets by being told all others anew."""
    refold(shoppers)


def _touched(sender: type[Model]) -> list[tuple[Source, str]]:
    """Sources whose rows this model changes, with the path to it: empty for the rows themselves."""
    concrete = sender._meta.concrete_model
    return [
        (source, path)
        for guide in registry
        for model, source, path in _models(guide)
        if model is concrete
    ]


@cache
def _models(guide: ProductGuide) -> list[tuple[Any, Source, str]]:
    return [
        (model, source, path)
        for source in sources_of(guide)
        for model, path in (
            (source.model._meta.concrete_model, ""),
            *source.behind().items(),
        )
    ]
