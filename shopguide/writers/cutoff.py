"""Limits that no HTTP client has: of a whole call in time, and of a whole answer in bytes.

A client's time-outs are for one read each. A host that sends a byte a second, headers and then
nothing, or an error without an end stays within all of them, and resolving a name has none.
"""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from threading import Thread
from typing import Any, TypeVar

from .base import WriterError

#: A streamed token comes in an event of about 300 bytes.
LARGEST_BODY = 2_000_000

T = TypeVar("T")


def within(seconds: float, call: Callable[[], T], late: str) -> T:
    """What ``call`` returns or raises, or WriterError("timeout") with the text ``late``.

    The call runs in a thread of its own, which is left behind when it is late.
    """
    outcome: Future[T] = Future()

    def run() -> None:
        try:
            outcome.set_result(call())
        except BaseException as error:  # handed to the caller, whatever it is
            outcome.set_exception(error)

    # Not an executor: its threads are joined when the process ends, and this one may hang.
    Thread(target=run, name="shopguide-writer", daemon=True).start()
    return waited(outcome, seconds, late)


def waited(outcome: Future[T], seconds: float, late: str) -> T:
    """The result of ``outcome``, or WriterError("timeout") if there is none in time."""
    try:
        return outcome.result(max(0.0, seconds))
    except TimeoutError as error:
        if outcome.done():
            return outcome.result()
        raise WriterError(late, "timeout") from error


def hooks() -> dict[str, list[Callable[..., None]]]:
    """Event hooks for the SDK's HTTP client, so that what is left behind ends soon after."""
    return {"request": [_note_the_end], "response": [_limit_the_body]}


def _note_the_end(request: Any) -> None:
    request.extensions["shopguide.end"] = time.monotonic() + request.extensions["timeout"]["read"]


def _limit_the_body(response: Any) -> None:
    # Streams, whole bodies and the bodies of errors are all read through this one method.
    response.iter_raw = _limited(response.iter_raw, response.request.extensions["shopguide.end"])


def _limited(read: Callable[..., Iterator[bytes]], end: float) -> Callable[..., Iterator[bytes]]:
    def iter_raw(chunk_size: int | None = None) -> Iterator[bytes]:
        size = 0
        for chunk in read(chunk_size):
            size += len(chunk)
            if size > LARGEST_BODY:
                raise WriterError(f"The endpoint sent more than {LARGEST_BODY} bytes.", "garbage")
            if time.monotonic() > end:
                raise WriterError("The endpoint was still sending at the deadline.", "timeout")
            yield chunk

    return iter_raw
