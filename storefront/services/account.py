"""Who a server runs as: ourselves, or under root a user id that nobody else has."""

import hashlib
import os
import pwd
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from .errors import Unavailable

# Left unused by every distribution (systemd's table of user ids), so no one can log in as it.
UNUSED = range(60578, 61184)


class Identity(TypedDict):
    """The arguments of `subprocess.Popen` that say who the process is."""

    user: int | None
    group: int | None
    extra_groups: list[int] | None
    umask: int


@dataclass(frozen=True)
class Account:
    """A user and group id that a process is given; None is our own."""

    uid: int | None = None
    gid: int | None = None

    @property
    def identity(self) -> Identity:
        """Arguments for `subprocess.Popen`. What such a process makes is private to it."""
        groups: list[int] | None = None if self.uid is None else []
        return {"user": self.uid, "group": self.gid, "extra_groups": groups, "umask": 0o077}

    def own(self, path: Path) -> None:
        """Give `path` to this account."""
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)

    def reaches(self, path: Path) -> bool:
        """Whether `path` and every folder above it that exists let this account through."""
        return self.uid is None or all(
            self._passes(step) for step in (path, *path.parents) if step.exists()
        )

    def _passes(self, step: Path) -> bool:
        status = step.stat()
        if status.st_uid == self.uid:
            return bool(status.st_mode & 0o100)
        return bool(status.st_mode & (0o010 if status.st_gid == self.gid else 0o001))


OURSELVES = Account()


def account_for(folder: Path) -> Account:
    """Ourselves, or for root one unprivileged account, the same for `folder` each time."""
    if os.geteuid() != 0:
        return OURSELVES
    number = int.from_bytes(hashlib.sha256(bytes(folder.resolve())).digest()[:8], "big")
    known = {user.pw_uid for user in pwd.getpwall()}
    free = [uid for uid in UNUSED if uid not in known]
    uid = free[number % len(free)]
    return Account(uid, uid)


def named_account() -> Account:
    """Ourselves, or for root the account `nobody`. Raises Unavailable."""
    if os.geteuid() != 0:
        return OURSELVES
    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError as error:
        raise Unavailable(
            "This system has no user `nobody`, under which root creates a database: start as an"
            " ordinary user, or set DATABASE_URL."
        ) from error
    return Account(nobody.pw_uid, nobody.pw_gid)
