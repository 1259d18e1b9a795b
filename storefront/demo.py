"""``python -m storefront.demo start|stop|status``: the whole demo shop on this machine."""

import argparse
import os
import secrets
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from urllib.error import URLError

from tqdm import tqdm

from .services import Daemon, Postgres, Unavailable, Valkey, environment

REPOSITORY = Path(__file__).resolve().parent.parent
#: Seconds without a job done after which the shop is open all the same.
PATIENCE = 120
FOLDER = REPOSITORY / ".shopguide" / "demo"


def main() -> int:
    """Exit code 0, 1 when something could not be started, 2 on bad input."""
    parser = argparse.ArgumentParser(prog="python -m storefront.demo", description=__doc__)
    parser.add_argument("verb", choices=["start", "stop", "status"])
    parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))
    asked = parser.parse_args()
    verbs: dict[str, Callable[[int], int]] = {"start": start, "stop": stop, "status": status}
    try:
        return verbs[asked.verb](asked.port)
    except Unavailable as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 1


def start(port: int) -> int:
    """Bring up database, broker, shop, worker and web server; what runs already is left alone."""
    began = time.monotonic()
    settings = {
        **os.environ,
        **environment(FOLDER),
        "DJANGO_SETTINGS_MODULE": "storefront.settings",
    }
    settings.setdefault("ALLOWED_HOSTS", "localhost,127.0.0.1")
    _manage(settings, "migrate", "--verbosity", "0")
    _manage(settings, "collectstatic", "--no-input", "--verbosity", "0")
    password, own = _password("merchant"), _password("shopper")
    # Dated back from today, so that "the last four weeks" always holds something.
    today = datetime.now(UTC).date().isoformat()
    people = ["--merchant-password", password, "--shopper-password", own]
    _manage(settings, "storefront_load", *people, "--day", today)
    for daemon in (_worker(settings), _web(settings, port)):
        daemon.start()
    address = f"http://127.0.0.1:{port}/"
    _web(settings, port).wait(lambda: _answers(address), seconds=60)
    _say(f"The shop is open at {address} ({time.monotonic() - began:.0f} s).")
    _manage(settings, "shopguide_backfill")
    _manage(settings, "shopguide_fit")
    _manage(settings, "shopguide_sync", "--enqueue")
    _follow(settings)
    _say(f"{address} is ready after {time.monotonic() - began:.0f} s. `make stop` closes it.")
    _say(f"The merchant's pages: {address}admin/ (user merchant, password {password})")
    _say(f"A shopper with two orders: {address}sign-in/ (user shopper, password {own})")
    _say("Three with a longer history, and the same password: ming, anna and lee.")
    _say(f"As the merchant, see the shop as one of them does: {address}as/")
    return 0


def stop(port: int) -> int:
    """End everything that ``start`` started; the data stays."""
    for daemon in (_web({}, port), _worker({})):
        daemon.stop()
    for server in (Valkey(FOLDER), Postgres(FOLDER)):
        server.stop()
    _say("The shop is closed; its data stays in .shopguide/demo.")
    return 0


def status(port: int) -> int:
    parts = {
        "web server": _web({}, port).running(),
        "worker": _worker({}).running(),
        "PostgreSQL": Postgres(FOLDER).running(),
        "Valkey": Valkey(FOLDER).running(),
    }
    for name, runs in parts.items():
        _say(f"{name}: {'running' if runs else 'stopped'}")
    return 0 if all(parts.values()) else 1


def _worker(settings: dict[str, str]) -> Daemon:
    # One encoder process: two cores have a web server and a database to serve as well.
    schedule = FOLDER / "beat"
    command = [sys.executable, "-m", "celery", "-A", "storefront.celery", "worker"]
    options = ["--beat", "--schedule", str(schedule), "--concurrency", "1", "--loglevel", "INFO"]
    return _daemon("worker", [*command, *options], settings)


def _web(settings: dict[str, str], port: int) -> Daemon:
    command = [sys.executable, "-m", "gunicorn", "storefront.wsgi:application"]
    # One process, so that one copy of the encoder answers every page.
    options = [
        "--bind",
        f"127.0.0.1:{port}",
        "--workers",
        "1",
        "--threads",
        "4",
        "--timeout",
        "120",
    ]
    return _daemon("web", [*command, *options], settings)


def _daemon(name: str, command: list[str], settings: dict[str, str]) -> Daemon:
    return Daemon(name, command, settings, FOLDER, FOLDER / f"{name}.log", cwd=REPOSITORY)


def _manage(settings: dict[str, str], *arguments: str) -> None:
    """Run one management command. Raises Unavailable if it fails."""
    done = subprocess.run([sys.executable, "manage.py", *arguments], cwd=REPOSITORY, env=settings)
    if done.returncode:
        raise Unavailable(f"`manage.py {arguments[0]}` failed; what it printed says why.")


def _password(user: str) -> str:
    """Made on the first start and kept where only this user reads it."""
    path = FOLDER / f"{user}_password"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text()
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(9))
    return path.read_text()


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False


def _follow(settings: dict[str, str]) -> None:
    """Show how far the worker is until it has read everything, or cannot go on."""
    os.environ.update(settings)
    import django

    django.setup()
    from shopguide.models import Job

    waiting = Job.objects.filter(dead=False)
    total = left = waiting.count()
    moved = time.monotonic()
    with tqdm(total=total, desc="The worker reads products and reviews", mininterval=1) as bar:
        while left:
            bar.update(max(0, total - left - bar.n))
            if not _worker(settings).running():
                raise Unavailable(f"The worker ended: see {FOLDER / 'worker.log'}.")
            if time.monotonic() - moved > PATIENCE:
                reason = waiting.exclude(error="").values_list("error", flat=True).first()
                _say(f"{left} jobs wait: {reason or 'see ' + str(FOLDER / 'worker.log')}")
                return
            time.sleep(1)
            before, left = left, waiting.count()
            moved = time.monotonic() if left != before else moved
        bar.update(total - bar.n)


def _say(text: str) -> None:
    print(text, flush=True)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main())
