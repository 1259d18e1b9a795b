"""GPT, or any model behind an endpoint that speaks OpenAI's chat completions."""

import json
import os
import random
import threading
import time
import weakref
from asyncio import AbstractEventLoop, run_coroutine_threadsafe
from collections.abc import Callable, Generator
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import count
from typing import Any
from urllib.parse import urlsplit

import stamina
from django.core.checks import CheckMessage

from shopguide.text.clean import clean

from .answer import CHOICE_SCHEMA, AnswerReader, read_choice, schema_of
from .background import background, finished, streamed
from .base import Brief, Choice, Enquiry, Line, Usage, Writer, WriterError
from .cutoff import limit_the_body
from .endpoint import check_endpoint
from .prompt import choice_messages, messages
from .refusal import MISUNDERSTOOD, PASSING, Misunderstood, Passing, plainer, retry_after_of
from .sse import heard

HOST = "https://api.openai.com/v1"


class OpenAIWriter(Writer):
    """Asks a hosted model, within one deadline for everything.

    ``model``: its name at the endpoint. ``base_url``: another endpoint than OpenAI's. ``api_key``:
    OPENAI_API_KEY of the environment if not given. ``timeout``: seconds for all tries together.
    ``connect_timeout``: seconds to reach the host. ``retries``: further tries after 408, 409, 429,
    5xx or no connection, after Retry-After if the answer has one and the deadline allows.
    ``temperature``, ``max_tokens``: as the endpoint knows them; None leaves the temperature to it.
    ``input_price``, ``output_price``: money for 1,000 tokens, for the budget and the log.
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
        input_price: float = 0.0,
        output_price: float = 0.0,
    ) -> None:
        self.model = model
        self.base_url = base_url or None
        self.api_key = api_key
        self.timeout = timeout
        self.connect_timeout = connect_timeout
        self.retries = retries
        self.max_tokens = max_tokens
        self.input_price = input_price
        self.output_price = output_price
        self._options: dict[str, Any] = {
            "max_tokens": max_tokens,
            "stream_options": {"include_usage": True},
        }
        if temperature is not None:
            self._options["temperature"] = temperature
        if structured:
            self._options["response_format"] = {"type": "json_schema"}
        self._client: Any = None
        self._loop: AbstractEventLoop | None = None
        self._lock = threading.Lock()

    @property
    def host(self) -> str:  # type: ignore[override]
        return urlsplit(self.base_url or HOST).netloc

    def lines(self, task: Brief | Enquiry) -> Generator[Line, None, Usage | None]:
        question = _Question(messages(task), schema_of(task))
        reader = AnswerReader(task, self.name)

        async def work(give: Callable[[Line], None]) -> Usage:
            def hear(piece: str) -> None:
                for line in reader.feed(piece):
                    give(line)

            usage = await self._tried(question, hear, end)
            for line in reader.end():
                give(line)
            return usage

        end, late = self._deadline(task)
        self._connected()
        return (yield from streamed(work, end, late))

    def choose(self, choice: Choice) -> tuple[int, ...]:
        question = _Question(choice_messages(choice), CHOICE_SCHEMA)

        async def work(give: Callable[[str], None]) -> tuple[int, ...]:
            told: list[str] = []
            await self._tried(question, told.append, end)
            return read_choice("".join(told), self.name)

        end, late = self._deadline(choice)
        self._connected()
        return finished(streamed(work, end, late))

    def sent(self, task: Brief | Enquiry | Choice) -> str:
        told = choice_messages(task) if isinstance(task, Choice) else messages(task)
        return json.dumps(told, ensure_ascii=False)

    def _deadline(self, task: Brief | Enquiry | Choice) -> tuple[float, str]:
        end = time.monotonic() + self.timeout
        if task.until is not None:
            end = min(end, task.until)
        return end, f"{self.name} was not done in {max(0.0, end - time.monotonic()):.3g} s."

    async def _tried(self, question: "_Question", hear: Callable[[str], None], end: float) -> Usage:
        tries = count()

        def again(error: Exception) -> float | bool:
            if not isinstance(error, Passing):
                return False
            wait = error.retry_after or 0.25 * 2 ** next(tries) + random.random() / 4  # noqa: S311
            return wait if time.monotonic() + wait < end else False

        try:
            async for attempt in stamina.retry_context(again, self.retries + 1, timeout=None):
                with attempt:
                    return await self._understood(question, hear, end)
        except Passing as passing:
            raise WriterError(str(passing), passing.reason) from passing
        raise AssertionError("the last try returns or raises")

    async def _understood(
        self, question: "_Question", hear: Callable[[str], None], end: float
    ) -> Usage:
        """The answer, asked for in the richest way that this endpoint understands."""
        options = self._options
        while True:
            try:
                usage = await self._ask(question, hear, options, end)
            except Misunderstood as refusal:
                rest = plainer(options, refusal.option)
                if rest is None:
                    raise WriterError(str(refusal), "refused") from refusal
                options = rest
            else:
                self._options = options
                return usage

    async def _ask(
        self,
        question: "_Question",
        hear: Callable[[str], None],
        options: dict[str, Any],
        end: float,
    ) -> Usage:
        import openai

        left = max(0.05, end - time.monotonic())
        limits = openai.Timeout(left, connect=min(self.connect_timeout, left))
        asked = question.under(options)
        try:
            async with self._connected().chat.completions.with_streaming_response.create(
                model=self.model,
                messages=question.messages,
                stream=True,
                timeout=limits,
                # As it stands: the SDK would go through every part of a schema.
                extra_body=asked,
            ) as response:
                return await heard(response, hear, self.name)
        except (WriterError, openai.APIError) as error:
            raise self._named(error, end) from error
        except Exception as error:
            # A stream cut in the middle, of JSON or of a character: the SDK lets through whatever
            # its transport raises, and which transport that is depends on its version.
            told = f"{self.name} broke off ({type(error).__name__})."
            raise WriterError(told, "garbage") from error

    def _named(self, error: Exception, end: float) -> Exception:
        """What went wrong, as this room says it."""
        import openai

        name = self.name
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
        """The SDK's client for the loop of this process."""
        loop = background.loop()
        with self._lock:
            if self._client is None or self._loop is not loop:
                if faults := self.check():
                    raise WriterError(f"{faults[0].msg} {faults[0].hint}", "missing")
                import openai

                self._client, self._loop = (
                    openai.AsyncOpenAI(
                        api_key=self._key(),
                        base_url=self.base_url,
                        max_retries=0,
                        timeout=self.timeout,
                        http_client=openai.DefaultAsyncHttpxClient(
                            event_hooks={"response": [limit_the_body]}
                        ),
                    ),
                    loop,
                )
                weakref.finalize(self, _hang_up, self._client, loop).atexit = False
            return self._client

    def check(self) -> list[CheckMessage]:
        return check_endpoint(
            self.model, self._key(), self.base_url, find_spec("openai") is not None
        )


@dataclass(frozen=True)
class _Question:
    """What is asked, and the schema of the answer."""

    messages: list[dict[str, str]]
    schema: dict[str, Any]

    def under(self, options: dict[str, Any]) -> dict[str, Any]:
        """``options`` with this question's schema, where the endpoint takes one."""
        form = options.get("response_format")
        if form is None or form["type"] != "json_schema":
            return options
        return options | {"response_format": {**form, "json_schema": self.schema}}


def _hang_up(client: Any, loop: AbstractEventLoop) -> None:
    """Close the connections that a writer kept, on the loop that has them."""
    if background.owns(loop):
        run_coroutine_threadsafe(client.close(), loop)
