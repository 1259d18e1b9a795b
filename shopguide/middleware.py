"""``"shopguide.middleware.ExperimentMiddleware"``, after the shop's sessions and authentication: lets
a variant of a running experiment stand in for settings while a shopper's request is answered."""

from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.utils.translation import get_language

from .api.visitors import identity_of, shopper_of
from .events.bots import is_bot
from .events.consent import forbids
from .experiments.overlay import RequestOverlay, overlaid
from .experiments.running import running


class ExperimentMiddleware:
    """Where no test runs it costs nothing, and a page that reads no setting of a test costs no more."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        tests = running()
        if not tests:
            return self.get_response(request)
        overlay = RequestOverlay(
            tests, lambda: shopper_of(request), get_language() or "", lambda: _key(request)
        )
        with overlaid(overlay):
            response = self.get_response(request)
        if not isinstance(response, StreamingHttpResponse):
            overlay.enrol()
            return response
        body: Any = response.streaming_content
        if response.is_async:
            response.streaming_content = _awaited(body, overlay)
        else:
            response.streaming_content = _read(body, overlay)
        return response


def _key(request: HttpRequest) -> str:
    """Whose visit this is, where memory of an earlier one may speak for it: not for a browser that
    forbids it, a bot or staff, of whom nothing may be counted."""
    agent = request.headers.get("User-Agent", "")
    if (
        forbids(request)
        or is_bot(agent)
        or getattr(getattr(request, "user", None), "is_staff", False)
    ):
        return ""
    return identity_of(request).key


def _read(parts: Iterator[bytes], overlay: RequestOverlay) -> Iterator[bytes]:
    """The parts of a stream, each made under the overlay, which between them is another request's."""
    try:
        while True:
            with overlaid(overlay):
                part = next(parts, None)
            if part is None:
                return
            yield part
    finally:
        if close := getattr(parts, "close", None):
            close()
        overlay.enrol()


async def _awaited(parts: AsyncIterator[bytes], overlay: RequestOverlay) -> AsyncIterator[bytes]:
    from asgiref.sync import sync_to_async

    try:
        while True:
            with overlaid(overlay):
                try:
                    part = await anext(parts)
                except StopAsyncIteration:
                    return
            yield part
    finally:
        await sync_to_async(overlay.enrol)()
