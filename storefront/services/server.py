"""What PostgreSQL and Valkey have in common: one server per folder, started, found and ended."""

import signal
from abc import ABC, abstractmethod
from pathlib import Path
from types import TracebackType
from typing import ClassVar, Self

from .daemon import Daemon, locked, writable
from .place import Place, make, place_of


class Server(ABC):
    """A server whose data lies under `folder`.

    It survives the process that started it, and every object of the same folder is the same
    server. `durable=False` gives up safety against a power cut for speed, as tests do.
    Every method raises Unavailable when it cannot do what it says.
    """

    name: ClassVar[str]
    variables: ClassVar[dict[str, str]] = {}
    ending: ClassVar[signal.Signals] = signal.SIGTERM

    def __init__(self, folder: Path, *, durable: bool = True) -> None:
        self.folder = Path(folder)
        self.durable = durable

    @abstractmethod
    def url(self) -> str:
        """Address of the server, with its password."""

    @abstractmethod
    def _create(self, place: Place) -> None:
        """Make what is missing before a start, and take away what a crash left."""

    @abstractmethod
    def _command(self, place: Place) -> list[str]:
        """The server's program and its arguments."""

    @abstractmethod
    def _answers(self) -> bool:
        """Whether the server takes connections now."""

    def start(self) -> str:
        """Address of the running server, started now if it was not."""
        place = self._place
        with writable(place.base):
            make(place.base)
        with locked(place.base / "start.lock"):
            place.prepare()
            daemon = self._daemon(place, self._command(place))
            if not daemon.running():
                self._create(place)
            daemon.start()
            daemon.wait(self._answers)
        return self.url()

    def stop(self) -> None:
        """Stop the server; what it holds is there after the next start."""
        self._daemon(self._place).stop()

    def restart(self) -> str:
        """Stop, start, and give the address, which is the same."""
        self.stop()
        return self.start()

    def kill(self) -> None:
        """End the server as a crash would."""
        self._daemon(self._place).kill()

    def wipe(self) -> None:
        """Stop the server and delete what it holds."""
        self.stop()
        self._place.remove()

    def running(self) -> bool:
        """Whether the server's process lives."""
        return self._daemon(self._place).running()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def _place(self) -> Place:
        return place_of(self.folder, self.name)

    @property
    def _remedy(self) -> str:
        return f"run `python -m storefront.services start --folder {self.folder}`"

    def _daemon(self, place: Place, command: list[str] | None = None) -> Daemon:
        return Daemon(
            name=self.name,
            argv=command or [],
            env=self.variables,
            folder=place.base,
            log=place.base / f"{self.name}.log",
            account=place.account,
            ending=self.ending,
            patience=60.0,
        )
