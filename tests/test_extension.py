"""A database without pgvector is told in one sentence, before any migration fails in the middle."""

from copy import deepcopy

import psycopg
import pytest
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.db import connections

from shopguide.checks import check_database
from shopguide.signals import create_extension


@pytest.fixture
def bare(database_url, db):
    """Alias of a new database without the extension, for a user who may not create it."""
    with psycopg.connect(database_url, autocommit=True) as server:
        server.execute("DROP DATABASE IF EXISTS bare")
        server.execute("DROP ROLE IF EXISTS bare")
        server.execute("CREATE ROLE bare LOGIN PASSWORD 'bare' NOSUPERUSER")
        server.execute("CREATE DATABASE bare OWNER bare")
    given = deepcopy(connections.databases["default"])
    connections.databases["bare"] = given | {"NAME": "bare", "USER": "bare", "PASSWORD": "bare"}
    yield "bare"
    connections["bare"].close()
    del connections["bare"]
    del connections.databases["bare"]
    with psycopg.connect(database_url, autocommit=True) as server:
        server.execute("DROP DATABASE bare")
        server.execute("DROP ROLE bare")


@pytest.mark.django_db(databases="__all__")
def test_a_user_who_may_not_create_it_is_told(bare, django_db_blocker):
    with django_db_blocker.unblock(), pytest.raises(ImproperlyConfigured) as caught:
        create_extension(apps.get_app_config("shopguide"), using=bare)
    told = str(caught.value)
    assert "'bare'" in told
    assert "CREATE EXTENSION vector" in told
    assert "DATABASES" in told


@pytest.mark.django_db
def test_where_it_is_there_nothing_happens():
    create_extension(apps.get_app_config("shopguide"), using="default")
    assert check_database(databases=["default"]) == []
