"""Events of a suggestion or an answer as server-sent events, under WSGI and under ASGI.

The writer is a generator that blocks. Under WSGI it runs in the request's own thread, under ASGI in the
thread that Django keeps for each request anyway: a stream costs no thread of ours. While it is silent,
comments keep proxies from hanging up; under WSGI only where the server lends its socket (``heart``).
"""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.db import connections
from django.http import HttpRequest, StreamingHttpResponse
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from rest_framework.utils.encoders import JSONEncoder

from shopguide.conf import settings
from shopguide.writers.events import Done, Event, Failed

from . import heart
from .problems import ProblemRenderer

logger = logging.getLogger("shopguide")

MEDIA_TYPE = "text/event-stream"
#: A comment, which readers skip.
BEAT = b":\n\n"

#: Name and data of an event, as a program reads them.
Tell = Callable[[Event], tuple[str, dict[str, Any]]]


class EventStreamRenderer(ProblemRenderer):
    """Lets ``Accept: text/event-stream`` be chosen. What cannot be streamed is a problem in JSON."""

    media_type = MEDIA_TYPE
    format = "sse"


def is_asked_for(request: Any) -> bool:
    """Whether DRF's request wants a stream."""
    return bool(request.accepted_renderer.media_type == MEDIA_TYPE)


class Steps:
    """The events one by one, each as bytes to send. The last is ``done`` or ``error``, always.

    The first is made here, so that a question that cannot be taken raises before there is a stream.
    """

    def __init__(self, events: Iterator[Event], tell: Tell) -> None:
        self._events, self._tell = events, tell
        self._language = get_language()
        self._number = 0
        self._over = False
        self._first: Event | None = next(events, None)

    def step(self) -> bytes:
        """The next event; nothing after the last."""
        if self._over:
            return b""
        try:
            # A middleware may have put the language back before the body is sent.
            with translation.override(self._language):
                return self._told()
        except Exception:
            # Whatever it is, the page must hear of it, and the answer is not whole.
            logger.exception("shopguide: a stream broke")
            with translation.override(self._language):
                return self._failed("failed")

    def _told(self) -> bytes:
        event, self._first = self._first or next(self._events, None), None
        if event is None:
            return self._failed("broken")
        if isinstance(event, Failed):
            return self._failed(event.code, event.message, retry=event.retry)
        name, data = self._tell(event)
        if isinstance(event, Done):
            self.close()
        else:
            _let_go()
        return self._line(name, data)

    def _failed(self, code: str, message: str = "", *, retry: bool = True) -> bytes:
        self.close()
        message = message or _("The answer broke off. Please ask again.")
        return self._line("error", {"code": code, "message": message, "retry": retry})

    def _line(self, name: str, data: dict[str, Any]) -> bytes:
        self._number += 1
        text = json.dumps(data, cls=JSONEncoder, ensure_ascii=False, separators=(",", ":"))
        return f"id: {self._number}\nevent: {name}\ndata: {text}\n\n".encode("utf-8", "replace")

    def close(self) -> None:
        """Close the generator, and with it whatever it asks at another host."""
        self._over = True
        close: Callable[[], None] | None = getattr(self._events, "close", None)
        if close:
            close()


def _let_go() -> None:
    """Hold no connection to the database while the writer thinks, where the shop keeps none open."""
    for connection in connections.all(initialized_only=True):
        if not connection.in_atomic_block:
            connection.close_if_unusable_or_obsolete()


class ThreadBody:
    """The body under WSGI: steps in the thread that asks for them."""

    def __init__(self, steps: Steps, pulse: heart.Pulse | None) -> None:
        self.steps, self.pulse = steps, pulse

    def __iter__(self) -> Iterator[bytes]:
        while True:
            if self.pulse is None:
                line = self.steps.step()
            else:
                with self.pulse:
                    line = self.steps.step()
            if not line:
                return
            yield line
            if self.pulse is not None:
                self.pulse.is_open = True

    def close(self) -> None:
        self.steps.close()


class TaskBody:
    """The body under ASGI. Steps run in the thread of the request, one after another, so that
    ``close`` never meets a generator that is running."""

    def __init__(self, steps: Steps) -> None:
        self.steps = steps

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while True:
            step = asyncio.ensure_future(sync_to_async(self.steps.step)())
            while not (await asyncio.wait({step}, timeout=settings["HEARTBEAT"]))[0]:
                yield BEAT
            line = step.result()
            if not line:
                return
            yield line

    def close(self) -> None:
        self.steps.close()


def stream(request: Any, events: Iterator[Event], tell: Tell) -> StreamingHttpResponse:
    """The response that sends ``events`` as they come. Raises what the first of them raises."""
    plain: HttpRequest = getattr(request, "_request", request)
    steps = Steps(events, tell)
    body: Any
    if isinstance(plain, ASGIRequest):
        body = TaskBody(steps)
    else:
        body = ThreadBody(steps, heart.pulse_of(plain.META))
    return StreamingHttpResponse(
        body,
        content_type=MEDIA_TYPE,
        headers={
            "Cache-Control": "no-store",
            "X-Accel-Buffering": "no",
            # GZipMiddleware would keep events back until it has enough of them.
            "Content-Encoding": "identity",
        },
    )
