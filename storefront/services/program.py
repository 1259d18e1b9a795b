"""Finding the server programs inside installed packages, without running those packages' code."""

import importlib.metadata
import importlib.util
import shutil
import tempfile
from pathlib import Path

from . import place
from .account import Account
from .daemon import locked, writable
from .errors import Unavailable


def program(package: str, pattern: str, account: Account) -> Path:
    """Path of the program matching `pattern` in the installed `package`, reachable by `account`.

    Where the environment is closed to that account, the package's files are copied once to a
    system folder; nothing is opened. Raises Unavailable if the package is not installed.
    """
    spec = importlib.util.find_spec(package)
    folders = spec.submodule_search_locations if spec else None
    root = Path(next(iter(folders))) if folders else None
    found = sorted(root.glob(pattern)) if root else []
    if root is None or not found:
        raise Unavailable(
            f"{package} is not installed: run `pip install shopguide[demo]`, or set DATABASE_URL"
            " and CELERY_BROKER_URL to use other servers."
        )
    if account.reaches(found[-1]):
        return found[-1]
    return _copied(root) / found[-1].relative_to(root)


def _copied(root: Path) -> Path:
    """The folder `root` copied to where every account reaches it, with its shared libraries."""
    copy = place.SYSTEM / "programs" / f"{root.name}-{_version(root.name)}"
    with writable(copy):
        place.make(copy.parent)
    with locked(copy.with_name(f"{root.name}.lock")), writable(copy):
        if not copy.exists():
            unfinished = Path(tempfile.mkdtemp(dir=copy.parent))
            for folder in (root, root.with_name(f"{root.name}.libs")):
                if folder.exists():
                    skipped = shutil.ignore_patterns("include", "*.py", "__pycache__", "*.a")
                    shutil.copytree(folder, unfinished / folder.name, ignore=skipped)
            _open(unfinished)
            unfinished.rename(copy)
    return copy / root.name


def _open(copy: Path) -> None:
    """Let everybody run what is public anyway: the copied files of an installed package."""
    for path in copy.rglob("*"):
        mode = path.stat().st_mode
        path.chmod(mode | 0o444 | (0o111 if mode & 0o100 else 0))
    copy.chmod(0o711)


def _version(package: str) -> str:
    names = importlib.metadata.packages_distributions().get(package, [package])
    return importlib.metadata.version(names[0])
