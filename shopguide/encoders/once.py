"""Folders that are made once for a machine, whoever asks first and whoever is killed meanwhile."""

import fcntl
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path


def make_once(target: Path, mark: str, write: Callable[[Path], None]) -> None:
    """Fill the folder ``target`` by ``write(folder)``, unless ``target / mark`` is there already.

    ``write`` works in a folder beside it that is renamed when complete, so that nothing half made
    ever bears the name. Processes wait for one another; what a killed one left behind is removed.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    with (target.parent / f".{target.name}.lock").open("w") as lock:
        # The kernel lets go of it when its holder dies.
        fcntl.flock(lock, fcntl.LOCK_EX)
        if (target / mark).is_file():
            return
        for left in target.parent.glob(f".{target.name}-*"):
            shutil.rmtree(left, ignore_errors=True)
        beside = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
        try:
            write(beside)
            _open_to_readers(beside)
            shutil.rmtree(target, ignore_errors=True)
            beside.rename(target)
        finally:
            shutil.rmtree(beside, ignore_errors=True)


def _open_to_readers(folder: Path) -> None:
    """The web and the worker may run as other users than who installed."""
    folder.chmod(0o755)
    for path in folder.iterdir():
        path.chmod(0o644)
