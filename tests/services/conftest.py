"""A folder for servers that nothing outlives: what is left running at the end is an error."""

import shutil
import uuid
from pathlib import Path

import psutil
import pytest

from storefront.services import Postgres, Valkey
from tests.conftest import REPOSITORY

ROOM = REPOSITORY / ".shopguide" / "tests-services"


def processes(folder: Path) -> list[psutil.Process]:
    """The living processes that name `folder` on their command line."""
    return [
        process
        for process in psutil.process_iter(["cmdline", "status"])
        if str(folder) in " ".join(process.info["cmdline"] or [])
        and process.info["status"] != psutil.STATUS_ZOMBIE
    ]


@pytest.fixture(scope="module")
def folder():
    """A new folder that other accounts may pass through, as a project's is."""
    folder = ROOM / uuid.uuid4().hex[:8]
    try:
        yield folder
    finally:
        Postgres(folder).wipe()
        Valkey(folder).wipe()
        shutil.rmtree(folder, ignore_errors=True)
        if ROOM.exists() and not any(ROOM.iterdir()):
            ROOM.rmdir()
    assert processes(folder) == []


@pytest.fixture(scope="module")
def postgres(folder):
    return Postgres(folder, durable=False)


@pytest.fixture(scope="module")
def valkey(folder):
    return Valkey(folder)
