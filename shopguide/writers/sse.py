"""Server-sent events of a streamed chat completion, read without a model object for each token: at
twenty streams at once those cost more than all the rest."""

from collections.abc import AsyncIterator, Callable
from typing import Any

from pydantic_core import from_json

from shopguide.text.clean import clean

from .answer import LARGEST_ANSWER
from .base import Usage, WriterError

_END = b"[DONE]"


async def heard(response: Any, hear: Callable[[str], None], name: str) -> Usage:
    """Hands on the streamed text as it comes, to its end."""
    usage, size, finished = Usage(), 0, False
    async for data in _events(response.iter_bytes()):
        if data == _END:
            break
        chunk = from_json(data)
        if error := chunk.get("error"):
            told = error.get("message") if isinstance(error, dict) else error
            raise WriterError(f"{name} broke off: {clean(str(told), 200)}", "garbage")
        if told := chunk.get("usage"):
            usage = Usage(told.get("prompt_tokens") or 0, told.get("completion_tokens") or 0)
        for choice in chunk.get("choices") or ():
            piece = (choice.get("delta") or {}).get("content") or ""
            size += len(piece)
            if size > LARGEST_ANSWER:
                raise WriterError(f"{name} would not stop.", "garbage")
            hear(piece)
            finished = finished or choice.get("finish_reason") is not None
    if not finished:
        raise WriterError(f"{name} broke off.", "garbage")
    return usage


async def _events(chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """The data of each event (WHATWG HTML, 9.2.6), whatever the pieces they come in."""
    rest, data = b"", list[bytes]()
    async for chunk in chunks:
        *lines, rest = (rest + chunk).split(b"\n") if b"\n" in chunk else (rest + chunk,)
        for line in lines:
            line = line.removesuffix(b"\r")
            if line.startswith(b"data:"):
                data.append(line[5:].removeprefix(b" "))
            elif not line and data:
                yield b"\n".join(data)
                data.clear()
