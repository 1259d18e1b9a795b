"""GPT, or any model behind an endpoint that speaks OpenAI's chat completions."""

import os
import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any, Generic, TypeVar
from urllib.parse import urlsplit

from django.core.checks import CheckMessage, Error, Warning

from shopguide.text.clean import clean

from .base import Brief, Choice, Draft, Writer, WriterError
from .cutoff import hooks, within
from .prompt import (
    CHOICE_SCHEMA,
    LARGEST_ANSWER,
    SCHEMA,
    choice_messages,
    messages,
    read_answer,
    read_choice,
)
from .refusal import MISUNDERSTOOD, PASSING, Misunderstood, Passing, plainer, retry_after_of

Answer = TypeVar("Answer")


class OpenAIWriter(Writer):
    """Asks a hosted model, within one deadline for everything.

    ``model``: its name at the endpoint. ``base_url``: another endpoint than OpenAI's. ``api_key``:
    OPENAI_API_KEY of the environment if not given. ``timeout``: seconds for all tries together.
    ``connect_timeout``: seconds to reach the host. ``retries``: further tries after 408, 409, 429,
    5xx or no connection, after Retry-After if the answer has one and the deadline allows.
    ``temperature``, ``max_tokens``: as the endpoint knows them; None leaves the temperature to it.
    ``structured``: ask for the schema. What an endpoint refuses to understand (the schema, a
    temperature, ``max_tokens``) is left out and asked again, and remembered once that works.
    """

    remote = True
    chooses = True

    def __init__(
        self,
        model: str,
        *,
        base_url: str | None = None,
        api_key: str | None = None,
        timeout: float = 20.0,
        connect_timeout: float = 3.0,
        retries: int = 1,
        temperature: float | None = 0.2,
        max_tokens: int = 900,
        structured: bool = True,
    ) -> None:
        self.model = model
        self.base_url = base_url or None
        self.api_key = api_key
        self.timeout = timeout
        self.connect_timeout = connect_timeout
        self.retries = retries
        self._name = f"OpenAIWriter {model}"
        self._options: dict[str, Any] = {
            "max_tokens": max_tokens,
            "stream_options": {"include_usage": True},
        }
        if temperature is not None:
            self._options["temperature"] = temperature
        if structured:
            self._options["response_format"] = {"type": "json_schema"}
        self._client: Any = None
        self._lock = threading.Lock()

    def write(self, brief: Brief) -> Draft:
        return self._asked(_Task(messages(brief), SCHEMA, read_answer))

    def choose(self, choice: Choice) -> tuple[int, ...]:
        return self._asked(_Task(choice_messages(choice), CHOICE_SCHEMA, read_choice))

    def _asked(self, task: "_Task[Answer]") -> Answer:
        end = time.monotonic() + self.timeout
        late = f"{self._name} was not done in {self.timeout:g} s."
        return within(self.timeout, lambda: self._tried(task, end), late)

    def _tried(self, task: "_Task[Answer]", end: float) -> Answer:
        client = self._connected()
        for attempt in range(self.retries + 1):
            try:
                return self._understood(client, task, end)
            except Passing as passing:
                wait = passing.retry_after or 0.25 * 2**attempt + random.random() / 4  # noqa: S311
                if attempt == self.retries or time.monotonic() + wait >= end:
                    raise WriterError(str(passing), passing.reason) from passing
                time.sleep(wait)
        raise AssertionError("the last try returns or raises")

    def _understood(self, client: Any, task: "_Task[Answer]", end: float) -> Answer:
        """The answer, asked for in the richest way that this endpoint understands."""
        options = self._options
        while True:
            try:
                answer = self._ask(client, task, options, end)
            except Misunderstood as refusal:
                rest = plainer(options, refusal.option)
                if rest is None:
                    raise WriterError(str(refusal), "refused") from refusal
                options = rest
            else:
                self._options = options
                return answer

    def _ask(
        self, client: Any, task: "_Task[Answer]", options: dict[str, Any], end: float
    ) -> Answer:
        import openai

        left = max(0.05, end - time.monotonic())
        limits = openai.Timeout(left, connect=min(self.connect_timeout, left))
        asked = task.under(options)
        try:
            with client.chat.completions.create(
                model=self.model, messages=task.messages, stream=True, timeout=limits, **asked
            ) as stream:
                text, usage = _collect(stream, self._name)
        except (WriterError, openai.APIError) as error:
            raise self._named(error, end) from error
        except Exception as error:
            # A stream cut in the middle, of JSON or of a character: the SDK lets through whatever
            # its transport raises, and which transport that is depends on its version.
            told = f"{self._name} broke off ({type(error).__name__})."
            raise WriterError(told, "garbage") from error
        return task.read(text, self._name, **usage)

    def _named(self, error: Exception, end: float) -> Exception:
        """What went wrong, as this room says it."""
        import openai

        name = self._name
        if isinstance(error, WriterError):
            return error
        if isinstance(error, openai.APITimeoutError):
            if time.monotonic() >= end:
                return WriterError(f"{name} gave no answer in {self.timeout:g} s.", "timeout")
            told = f"{name} took no connection in {self.connect_timeout:g} s."
            return Passing(told, "timeout", None)
        if isinstance(error, openai.APIConnectionError):
            return Passing(f"{name} cannot be reached.", "refused", None)
        if isinstance(error, openai.APIStatusError):
            told = f"{name} answered with status {error.status_code}."
            if error.status_code in MISUNDERSTOOD:
                return Misunderstood(f"{told} {clean(str(error.message), 200)}", error.param)
            if error.status_code in PASSING:
                return Passing(told, "status", retry_after_of(error.response.headers))
            return WriterError(told, "status")
        # Such endpoints tell of an error in the middle of a stream too.
        return WriterError(f"{name} broke off: {clean(str(error), 200)}", "garbage")

    def _key(self) -> str:
        # A key that was read from a file often ends in a newline, which no header may.
        return (self.api_key or os.environ.get("OPENAI_API_KEY") or "").strip()

    def _connected(self) -> Any:
        with self._lock:
            if self._client is None:
                if faults := self.check():
                    raise WriterError(f"{faults[0].msg} {faults[0].hint}", "missing")
                import openai

                self._client = openai.OpenAI(
                    api_key=self._key(),
                    base_url=self.base_url,
                    max_retries=0,
                    timeout=self.timeout,
                    http_client=openai.DefaultHttpxClient(event_hooks=hooks()),
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
        if not self._key():
            found.append(
                Warning(
                    "OpenAIWriter has no key, so the plain writer will stand in for it.",
                    hint="Set OPENAI_API_KEY, or OPTIONS['api_key'] in SHOPGUIDE['WRITERS']; any "
                    "word will do for an endpoint that wants none.",
                    id="shopguide.W302",
                )
            )
        elif not (self._key().isascii() and self._key().isprintable()):
            found.append(
                Error(
                    "OpenAIWriter's key has characters that no HTTP header can carry.",
                    hint="Copy OPENAI_API_KEY, or OPTIONS['api_key'], again.",
                    id="shopguide.E304",
                )
            )
        if not self.model:
            found.append(
                Error(
                    "OpenAIWriter has no model.",
                    hint="Set OPTIONS['model'] in SHOPGUIDE['WRITERS'] to a name that the endpoint "
                    "knows.",
                    id="shopguide.E305",
                )
            )
        if self.base_url is not None and not _is_address(self.base_url):
            found.append(
                Error(
                    f"OpenAIWriter's base_url {self.base_url!r} is no web address.",
                    hint="Give OPTIONS['base_url'] in SHOPGUIDE['WRITERS'] with its scheme, as in "
                    "'https://models.example.com/v1'.",
                    id="shopguide.E306",
                )
            )
        return found


@dataclass(frozen=True)
class _Task(Generic[Answer]):
    """What is asked, the schema of the answer, and how it is read."""

    messages: list[dict[str, str]]
    schema: dict[str, Any]
    read: Callable[..., Answer]

    def under(self, options: dict[str, Any]) -> dict[str, Any]:
        """``options`` with this task's schema, where the endpoint takes one."""
        form = options.get("response_format")
        if form is None or form["type"] != "json_schema":
            return options
        return options | {"response_format": {**form, "json_schema": self.schema}}


def _collect(stream: Any, name: str) -> tuple[str, dict[str, int]]:
    """The streamed text and its usage."""
    parts: list[str] = []
    usage: dict[str, int] = {}
    size, finished = 0, False
    for chunk in stream:
        if chunk.usage:
            usage = {
                "prompt_tokens": chunk.usage.prompt_tokens or 0,
                "completion_tokens": chunk.usage.completion_tokens or 0,
            }
        for choice in chunk.choices:
            parts.append(choice.delta.content or "")
            finished = finished or choice.finish_reason is not None
            size += len(parts[-1])
        if size > LARGEST_ANSWER:
            raise WriterError(f"{name} would not stop.", "garbage")
    if not finished:
        raise WriterError(f"{name} broke off.", "garbage")
    return "".join(parts), usage


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)
