"""Who writes: sentences as they come from a writer, and from the plain one where it breaks off."""

import logging
import re
import time
from collections.abc import Iterator

from shopguide.backends import writers
from shopguide.writers.base import Brief, Draft, Line, Writer, WriterError
from shopguide.writers.events import Restart
from shopguide.writers.plain import PlainWriter

logger = logging.getLogger("shopguide")

#: Seconds within which a failed sentence may still be asked for again.
DEADLINE = 20.0
_END = re.compile(r"(?<=[.!?])\s+|(?<=[。！？])\s*")


class Drafting:
    """One text by the writer of ``alias``. After ``lines`` it knows who wrote, and why another had
    to."""

    def __init__(self, alias: str) -> None:
        self._backend: Writer = writers[alias]
        self._alias = alias
        self._began = time.monotonic()
        self.writer = type(self._backend).__name__
        self.degraded: tuple[str, ...] = ()

    @property
    def generative(self) -> bool:
        return self._backend.generative

    def lines(self, task: Brief) -> Iterator[Line | Restart]:
        """Sentences in order. A writer that breaks off is followed by the plain one: what was said
        before a Restart is void."""
        try:
            yield from self._said(task)
        except WriterError as error:
            logger.warning("shopguide: the plain writer stands in for %r: %s", self._alias, error)
            self._backend, self.writer = PlainWriter(), PlainWriter.__name__
            self.degraded = ("writer",)
            yield Restart(error.reason)
            yield from self._said(task)

    def again(self, task: Brief) -> Iterator[Line]:
        """Another try of a model at the parts of ``task`` that failed; nothing where none wrote, or
        it is too late."""
        if not self.generative or time.monotonic() - self._began > DEADLINE / 2:
            return
        try:
            yield from self._said(task)
        except WriterError as error:
            logger.warning("shopguide: %r did not mend its text: %s", self._alias, error)

    def _said(self, task: Brief) -> Iterator[Line]:
        if hasattr(self._backend, "lines"):
            yield from self._backend.lines(task)
            return
        draft = self._backend.write(task)
        self.writer = draft.writer
        yield from lines_of(draft)


def lines_of(draft: Draft) -> Iterator[Line]:
    """A draft in sentences."""
    for part, text in [
        ("opening", draft.opening),
        *((each.ref, each.reason) for each in draft.picks),
    ]:
        for sentence in _END.split(text) if text else [""]:
            if sentence or not text:
                yield Line(part, sentence)
