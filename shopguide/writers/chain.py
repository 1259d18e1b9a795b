"""One text from the first writer that gives it: hosted, then local, then plain.

What a call needs besides the writer is here and nowhere else: consent, budget, circuit breaker,
redaction, the outbound log and one deadline for everything.
"""

import logging
import time
from collections.abc import Generator, Iterator
from contextlib import closing, nullcontext
from dataclasses import replace
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from shopguide.backends import writers
from shopguide.conf import settings

from .base import Brief, Choice, Enquiry, Line, Usage, Writer, WriterError
from .call import Call
from .events import Restart
from .outbound import digest_of
from .plain import PlainWriter

logger = logging.getLogger("shopguide")

#: A writer with less time than this is not asked.
SHORTEST = 0.2
#: Why a page has no model's text; any other reason is "writer".
_TOLD = frozenset({"budget", "consent"})


class Chain:
    """Asks ``alias`` and, where it fails, SHOPGUIDE["FALLBACKS"] and then the plain writer.

    ``shopper`` is whatever tells shoppers apart, ``consent`` whether this one lets text be sent to
    another host, ``deadline`` seconds for the whole text. A chain is for one text.
    """

    def __init__(
        self,
        alias: str = "default",
        *,
        shopper: str = "",
        consent: bool = True,
        deadline: float | None = None,
    ) -> None:
        self.alias = alias
        self.shopper = digest_of(shopper)
        self.consent = consent
        self.deadline = settings["DEADLINE"] if deadline is None else deadline
        #: Who writes, or wrote: its name, and whether it is a language model.
        self.writer = ""
        self.generative = False
        #: What could not be used this time: writer, budget, consent.
        self.degraded: tuple[str, ...] = ()
        self.usage = Usage()
        #: Whether the text came to its end.
        self.whole = False
        self._end = 0.0
        self._last: tuple[str, Writer] | None = None

    def lines(self, task: Brief | Enquiry) -> Generator[Line | Restart, None, None]:
        """The sentences of ``task``, unchecked. Never raises WriterError: the plain writer has
        neither host nor model that could fail."""
        self._end = time.monotonic() + self.deadline
        for alias, writer in self._order():
            self.writer, self.generative = writer.name, writer.generative
            self._last = alias, writer
            said = False
            try:
                for line in self._asked(alias, writer, replace(task, until=self._end)):
                    said = True
                    yield line
            except WriterError as error:
                self._passed_over(alias, error)
                if said:
                    yield Restart(error.reason)
            else:
                self.whole = True
                return

    def again(self, task: Brief | Enquiry) -> Iterator[Line]:
        """Sentences of one more try by whoever wrote, for parts that failed a check. None of the
        plain writer, or when less than half of the time is left; never raises WriterError."""
        left = self._end - time.monotonic()
        if self._last is None or not self.generative or left < self.deadline / 2:
            return
        try:
            yield from self._asked(*self._last, replace(task, until=self._end))
        except WriterError as error:
            logger.warning("shopguide: %r did not mend its text: %s", self._last[0], error)

    def choose(self, choice: Choice) -> tuple[int, ...]:
        """What ``alias`` chooses; nobody stands in for it. Raises WriterError."""
        writer = writers[self.alias]
        self.writer, self.generative = writer.name, writer.generative
        asked = replace(choice, until=time.monotonic() + self.deadline)
        with self._call(self.alias, writer, asked, fair=True) as call:
            return writer.choose(call.task)

    def _order(self) -> Iterator[tuple[str, Writer]]:
        first = writers[self.alias]
        yield self.alias, first
        if first.generative:
            given = settings["FALLBACKS"]
            declared = writers.aliases()
            for alias in ["local"] if given is None else given:
                if alias in declared and alias != self.alias and (other := _made(alias)):
                    yield alias, other
        yield "", PlainWriter()

    def _asked(self, alias: str, writer: Writer, task: Brief | Enquiry) -> Iterator[Line]:
        if not writer.generative:
            yield from writer.lines(replace(task, until=None))
            return
        until = task.until or 0.0
        left = until - time.monotonic()
        if left < min(SHORTEST, self.deadline / 2):
            raise WriterError(f"{writer.name} was not asked: no time was left.", "timeout")
        with self._call(alias, writer, task, fair=left >= self.deadline / 2) as call:
            stream = iter(writer.lines(call.task))
            with closing(stream) if isinstance(stream, Generator) else nullcontext():
                yield from _until(stream, until, call)
        used = call.usage or Usage()
        self.usage = Usage(
            self.usage.prompt_tokens + used.prompt_tokens,
            self.usage.completion_tokens + used.completion_tokens,
        )

    def _call(self, alias: str, writer: Writer, task: Any, *, fair: bool) -> Call[Any]:
        return Call(alias, writer, task, shopper=self.shopper, consent=self.consent, fair=fair)

    def _passed_over(self, alias: str, error: WriterError) -> None:
        reason = error.reason if error.reason in _TOLD else "writer"
        if reason not in self.degraded:
            self.degraded = (*self.degraded, reason)
        logger.warning("shopguide: another writer stands in for %r: %s", alias, error)


def _made(alias: str) -> Writer | None:
    """A fallback that cannot be made is left out: ``check`` tells of it, a page must not."""
    try:
        return writers[alias]
    except (ImproperlyConfigured, TypeError):
        logger.exception("shopguide: %r cannot be made", alias)
        return None


def _until(stream: Iterator[Line], until: float, call: Call[Any]) -> Iterator[Line]:
    """The lines of ``stream``, which are noted in ``call``, and its usage."""
    while True:
        try:
            line = next(stream)
        except StopIteration as ended:
            call.usage = ended.value
            return
        if time.monotonic() > until:
            raise WriterError(f"{call.writer.name} was still writing at the deadline.", "timeout")
        call.received.append(line)
        yield line
