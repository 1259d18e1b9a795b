"""One process that outlives whoever started it: found again, never started twice, ended cleanly.

The process inherits a lock on its own pid file, which the kernel frees when it dies, however it
dies. So a pid left by a crash or a reboot is never mistaken for a running process.
"""

import contextlib
import fcntl
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import psutil

from .account import OURSELVES, Account
from .errors import Unavailable

LOG_BYTES = 16 * 1024 * 1024
# Writes its own pid, which is kept by exec, into the pid file: nobody can die between the two.
LAUNCHER = ["/bin/sh", "-c", 'echo $$ && exec "$@" >&2', "launcher"]

# Popen objects of this process by pid: kept so that the dead are reaped by whoever looks.
_children: dict[int, subprocess.Popen[bytes]] = {}


@dataclass(frozen=True)
class Daemon:
    """A named process with its pid file in a folder; equal names in one folder are one process.

    `argv` is the command and `env` its whole environment (None: a copy of ours). It is started in
    its own session and process group, working in `folder`, and writes to the file `log`.
    `ending` is the signal that asks it to end; after `patience` seconds the group is killed.
    """

    name: str
    argv: Sequence[str]
    env: Mapping[str, str] | None
    folder: Path
    log: Path
    account: Account = OURSELVES
    ending: signal.Signals = signal.SIGTERM
    patience: float = 20.0
    cwd: Path | None = None

    def start(self) -> int:
        """Process id of the running daemon, started now if it was not. Raises Unavailable."""
        with writable(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
            self.log.parent.mkdir(parents=True, exist_ok=True)
        with locked(self.folder / f"{self.name}.lock"):
            running = self.pid()
            if running is not None:
                return running
            self._end(signal.SIGKILL)  # children of one that was killed
            return self._launch()

    def stop(self) -> None:
        """End the daemon and what it started; nothing happens when it is not running."""
        self._locked_end(self.ending)

    def kill(self) -> None:
        """End the daemon at once, as a crash would."""
        self._locked_end(signal.SIGKILL)

    def running(self) -> bool:
        return self.pid() is not None

    def pid(self) -> int | None:
        """Process id of the daemon, None when it is not running."""
        pid = self._holder()
        return pid if pid is not None and _alive(pid) else None

    def wait(self, ready: Callable[[], bool], seconds: float = 30.0) -> None:
        """Return when `ready()` is true; Unavailable, with the log's end, if it never is."""
        _until(lambda: ready() or not self.running(), seconds)
        if not self.running():
            raise Unavailable(f"{self.name} ended while starting. {self._last_words()}")
        if not ready():
            raise Unavailable(f"{self.name} was not ready in {seconds:.0f} s. {self._last_words()}")

    @property
    def _pid_file(self) -> Path:
        return self.folder / f"{self.name}.pid"

    def _holder(self) -> int | None:
        """The pid in the pid file while anybody who inherited its lock lives, else None."""
        missing = contextlib.suppress(FileNotFoundError)
        with writable(self._pid_file), missing, self._pid_file.open("r+") as file:
            while _held(file):
                file.seek(0)
                text = file.read()
                if text.endswith("\n"):
                    return int(text)
                time.sleep(0.01)  # launched a moment ago, has not written yet
        return None

    def _launch(self) -> int:
        with writable(self.log):
            if self.log.exists() and self.log.stat().st_size > LOG_BYTES:
                self.log.rename(self.log.with_suffix(".1"))
            log = _private(self.log, os.O_WRONLY | os.O_APPEND)
            pid_file = _private(self._pid_file, os.O_RDWR)
        try:
            fcntl.flock(pid_file, fcntl.LOCK_EX)
            os.ftruncate(pid_file, 0)
            child = subprocess.Popen(
                [*LAUNCHER, *self.argv],
                stdin=subprocess.DEVNULL,
                stdout=pid_file,
                stderr=log,
                pass_fds=[pid_file],
                env=self.env,
                cwd=self.cwd or self.folder,
                start_new_session=True,
                **self.account.identity,
            )
        except (OSError, subprocess.SubprocessError) as error:
            raise Unavailable(f"{self.name} cannot be started: {error}.") from error
        finally:
            # Closed, not unlocked: unlocking would take the lock from the child as well.
            os.close(pid_file)
            os.close(log)
        _children[child.pid] = child
        return child.pid

    def _locked_end(self, how: signal.Signals) -> None:
        if self._pid_file.exists():
            with locked(self.folder / f"{self.name}.lock"):
                self._end(how)

    def _end(self, how: signal.Signals) -> None:
        pid = self._holder()
        if pid is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(pid, how) if how is signal.SIGKILL else os.kill(pid, how)
        _until(lambda: not _alive(pid), self.patience)
        # Its children share the lock: those that work on get a moment, then none is left.
        if not _until(lambda: self._holder() != pid, 2.0):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(pid, signal.SIGKILL)
        if not _until(lambda: not _alive(pid) and self._holder() != pid, 10.0):
            raise Unavailable(f"{self.name} (process {pid}) did not end: end it by hand.")

    def _last_words(self) -> str:
        lines = self.log.read_text(errors="replace").splitlines() if self.log.exists() else []
        return f"{self.log} ends with: {' | '.join(lines[-4:]) or 'nothing'}"


@contextlib.contextmanager
def locked(path: Path, seconds: float = 90.0) -> Iterator[None]:
    """Hold an exclusive lock on the file `path`, made if missing; Unavailable after `seconds`."""
    with writable(path):
        descriptor = _private(path, os.O_RDWR)
    try:
        if not _until(lambda: _lock(descriptor, fcntl.LOCK_EX), seconds):
            raise Unavailable(f"Another process has held {path} for {seconds:.0f} s: end it first.")
        yield
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def writable(path: Path) -> Iterator[None]:
    """Turn what the operating system refuses about `path` into Unavailable, with the remedy."""
    try:
        yield
    except OSError as error:
        raise Unavailable(
            f"{path} cannot be written ({error.strerror}): give a folder of your own on a disk with"
            " space, or set DATABASE_URL and CELERY_BROKER_URL to use other servers."
        ) from error


def _private(path: Path, flags: int) -> int:
    return os.open(path, flags | os.O_CREAT | os.O_CLOEXEC, 0o600)


def _lock(file: int | IO[str], kind: int) -> bool:
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _held(file: IO[str]) -> bool:
    if not _lock(file, fcntl.LOCK_SH):
        return True
    fcntl.flock(file, fcntl.LOCK_UN)
    return False


def _alive(pid: int) -> bool:
    child = _children.get(pid)
    if child is not None and child.poll() is not None:
        del _children[pid]
        return False
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def _until(true: Callable[[], bool], seconds: float) -> bool:
    """Whether `true()` became true within `seconds`."""
    until = time.monotonic() + seconds
    while not true():
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True
