"""A Celery worker as a real process, which can be killed as the kernel would."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress

import psutil

from tests.conftest import REPOSITORY

#: A worker imports all of the shop, which takes long on a busy machine.
LOADING_SECONDS = 90


def eventually(what, seconds=20.0, every=0.05):
    """Wait until ``what()`` is true; what it last gave. AssertionError if it never is."""
    end = time.monotonic() + seconds
    while not (found := what()):
        assert time.monotonic() < end, f"not true in {seconds:.0f} s: {what}"
        time.sleep(every)
    return found


class Switchboard:
    """The folder that a test shares with MarkedEncoder and MarkedReader."""

    def __init__(self, folder):
        self.folder = folder
        self.put("weights")
        self.put("reader_weights")

    def put(self, name):
        (self.folder / name).touch()

    def take(self, name):
        (self.folder / name).unlink(missing_ok=True)

    def lines(self, name):
        path = self.folder / name
        return path.read_text().splitlines() if path.exists() else []

    def kill_child(self, mark="pid"):
        """Kill, as the kernel does where memory is short, the process that encodes or reads."""
        child = psutil.Process(int(self.lines(mark)[-1]))
        child.kill()
        eventually(lambda: not child.is_running() or child.status() == psutil.STATUS_ZOMBIE)


class Worker:
    """One Celery worker with one pool child, alone in its process group.

    With ``beat`` it also sends itself ``drain`` twice a second, as a shop's beat does each minute.
    """

    def __init__(self, folder, environment, *, beat=True):
        self._command = [sys.executable, "-m", "celery", "-A", "tests.faults.celery", "worker"]
        self._command += ["-c", "1", "-P", "prefork", "-l", "INFO"]
        self._command += ["--without-mingle", "--without-gossip"]
        if beat:
            self._command += ["-B", "-s", str(folder / "schedule")]
        self._environment = {**os.environ, **environment}
        self.log = folder / "worker.log"
        self._process = None

    def start(self):
        """Start it, and wait until it takes messages: loading is no part of what a test times."""
        ready = self._times_ready()
        with self.log.open("a") as log:
            self._process = subprocess.Popen(
                self._command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=self._environment,
                cwd=REPOSITORY,
                start_new_session=True,
            )
        eventually(lambda: self._times_ready() > ready, LOADING_SECONDS)
        return self

    def _times_ready(self):
        return self.log.read_text().count(" ready.") if self.log.exists() else 0

    def kill_all(self):
        """What the end of a container or a machine does: every process of the worker at once."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def kill_main(self):
        """Only the parent dies; whether the pool child notices is its own affair."""
        self._process.kill()
        self._process.wait()

    def alive(self):
        return self._process.poll() is None
