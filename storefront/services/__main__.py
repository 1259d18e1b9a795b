"""python -m storefront.services start|stop|status|wipe --folder FOLDER"""

import argparse
import sys
from pathlib import Path

from . import Postgres, Unavailable, Valkey
from .place import file_among


def main(arguments: list[str] | None = None) -> int:
    """Do what the command line says; 0 done, 1 not possible, 2 bad input, 3 not running."""
    parser = argparse.ArgumentParser(prog="python -m storefront.services", description=__doc__)
    parser.add_argument("action", choices=["start", "stop", "status", "wipe"])
    parser.add_argument("--folder", type=Path, default=Path(".shopguide/demo"))
    given = parser.parse_args(arguments)
    if (file := file_among(given.folder)) is not None:
        parser.error(f"--folder: {file} is a file")
    try:
        return _do(given.action, given.folder)
    except Unavailable as error:
        sys.stderr.write(f"{error}\n")
        return 1


def _do(action: str, folder: Path) -> int:
    servers = {"DATABASE_URL": Postgres(folder), "CELERY_BROKER_URL": Valkey(folder)}
    code = 0
    for variable, server in servers.items():
        if action == "start":
            server.start()
        elif action == "stop":
            server.stop()
        elif action == "wipe":
            server.wipe()
        running = server.running()
        sys.stdout.write(f"{variable}={server.url()}\n" if running else f"{variable}: stopped\n")
        if action == "status" and not running:
            code = 3
    return code


if __name__ == "__main__":
    sys.exit(main())
