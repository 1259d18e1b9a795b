"""Where a server's files lie: in the folder given, unless its account cannot get there."""

import contextlib
import hashlib
import os
import secrets
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from .account import OURSELVES, Account, account_for
from .daemon import writable
from .errors import Unavailable

# Used by root only, for projects in a folder closed to others, such as root's home.
SYSTEM = Path("/var/lib/shopguide")
# A socket's address holds 107 bytes (103 on some systems), with `/.s.PGSQL.5432` behind the folder.
FOLDER_BYTES = 88


@dataclass(frozen=True)
class Place:
    """The files of one server.

    `base` holds what only we touch: pid, log and secret. `base/data` belongs to `account`.
    """

    base: Path
    account: Account

    @property
    def data(self) -> Path:
        return self.base / "data"

    @property
    def secret(self) -> str:
        """The server's password. FileNotFoundError before the first start."""
        return (self.base / "secret").read_text()

    @property
    def sockets(self) -> Path:
        """The folder of the server's socket. FileNotFoundError before the first start."""
        near = self.base / "run"
        return near if _short(near) else Path((self.base / "sockets").read_text())

    def prepare(self) -> None:
        """Make what is missing in `base`, which is there. Raises Unavailable."""
        with writable(self.base):
            near = self.base / "run"
            if _short(near):
                near.mkdir(mode=0o700, exist_ok=True)
                self.account.own(near)
            else:
                self._far_sockets()
            if not (self.base / "secret").exists():
                keep(self.base / "secret", secrets.token_urlsafe(24))

    def remove(self) -> None:
        """Delete every file of the server, and the folder above if that leaves it empty."""
        with writable(self.base), contextlib.suppress(FileNotFoundError):
            shutil.rmtree(self.sockets, ignore_errors=True)
            shutil.rmtree(self.base)
        with contextlib.suppress(OSError):
            self.base.parent.rmdir()

    def _far_sockets(self) -> None:
        record = self.base / "sockets"
        if not (record.exists() and Path(record.read_text()).is_dir()):
            keep(record, tempfile.mkdtemp(prefix="shopguide-"))


def place_of(folder: Path, name: str) -> Place:
    """The place of the server `name` of the project folder `folder`. Raises Unavailable."""
    folder = folder.resolve()
    if (file := file_among(folder)) is not None:
        raise Unavailable(f"{file} is a file: give a folder for the servers' data.")
    near = folder / name
    if os.geteuid() != 0:
        return Place(near, OURSELVES)
    far = SYSTEM / hashlib.sha256(bytes(folder)).hexdigest()[:12] / name
    account = _owner(near / "data") or _owner(far / "data") or account_for(folder)
    if far.exists() or not (account.reaches(near / "data") and _short(near / "run")):
        if (near / "data").exists():
            raise Unavailable(
                f"The data in {near} can no longer be reached by user id {account.uid}: let others"
                f" pass through every folder above it (chmod o+x), or move it to {far}."
            )
        return Place(far, account)
    return Place(near, account)


def file_among(folder: Path) -> Path | None:
    """The file that stands where `folder` or one above it has to be, if any."""
    return next((step for step in (folder, *folder.parents) if step.is_file()), None)


def _owner(data: Path) -> Account | None:
    """Whose the data is already: the list of free user ids can change, this cannot."""
    if not data.exists():
        return None
    status = data.stat()
    return Account(status.st_uid, status.st_gid) if status.st_uid else None


def make(folder: Path) -> None:
    """Make `folder` and those missing above it; under root others may pass, none may look."""
    if folder.is_dir():
        return
    make(folder.parent)
    folder.mkdir(exist_ok=True)
    folder.chmod(0o711 if os.geteuid() == 0 else 0o700)


def keep(path: Path, text: str) -> None:
    """Write a file that only we can read, whole or not at all."""
    unfinished = path.with_suffix(".new")
    unfinished.unlink(missing_ok=True)
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    unfinished.rename(path)


def _short(folder: Path) -> bool:
    return len(os.fsencode(folder)) <= FOLDER_BYTES
