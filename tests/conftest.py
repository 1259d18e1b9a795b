"""A real database for every test that needs one: DATABASE_URL, or the embedded server."""

import os
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent


def _embedded(kind, *, unless):
    """A server of this kind while the session lasts, or None where an address is given."""
    if unless in os.environ:
        yield None
        return
    # A folder for each session, so that the first to finish does not stop the others' server.
    server = kind(REPOSITORY / ".shopguide" / f"tests-{os.getpid()}", durable=False)
    server.start()
    try:
        yield server
    finally:
        server.wipe()


@pytest.fixture(scope="session")
def postgres():
    """The embedded PostgreSQL, up for the whole session; None where DATABASE_URL is set."""
    from storefront.services.postgres import Postgres

    yield from _embedded(Postgres, unless="DATABASE_URL")


@pytest.fixture(scope="session")
def database_url(postgres):
    """Address of a PostgreSQL server with pgvector, up for the whole session."""
    return postgres.url("shopguide") if postgres else os.environ["DATABASE_URL"]


@pytest.fixture(scope="session")
def valkey():
    """The embedded Valkey, up for the whole session; None where CELERY_BROKER_URL is set."""
    from storefront.services.valkey import Valkey

    yield from _embedded(Valkey, unless="CELERY_BROKER_URL")


@pytest.fixture(scope="session")
def broker_url(valkey):
    """Address of a Celery broker, up for the whole session."""
    return valkey.url() if valkey else os.environ["CELERY_BROKER_URL"]


@pytest.fixture(scope="session")
def django_db_modify_db_settings(database_url):
    import dj_database_url
    from django.db import connections

    connection = connections["default"]
    found = dj_database_url.parse(database_url)
    connection.settings_dict.update(found)
    connections.databases["default"].update(found)


@pytest.fixture(autouse=True)
def fresh_cache():
    """Throttles count in the cache: no test pays for another's requests."""
    from django.core.cache import cache

    cache.clear()


@pytest.fixture
def anna(db):
    from django.contrib.auth.models import User

    return User.objects.create_user("anna")


@pytest.fixture
def ben(db):
    from django.contrib.auth.models import User

    return User.objects.create_user("ben")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Hostile texts end in captured logs, and no lone surrogate can travel between processes."""
    report = yield
    report.sections = [
        (name, text.encode("utf-8", "backslashreplace").decode()) for name, text in report.sections
    ]
    return report
