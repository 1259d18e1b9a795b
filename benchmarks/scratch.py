"""What the benchmarks share: a scratch database on the embedded server, progress and printing."""

import argparse
import json
import os
import secrets
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parent.parent
STATE = REPOSITORY / ".shopguide"
DEMO = REPOSITORY / "storefront" / "data"
# From a checkout that is not installed too.
sys.path.insert(0, str(REPOSITORY))


@contextmanager
def scratch_database(prefix: str = "benchmark") -> Iterator[str]:
    """Address of a new, migrated database, with Django set up on it; dropped at the end.

    On the server of DATABASE_URL where that is set, else on an embedded one that ends with it.
    """
    from storefront.services.postgres import Postgres

    name, server = f"{prefix}_{secrets.token_hex(4)}", None
    if given := os.environ.get("DATABASE_URL"):
        address = given
    else:
        server = Postgres(STATE / f"benchmark-{os.getpid()}", durable=False)
        server.start()
        address = server.url()
    try:
        with _database(address, name) as url:
            _set_up(url)
            yield url
            _hang_up()
    finally:
        if server is not None:
            server.wipe()


@contextmanager
def _database(address: str, name: str) -> Iterator[str]:
    import psycopg

    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        try:
            yield f"{address.rpartition('/')[0]}/{name}"
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _set_up(url: str) -> None:
    os.environ["DATABASE_URL"] = url
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "storefront.settings")
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)


def _hang_up() -> None:
    from django.db import connections

    connections.close_all()


def with_settings() -> None:
    """Set Django up for what needs no database."""
    os.environ.setdefault("DATABASE_URL", "postgres://localhost/none")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "storefront.settings")
    import django

    django.setup()


def parser(description: str | None) -> argparse.ArgumentParser:
    """A parser with what every benchmark takes."""
    made = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    made.add_argument("--format", choices=["text", "json"], default="text")
    return made


def tell(task: str, n: Any, rows: Sequence[dict[str, Any]], form: str) -> None:
    """Print one JSON object, or the rows as a table."""
    if form == "json":
        print(json.dumps({"task": task, "n": n, "rows": list(rows)}, ensure_ascii=False))
        return
    names = list(dict.fromkeys(name for row in rows for name in row))
    cells = [names, *([_cell(row.get(name, "")) for name in names] for row in rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(names))]
    print(f"{task}, n = {n}")
    for row in cells:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)))


def _cell(value: Any) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def say(message: str) -> None:
    """Progress, for a person at the terminal."""
    print(message, file=sys.stderr, flush=True)
