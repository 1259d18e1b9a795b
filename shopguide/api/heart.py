"""Heartbeats under WSGI, where the thread that could send them waits for the writer.

One thread for all streams of a process writes to the client's socket, which gunicorn lends in
``environ``. It writes only while the stream's own thread is inside a step, so the two never write at
once. Under another server a stream is silent as long as its writer, which SHOPGUIDE["DEADLINE"] bounds.
"""

import logging
import os
import socket
import threading
import time
from types import TracebackType
from typing import Any

from shopguide.conf import settings

logger = logging.getLogger("shopguide")

_COMMENT = b":\n\n"
_CHUNK = b"3\r\n:\n\n\r\n"


class Pulse:
    """The heart's hold on one stream; entered for as long as its thread waits for the writer."""

    def __init__(self, client: socket.socket, comment: bytes) -> None:
        self._client, self._comment = client, comment
        self._lock = threading.Lock()
        self._waits = False
        #: Whether the head of the response has been sent.
        self.is_open = False
        self.due = 0.0

    def __enter__(self) -> None:
        self.due = time.monotonic() + settings["HEARTBEAT"]
        self._waits = self.is_open
        if self._waits:
            heart.watch(self)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._lock:
            self._waits = False
        heart.leave(self)

    def beat(self) -> None:
        """Send a comment, if the stream still waits. Never blocks: others' hearts beat here too."""
        with self._lock:
            if not self._waits:
                return
            try:
                sent = self._client.send(self._comment, socket.MSG_DONTWAIT)
            except BlockingIOError:
                # There is enough under way to the client.
                return
            except OSError:
                self._waits = False
                return
            if sent < len(self._comment):
                # Half a comment spoils what follows; the client sees a stream that broke.
                self._waits = False
                self._client.shutdown(socket.SHUT_RDWR)


class Heart:
    """The thread, begun with the first stream of a process and anew after a fork."""

    def __init__(self) -> None:
        self._pulses: set[Pulse] = set()
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None

    def watch(self, pulse: Pulse) -> None:
        with self._changed:
            self._pulses.add(pulse)
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(
                    target=self._run, name="shopguide-heart", daemon=True
                )
                self._thread.start()
            self._changed.notify()

    def leave(self, pulse: Pulse) -> None:
        with self._changed:
            self._pulses.discard(pulse)

    def _run(self) -> None:
        while True:
            with self._changed:
                next_due = min((pulse.due for pulse in self._pulses), default=None)
                wait = None if next_due is None else next_due - time.monotonic()
                if wait is None or wait > 0:
                    self._changed.wait(wait)
                    continue
                now = time.monotonic()
                due = [pulse for pulse in self._pulses if pulse.due <= now]
            for pulse in due:
                pulse.due = now + settings["HEARTBEAT"]
                try:
                    pulse.beat()
                except OSError as error:
                    logger.info("shopguide: a reader of a stream has left: %s", error)


def pulse_of(environ: dict[str, Any]) -> Pulse | None:
    """A pulse where the server lends a plain socket and we know how it frames a body."""
    client = environ.get("gunicorn.socket")
    protocol = environ.get("SERVER_PROTOCOL")
    # Not over TLS, whose sockets take no flags, and not HTTP/2, whose frames are the server's.
    if type(client) is not socket.socket or protocol not in ("HTTP/1.0", "HTTP/1.1"):
        return None
    return Pulse(client, _CHUNK if protocol == "HTTP/1.1" else _COMMENT)


heart = Heart()


def _after_fork() -> None:
    # The lock may have been held by a thread that is not here.
    global heart
    heart = Heart()


os.register_at_fork(after_in_child=_after_fork)
