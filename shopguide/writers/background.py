"""One event loop for every call of a process: a stream that is waited for costs no thread of its own,
and whoever stops waiting stops the call.

A client's time-outs are for one read each, and resolving a name has none. A deadline of the loop's holds
for all of it, whatever the host does.
"""

import asyncio
import os
import time
from collections.abc import Callable, Coroutine, Generator
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import Any, TypeVar

from .base import WriterError

T = TypeVar("T")
R = TypeVar("R")
#: For a loop that is busy with another call when the deadline comes.
GRACE = 0.1


class Background:
    """An event loop in a thread, started on first use; another one after a fork."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._running: asyncio.AbstractEventLoop | None = None
        self._parents: list[asyncio.AbstractEventLoop | None] = []

    def loop(self) -> asyncio.AbstractEventLoop:
        with self._lock:
            if self._running is None:
                self._running = asyncio.new_event_loop()
                Thread(
                    target=self._running.run_forever, name="shopguide-calls", daemon=True
                ).start()
            return self._running

    def owns(self, loop: asyncio.AbstractEventLoop) -> bool:
        """Whether ``loop`` runs in this process."""
        return loop is self._running and loop.is_running()

    def after_fork(self) -> None:
        """The loop's thread has stayed with the parent; its loop must not be closed here."""
        self._parents.append(self._running)
        self._lock, self._running = Lock(), None


background = Background()
os.register_at_fork(after_in_child=background.after_fork)


def streamed(
    work: Callable[[Callable[[T], None]], Coroutine[Any, Any, R]], end: float, late: str
) -> Generator[T, None, R]:
    """What ``work`` gives to its argument, as it comes, and what it returns.

    Raises what ``work`` raises, or WriterError("timeout") with the text ``late`` at ``end``.
    ``work`` is cancelled then, and when the generator is closed.
    """
    box: SimpleQueue[tuple[T] | None] = SimpleQueue()

    async def bounded() -> R:
        try:
            async with asyncio.timeout_at(end) as limit:
                return await work(lambda item: box.put((item,)))
        except TimeoutError as error:
            if limit.expired():
                raise WriterError(late, "timeout") from error
            raise

    running = asyncio.run_coroutine_threadsafe(bounded(), background.loop())
    running.add_done_callback(lambda done: box.put(None))
    try:
        while (item := box.get(timeout=max(0.0, end - time.monotonic()) + GRACE)) is not None:
            yield item[0]
        return running.result()
    except Empty:
        raise WriterError(late, "timeout") from None
    finally:
        running.cancel()


def finished(stream: Generator[Any, None, R]) -> R:
    """What ``stream`` returns, without what it yields."""
    while True:
        try:
            next(stream)
        except StopIteration as end:
            result: R = end.value
            return result
