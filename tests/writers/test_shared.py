"""What processes of one shop share: a circuit that all of them open, and one call that tries it."""

import subprocess
import sys
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from shopguide.models import Circuit
from shopguide.writers import circuit

PROCESS = """
import sys, django; django.setup()
from shopguide.writers import circuit
from shopguide.writers.base import WriterError
print("ready", flush=True)
for line in sys.stdin:
    word = line.strip()
    if word == "fail":
        circuit.record("default", WriterError("down", "status"))
    elif word == "well":
        circuit.record("default", None)
    print(circuit.admits("default") if word == "ask" else "done", flush=True)
"""


class Process:
    def __init__(self, url):
        server, _, _ = url.rpartition("/")
        self.run = subprocess.Popen(
            [sys.executable, "-c", PROCESS],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            env={
                "DATABASE_URL": f"{server}/{connection.settings_dict['NAME']}",
                "DJANGO_SETTINGS_MODULE": "tests.settings", "PATH": "/usr/bin:/bin",
            },
        )  # fmt: skip

    def tell(self, word):
        self.run.stdin.write(f"{word}\n")
        self.run.stdin.flush()

    def hear(self):
        return self.run.stdout.readline().strip()

    def ask(self, word):
        self.tell(word)
        return self.hear()


@pytest.fixture
def processes(transactional_db, database_url):
    made = [Process(database_url) for _ in range(4)]
    assert [each.hear() for each in made] == ["ready"] * 4
    yield made
    for each in made:
        each.run.stdin.close()
        each.run.stdout.close()
        each.run.wait(10)


def test_they_share_a_circuit(processes):
    first, second, *_ = processes
    assert first.ask("ask") == second.ask("ask") == "True"
    for each in (first, second, first, second):
        each.ask("fail")
    assert Circuit.objects.get().failures == 4
    assert first.ask("ask") == "True"
    first.ask("fail")
    # Each knows at once, and so does a process that has seen no failure.
    assert [each.ask("ask") for each in processes] == ["False"] * 4
    assert not circuit.admits("default")

    Circuit.objects.update(opened_at=timezone.now() - timedelta(seconds=31))
    for each in processes:
        each.tell("ask")
    assert sorted(each.hear() for each in processes) == ["False", "False", "False", "True"]
    assert Circuit.objects.get().state == "half-open"

    second.ask("well")
    assert [each.ask("ask") for each in processes] == ["True"] * 4
    assert Circuit.objects.get().failures == 0
