"""All that is kept of one shopper: told as one JSON object, or erased.

Each model says how its rows belong to a shopper (``models.personal``), so that neither export nor
erasure can forget a table.
"""

from collections.abc import Iterator
from functools import reduce
from operator import or_
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model, Q, QuerySet
from django.utils import timezone

from .api.throttles import counters
from .catalogue.guide import ProductGuide
from .catalogue.keys import as_text
from .catalogue.paths import resolve
from .catalogue.registry import registry
from .events.disown import drop_empty, hold_profiles
from .events.shopper import USER, Shopper
from .experiments.memory import remembered
from .models import By, Personal
from .writers.outbound import digest_of

#: Users looked up in one query.
BATCH = 1000


def personal_models() -> list[type[Model]]:
    """Models whose rows are some shopper's, events before profiles."""
    models = apps.get_app_config("shopguide").get_models()
    return [model for model in models if getattr(model, "personal", None)]


def rows_of(shopper: Shopper, model: type[Model], using: str | None = None) -> QuerySet[Any]:
    """The shopper's own rows of one of our models. One who is user and visitor has those of both."""
    personal = _personal(model)
    rows = model._base_manager.using(using)
    owned = [_owned(personal, each) for each in _identities(shopper)]
    # Not Q(), which would be the rows of everybody.
    return rows.filter(reduce(or_, owned)) if owned else rows.none()


def export_user(shopper: Shopper) -> dict[str, Any]:
    """All that is kept of the shopper, and what the shop itself has of their orders and reviews,
    ready for DjangoJSONEncoder."""
    return {
        "shopper": shopper.key,
        "exported": timezone.now(),
        "kept": {
            str(model._meta.model_name): [_exported(row) for row in rows_of(shopper, model)]
            for model in personal_models()
        },
        "shop": {
            guide.name: {"orders": _orders(guide, shopper), "reviews": _reviews(guide, shopper)}
            for guide in registry
        },
    }


def count_user(shopper: Shopper) -> dict[str, int]:
    """How many rows are kept of the shopper, by model: what erasure deletes."""
    counts = {
        str(model._meta.model_name): rows_of(shopper, model).count()
        for model in personal_models()
        if not _personal(model).kept
    }
    return {name: count for name, count in counts.items() if count}


def erase_user(shopper: Shopper, using: str | None = None) -> dict[str, int]:
    """Delete all that is kept of the shopper. Returns how many rows went, by model. Orders and
    reviews are the shop's own, and what was read in a review goes with it."""
    counts: dict[str, int] = {}
    keys = [each.key for each in _identities(shopper)]
    with transaction.atomic(using=using):
        hold_profiles(keys, using)
        drop_empty(keys, using)
        for model in personal_models():
            if not _personal(model).kept:
                _delete(rows_of(shopper, model, using), counts)
    if shopper.user_pk:
        cache.delete_many(counters(shopper.user_pk))
    for key in keys:
        remembered.forget(key)
    return counts


def forget_the_gone() -> int:
    """Erase users whose account is gone: one that was deleted without a signal, or while an answer
    was still being written. Returns how many."""
    if not apps.is_installed("django.contrib.auth"):
        return 0
    users = get_user_model()._base_manager
    named = sorted(_named_users())
    gone = 0
    for start in range(0, len(named), BATCH):
        batch = named[start : start + BATCH]
        kept = set(as_text(users.filter(pk__in=batch).values_list("pk", flat=True)))
        for user_pk in set(batch) - kept:
            erase_user(Shopper(user_pk=user_pk))
            gone += 1
    return gone


def _named_users() -> set[str]:
    """Keys of all users that our tables name, and not only by a digest."""
    found = set[str]()
    for model in personal_models():
        personal, rows = _personal(model), model._base_manager.order_by()
        if personal.via:
            continue
        if personal.by is By.KEY:
            column = personal.column
            keys = rows.filter(**{f"{column}__startswith": USER}).values_list(column, flat=True)
            found |= {key.removeprefix(USER) for key in keys.distinct()}
        elif personal.by is By.OWNER:
            found |= set(rows.exclude(user_id="").values_list("user_id", flat=True).distinct())
    return found


def _personal(model: type[Model]) -> Personal:
    said: Personal = model.personal  # type: ignore[attr-defined]
    return said


def _delete(rows: QuerySet[Any], counts: dict[str, int]) -> None:
    """Delete ``rows``, and count them by model with what hangs on them."""
    if rows.model._meta.related_objects:
        gone = rows.delete()[1]
    else:
        # Without a signal for each: there may be very many.
        gone = {rows.model._meta.label: rows._raw_delete(rows.db)}
    for label, count in gone.items():
        name = label.rpartition(".")[2].lower()
        if count:
            counts[name] = counts.get(name, 0) + count


def _identities(shopper: Shopper) -> list[Shopper]:
    found = [Shopper(user_pk=shopper.user_pk), Shopper(session=shopper.session)]
    return [each for each in found if each.key]


def _owned(personal: Personal, shopper: Shopper) -> Q:
    """The condition under which a row is this user's, or this visitor's."""
    via, column = personal.via, personal.via + personal.column
    if personal.by is By.KEY:
        return Q(**{column: shopper.key})
    if personal.by is By.DIGEST:
        return Q(**{column: digest_of(shopper.user_pk or shopper.session)})
    if personal.by is By.REVIEW:
        written = [
            Q(**{f"{via}guide": guide.name, f"{via}review_id__in": as_text(pks)})
            for guide in registry
            if (pks := list(_written(guide, shopper).values_list("pk", flat=True)))
        ]
        return reduce(or_, written, Q(pk__in=[]))
    if shopper.user_pk:
        return Q(**{f"{via}user_id": shopper.user_pk})
    return Q(**{f"{via}user_id": "", f"{via}session": shopper.digest})


def _exported(row: Model) -> dict[str, Any]:
    return {field.attname: field.value_from_object(row) for field in row._meta.concrete_fields}


def _orders(guide: ProductGuide, shopper: Shopper) -> list[dict[str, Any]]:
    declared = guide.orders
    if declared is None or not shopper.user_pk:
        return []
    names = (declared.number, declared.when, declared.status, declared.title, declared.product)
    return list(_told(_of_user(declared.model, declared.buyer, shopper), names))


def _reviews(guide: ProductGuide, shopper: Shopper) -> list[dict[str, Any]]:
    declared = guide.reviews
    if declared is None:
        return []
    names = (declared.product, *declared.text, declared.score, declared.when, declared.verified)
    return list(_told(_written(guide, shopper), names))


def _written(guide: ProductGuide, shopper: Shopper) -> QuerySet[Any]:
    """The shop's rows of the reviews that the user wrote."""
    declared = guide.reviews
    if declared is None:
        return guide.model._base_manager.none()
    if declared.author is None or not shopper.user_pk:
        return declared.model._base_manager.none()
    return _of_user(declared.model, declared.author, shopper)


def _of_user(model: type[Model], path: str, shopper: Shopper) -> QuerySet[Any]:
    column = f"{path}__pk" if resolve(model, path).is_relation else path
    try:
        return model._base_manager.filter(**{column: shopper.user_pk}).order_by("pk")
    except (ValueError, TypeError, ValidationError):
        # No user of this shop has such a key.
        return model._base_manager.none()


def _told(rows: QuerySet[Any], names: Any) -> Iterator[dict[str, Any]]:
    """What the guide declares of a row, and no other column of the shop's."""
    return iter(rows.values("pk", *dict.fromkeys(filter(None, names))))
