"""GPT, or any model behind an endpoint that speaks OpenAI's chat completions."""

import os
import random
import threading
import time
from importlib.util import find_spec
from typing import Any

from django.core.checks import CheckMessage, Error, Warning

from .base import Brief, Draft, Writer, WriterError
from .prompt import LARGEST_ANSWER, SCHEMA, messages, read_answer

#: Answers of the endpoint that are worth another try.
PASSING = {408, 409, 429, 500, 502, 503, 504}


class OpenAIWriter(Writer):
    """Asks a hosted model, within one deadline for everything.

    ``model``: its name at the endpoint. ``base_url``: another endpoint than OpenAI's. ``api_key``:
    OPENAI_API_KEY of the environment if not given. ``timeout``: seconds for all tries together.
    ``connect_timeout``: seconds to reach the host. ``retries``: further tries after 408, 409, 429,
    5xx or no connection, after Retry-After if the answer has one and the deadline allows.
    ``structured``: ask for the schema; an endpoint that refuses it is asked without.
    """

    remote = True

    def __init__(
        self,
        model: str,
        *,
        base_url: str | None = None,
        api_key: str | None = None,
        timeout: float = 20.0,
        connect_timeout: float = 3.0,
        retries: int = 1,
        temperature: float = 0.2,
        max_tokens: int = 900,
        structured: bool = True,
    ) -> None:
        self.model = model
        self.base_url = base_url
        self.api_key = api_key
        self.timeout = timeout
        self.connect_timeout = connect_timeout
        self.retries = retries
        self.temperature = temperature
        self.max_tokens = max_tokens
        self.structured = structured
        self._client: Any = None
        self._lock = threading.Lock()

    def write(self, brief: Brief) -> Draft:
        end = time.monotonic() + self.timeout
        for attempt in range(self.retries + 1):
            try:
                return self._ask(brief, end)
            except _Passing as passing:
                wait = passing.retry_after or 0.25 * 2**attempt + random.random() / 4  # noqa: S311
                if attempt == self.retries or time.monotonic() + wait >= end:
                    raise WriterError(str(passing), passing.reason) from passing
                time.sleep(wait)
        raise AssertionError("the last try returns or raises")

    def _ask(self, brief: Brief, end: float) -> Draft:
        client = self._connected()
        import openai

        name = f"OpenAIWriter {self.model}"
        asked: dict[str, Any] = {"model": self.model, "messages": messages(brief)}
        asked |= {"temperature": self.temperature, "max_tokens": self.max_tokens, "stream": True}
        asked["stream_options"] = {"include_usage": True}
        if self.structured:
            asked["response_format"] = {"type": "json_schema", "json_schema": SCHEMA}
        left = max(0.05, end - time.monotonic())
        limits = openai.Timeout(left, connect=min(self.connect_timeout, left))
        try:
            with client.chat.completions.create(**asked, timeout=limits) as stream:
                text, usage = _collect(stream, end, name)
        except openai.BadRequestError as error:
            if not self.structured:
                raise WriterError(f"{name} refused: {error.message}"[:300], "refused") from error
            self.structured = False
            return self._ask(brief, end)
        except openai.APITimeoutError as error:
            raise WriterError(f"{name} gave no answer in {self.timeout:g} s.", "timeout") from error
        except openai.APIConnectionError as error:
            raise _Passing(f"{name} cannot be reached.", "refused", None) from error
        except openai.APIStatusError as error:
            told = f"{name} answered with status {error.status_code}."
            if error.status_code in PASSING:
                raise _Passing(told, "status", _retry_after(error.response)) from error
            raise WriterError(told, "status") from error
        except WriterError:
            raise
        except Exception as error:
            # A stream cut in the middle, of JSON or of a character: the SDK lets through whatever
            # its transport raises, and which transport that is depends on its version.
            raise WriterError(f"{name} broke off: {error}"[:300], "garbage") from error
        return read_answer(text, name, **usage)

    def _connected(self) -> Any:
        with self._lock:
            if self._client is None:
                try:
                    import openai
                except ImportError as error:
                    raise WriterError(
                        "OpenAIWriter needs the package openai: pip install shopguide[openai].",
                        "missing",
                    ) from error
                key = self.api_key or os.environ.get("OPENAI_API_KEY")
                if not key:
                    raise WriterError(
                        "OpenAIWriter has no key; set OPENAI_API_KEY or OPTIONS['api_key'].",
                        "missing",
                    )
                self._client = openai.OpenAI(
                    api_key=key, base_url=self.base_url, max_retries=0, timeout=self.timeout
                )
            return self._client

    def check(self) -> list[CheckMessage]:
        found: list[CheckMessage] = []
        if find_spec("openai") is None:
            found.append(
                Error(
                    'SHOPGUIDE["WRITERS"] uses OpenAIWriter, but openai is not installed.',
                    hint="pip install shopguide[openai]",
                    id="shopguide.E301",
                )
            )
        if not (self.api_key or os.environ.get("OPENAI_API_KEY")):
            found.append(
                Warning(
                    "OpenAIWriter has no key, so the plain writer will stand in for it.",
                    hint="Set OPENAI_API_KEY, or OPTIONS['api_key'] in SHOPGUIDE['WRITERS'].",
                    id="shopguide.W302",
                )
            )
        return found


class _Passing(Exception):
    """A failure that another try may not meet."""

    def __init__(self, message: str, reason: str, retry_after: float | None) -> None:
        super().__init__(message)
        self.reason = reason
        self.retry_after = retry_after


def _collect(stream: Any, end: float, name: str) -> tuple[str, dict[str, int]]:
    """The streamed text, cut off at the deadline: a read timeout alone never ends a slow drip."""
    parts: list[str] = []
    usage: dict[str, int] = {}
    finished = False
    # A server may drip bytes that never make an event, so the stream is closed from outside.
    watch = threading.Timer(max(0.05, end - time.monotonic()), stream.close)
    watch.start()
    try:
        for chunk in stream:
            if chunk.usage:
                usage = {
                    "prompt_tokens": chunk.usage.prompt_tokens,
                    "completion_tokens": chunk.usage.completion_tokens,
                }
            for choice in chunk.choices:
                parts.append(choice.delta.content or "")
                finished = finished or choice.finish_reason is not None
            if sum(map(len, parts)) > LARGEST_ANSWER:
                raise WriterError(f"{name} would not stop.", "garbage")
            if time.monotonic() > end:
                break
    except WriterError:
        raise
    except Exception:
        if time.monotonic() < end:
            raise
    finally:
        watch.cancel()
    if not finished:
        late = time.monotonic() >= end
        raise WriterError(
            f"{name} was not done in time." if late else f"{name} broke off.",
            "timeout" if late else "garbage",
        )
    return "".join(parts), usage


def _retry_after(response: Any) -> float | None:
    """Seconds of Retry-After, where it is a number as every such endpoint sends it."""
    told = response.headers.get("retry-after", "")
    try:
        return max(0.0, float(told))
    except ValueError:
        return None
