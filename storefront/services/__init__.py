"""PostgreSQL and Valkey for the demo and the tests, and processes that outlive their starter."""

import os
from pathlib import Path

from .daemon import Daemon
from .errors import Unavailable
from .postgres import Postgres
from .valkey import Valkey

__all__ = ["Daemon", "Postgres", "Unavailable", "Valkey", "environment"]


def environment(folder: Path) -> dict[str, str]:
    """DATABASE_URL and CELERY_BROKER_URL: those that are set, otherwise of servers in `folder`.

    A server is started only for an address that is not set, and runs on until it is stopped.
    Raises Unavailable.
    """
    return {
        "DATABASE_URL": os.environ.get("DATABASE_URL") or Postgres(folder).start(),
        "CELERY_BROKER_URL": os.environ.get("CELERY_BROKER_URL") or Valkey(folder).start(),
    }
