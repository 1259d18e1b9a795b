"""A broker and real workers for benchmarks of what happens between processes."""

import os
import secrets
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from scratch import REPOSITORY, STATE


@contextmanager
def broker(name: str) -> Iterator[Path]:
    """A folder for the workers' files, with CELERY_BROKER_URL set to a broker that is up."""
    from storefront.services.valkey import Valkey

    folder = STATE / f"{name}-{secrets.token_hex(4)}"
    folder.mkdir(parents=True)
    given = os.environ.get("CELERY_BROKER_URL")
    server = None if given else Valkey(folder, durable=False)
    try:
        if server is not None:
            os.environ["CELERY_BROKER_URL"] = server.start()
        yield folder
    finally:
        if server is not None:
            server.wipe()
        for path in folder.glob("*") if folder.exists() else ():
            path.unlink()
        if folder.exists():
            folder.rmdir()


@contextmanager
def worker(folder: Path) -> Iterator[None]:
    """A worker in a process group of its own, killed as a whole at the end."""
    command = [sys.executable, "-m", "celery", "-A", "storefront.celery", "worker", "--beat"]
    command += ["-c", "1", "-P", "prefork", "-s", str(folder / "schedule")]
    with (folder / "worker.log").open("a") as log:
        process = subprocess.Popen(
            command, cwd=REPOSITORY, stdout=log, stderr=log, start_new_session=True
        )
    try:
        yield
        if process.poll() is not None:
            raise RuntimeError(
                f"The worker ended by itself:\n{(folder / 'worker.log').read_text()}"
            )
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def save(rows: list[dict[str, Any]]) -> None:
    """Products saved one by one, as an import does."""
    from django.db import transaction

    from storefront.load import _brands, _categories, _product

    with transaction.atomic():
        categories = _categories()
        brands = _brands(row["brand"] for row in rows if row["brand"])
        for row in rows:
            _product(row, categories, brands).save()
