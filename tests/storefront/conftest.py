"""The demo's shop, loaded and read once a session and copied into the tables for each test."""

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.models import TextField
from django.db.models.functions import Cast

from shopguide.catalogue.registry import registry
from shopguide.delivery import drain, reconcile
from shopguide.models import Job
from storefront.load import load
from storefront.models import Product, Review

#: {table: its rows as PostgreSQL copies them}, once the first test has loaded them.
_rows: dict[str, bytes] = {}


@pytest.fixture
def shop(db):
    """The whole demo, of which the phones and the Chinese products are read, with their reviews."""
    load_shop()


def load_shop():
    if _rows:
        _restore()
    else:
        _load()
        _keep()


def _load():
    load()
    keep = Product.objects.filter(source="shopguide") | Product.objects.filter(
        category__slug="smartphones"
    )
    Product.objects.exclude(pk__in=keep.values("pk")).update(is_public=False)
    reconcile(registry.get("products"))
    read = Review.objects.filter(product__in=keep).annotate(key=Cast("pk", TextField()))
    reviews = Job.objects.filter(kind=Job.Kind.REVIEW)
    reviews.exclude(object_id__in=read.values("key")).delete()
    drain()


def _tables():
    labels = ("shopguide", "storefront")
    models = [model for label in labels for model in apps.get_app_config(label).get_models()]
    return ["auth_user", *(model._meta.db_table for model in models)]


def _keep():
    with connection.cursor() as cursor:
        for table in _tables():
            with cursor.copy(f'COPY "{table}" TO STDOUT (FORMAT binary)') as rows:
                _rows[table] = b"".join(bytes(part) for part in rows)


def _restore():
    """Rows in any order: constraints between tables held when they were kept."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for table, kept in _rows.items():
            cursor.execute(f'DELETE FROM "{table}"')
            with cursor.copy(f'COPY "{table}" FROM STDIN (FORMAT binary)') as rows:
                rows.write(kept)
            cursor.execute(
                "SELECT attname, pg_get_serial_sequence(%s, attname) FROM pg_attribute "
                "WHERE attrelid = %s::regclass AND attnum > 0 AND attidentity <> ''",
                [f'"{table}"', f'"{table}"'],
            )
            for column, sequence in cursor.fetchall():
                cursor.execute(
                    f'SELECT setval(%s, coalesce((SELECT max("{column}") FROM "{table}"), 0) + 1, false)',
                    [sequence],
                )
        cursor.execute("SET LOCAL session_replication_role = origin")
