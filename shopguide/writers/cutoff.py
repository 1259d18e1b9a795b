"""Limits that no client has: of waiting for a thread's work, and of a whole answer in bytes."""

from collections.abc import AsyncIterator, Callable
from concurrent.futures import Future
from typing import Any, TypeVar

from .base import WriterError

#: A streamed token comes in an event of about 300 bytes.
LARGEST_BODY = 2_000_000

T = TypeVar("T")


def waited(outcome: Future[T], seconds: float, late: str) -> T:
    """The result of ``outcome``, or WriterError("timeout") if there is none in time."""
    try:
        return outcome.result(max(0.0, seconds))
    except TimeoutError as error:
        if outcome.done():
            return outcome.result()
        raise WriterError(late, "timeout") from error


async def limit_the_body(response: Any) -> None:
    """An event hook for the SDK's HTTP client: an answer, or an error, has an end."""
    # Streams, whole bodies and the bodies of errors are all read through this one method.
    response.aiter_raw = _limited(response.aiter_raw)


def _limited(read: Callable[..., AsyncIterator[bytes]]) -> Callable[..., AsyncIterator[bytes]]:
    async def aiter_raw(chunk_size: int | None = None) -> AsyncIterator[bytes]:
        size = 0
        async for chunk in read(chunk_size):
            size += len(chunk)
            if size > LARGEST_BODY:
                raise WriterError(f"The endpoint sent more than {LARGEST_BODY} bytes.", "garbage")
            yield chunk

    return aiter_raw
