"""A row of any of our models for any shopper, made from the model's own columns."""

from datetime import date
from decimal import Decimal

from django.db import models
from django.utils import timezone

from shopguide.models import By
from shopguide.writers.outbound import digest_of

_NUMBERS = iter(range(1, 1_000_000))


def make(model, shopper, mark, review=""):
    """A stored row that belongs to ``shopper`` and says ``mark`` in each column of text or JSON."""
    personal = getattr(model, "personal", None)
    given = {}
    for field in model._meta.concrete_fields:
        if isinstance(field, models.ForeignKey):
            if not field.null or (personal and personal.via.startswith(f"{field.name}__")):
                given[field.name] = make(field.related_model, shopper, mark, review)
        elif not (field.primary_key and field.has_default()) and not isinstance(
            field, models.AutoField
        ):
            # What a merchant wrote, such as a test that a shopper takes part in, is no shopper's.
            given[field.name] = _value(field, mark if personal else "a merchant's")
    if personal and not personal.via:
        given |= _owner(personal, shopper, review)
    row = model(**{name: value for name, value in given.items() if value is not None})
    row.save(force_insert=True)
    return row


def _owner(personal, shopper, review):
    if personal.by is By.KEY:
        return {personal.column: shopper.key}
    if personal.by is By.DIGEST:
        return {personal.column: digest_of(shopper.user_pk or shopper.session)}
    if personal.by is By.REVIEW:
        return {"guide": "phone", "review_id": review}
    if shopper.user_pk:
        return {"user_id": shopper.user_pk, "session": ""}
    return {"user_id": "", "session": shopper.digest}


def _value(field, mark):
    if field.choices:
        return field.choices[0][0]
    if isinstance(field, models.JSONField):
        return {"said": mark}
    if isinstance(field, models.UUIDField):
        return None
    if isinstance(field, models.CharField | models.TextField):
        return f"{mark} {next(_NUMBERS)}"[: field.max_length]
    if isinstance(field, models.DateTimeField):
        return timezone.now()
    if isinstance(field, models.DateField):
        return date(2026, 1, 1)
    if isinstance(field, models.BooleanField):
        return True
    if isinstance(field, models.DecimalField):
        return Decimal(1)
    if isinstance(field, models.IntegerField | models.FloatField):
        return 1
    return None


def where(marks):
    """(table, mark) for each of our tables in which a mark stands, in any column."""
    from django.apps import apps
    from django.db import connection

    found = []
    with connection.cursor() as cursor:
        for model in apps.get_app_config("shopguide").get_models():
            table = model._meta.db_table
            for mark in marks:
                cursor.execute(
                    f'SELECT count(*) FROM "{table}" AS t WHERE position(%s in t::text) > 0',
                    [mark],
                )
                if cursor.fetchone()[0]:
                    found.append((table, mark))
    return found
