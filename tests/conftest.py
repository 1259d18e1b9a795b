"""A real database for every test that needs one: DATABASE_URL, or the embedded server."""

import os
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def database_url():
    """Address of a PostgreSQL server with pgvector, up for the whole session."""
    if given := os.environ.get("DATABASE_URL"):
        yield given
        return
    from storefront.services.postgres import Postgres

    # A folder for each session, so that the first to finish does not stop the others' server.
    server = Postgres(REPOSITORY / ".shopguide" / f"tests-{os.getpid()}", durable=False)
    server.start()
    try:
        yield server.url("shopguide")
    finally:
        server.wipe()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(database_url):
    import dj_database_url
    from django.db import connections

    connection = connections["default"]
    found = dj_database_url.parse(database_url)
    connection.settings_dict.update(found)
    connections.databases["default"].update(found)
