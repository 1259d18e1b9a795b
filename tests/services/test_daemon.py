"""A daemon is one process, found again by anyone, and gone with its children when it is ended."""

import os
import signal
import subprocess
import sys
import time

import psutil
import pytest

from storefront.services import Daemon, Unavailable
from tests.conftest import REPOSITORY


@pytest.fixture
def daemon(tmp_path):
    """Makes daemons that run a shell script, and ends them."""
    made = []

    def make(script="exec sleep 300", name="sleeper", **options):
        argv = ["/bin/sh", "-c", script]
        made.append(Daemon(name, argv, None, tmp_path, tmp_path / "sleeper.log", **options))
        return made[-1]

    yield make
    for one in made:
        one.kill()


def until(true, seconds=5.0):
    end = time.monotonic() + seconds
    while not true() and time.monotonic() < end:
        time.sleep(0.02)
    return true()


def ended(pid):
    return not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


def test_starts_once_and_stops(daemon):
    sleeper = daemon()
    assert not sleeper.running()
    pid = sleeper.start()
    assert sleeper.start() == pid == sleeper.pid() == daemon().pid()
    sleeper.stop()
    assert not sleeper.running()
    assert ended(pid)
    sleeper.stop()


def test_has_a_session_of_its_own(daemon):
    pid = daemon().start()
    assert os.getsid(pid) == os.getpgid(pid) == pid != os.getsid(0)


def test_two_names_are_two_processes(daemon):
    assert daemon(name="one").start() != daemon(name="two").start()


def test_environment_is_what_was_given(tmp_path):
    log = tmp_path / "log"
    daemon = Daemon("env", ["/usr/bin/env"], {"COLOUR": "green"}, tmp_path, log)
    daemon.start()
    assert until(lambda: not daemon.running())
    assert "COLOUR=green" in log.read_text()
    assert "HOME=" not in log.read_text()


def test_log_and_pid_file_are_private(daemon, tmp_path):
    daemon().start()
    modes = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir()}
    assert modes == {"sleeper.pid": 0o600, "sleeper.lock": 0o600, "sleeper.log": 0o600}


def test_pid_left_by_a_reboot_is_not_believed(daemon, tmp_path):
    (tmp_path / "sleeper.pid").write_text(f"{os.getpid()}\n")
    sleeper = daemon()
    assert not sleeper.running()
    sleeper.stop()
    assert sleeper.start() != os.getpid()


def test_stop_ends_what_ignores_the_signal_with_its_children(daemon):
    script = "trap '' TERM; sleep 300 & echo $! ; echo ready; wait; wait; wait"
    sleeper = daemon(script, patience=0.3)
    pid = sleeper.start()
    sleeper.wait(lambda: "ready" in sleeper.log.read_text())
    child = int(sleeper.log.read_text().split()[0])
    sleeper.stop()
    assert ended(pid)
    assert until(lambda: ended(child))


def test_start_clears_the_children_of_a_killed_one(daemon):
    sleeper = daemon("sleep 300 & echo $! ; echo ready; wait")
    pid = sleeper.start()
    sleeper.wait(lambda: "ready" in sleeper.log.read_text())
    child = int(sleeper.log.read_text().split()[0])
    os.kill(pid, signal.SIGKILL)
    assert until(lambda: not sleeper.running())
    assert not ended(child)
    assert sleeper.start() != pid
    assert until(lambda: ended(child))


def test_wait_says_what_the_log_says(daemon):
    broken = daemon("echo the disk is on fire; exit 3")
    broken.start()
    with pytest.raises(Unavailable, match=r"sleeper ended while starting.*the disk is on fire"):
        broken.wait(lambda: False)


def test_wait_gives_up(daemon):
    slow = daemon()
    slow.start()
    with pytest.raises(Unavailable, match="not ready in 0 s"):
        slow.wait(lambda: False, seconds=0.2)


def test_missing_program_is_named(tmp_path):
    daemon = Daemon("gone", ["no-such-program"], None, tmp_path, tmp_path / "log")
    daemon.start()
    with pytest.raises(Unavailable, match="no-such-program"):
        daemon.wait(lambda: False)


def test_survives_the_kill_of_its_parent(daemon, tmp_path):
    code = (
        "import os, pathlib; from storefront.services import Daemon;"
        f"folder = pathlib.Path({str(tmp_path)!r});"
        "Daemon('sleeper', ['sleep', '300'], None, folder, folder / 'log').start();"
        "os.kill(os.getpid(), 9)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=REPOSITORY, check=False)
    assert done.returncode == -signal.SIGKILL
    assert daemon().running()
