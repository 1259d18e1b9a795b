"""django-oscar's catalogue, reviews and order lines, untouched, under a guide."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("oscar")
REPOSITORY = Path(__file__).resolve().parents[2]


def test_oscar_from_its_own_package(database_url):
    """In a process of its own: settings and apps are oscar's."""
    base, _, _ = database_url.rpartition("/")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--create-db",
         "--ds=tests.oscar.settings", "tests/oscar/inner_shop.py"],
        cwd=REPOSITORY,
        env={**os.environ, "DATABASE_URL": f"{base}/oscar_{os.getpid()}"},
        capture_output=True, text=True, timeout=240,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
