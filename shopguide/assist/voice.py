"""Who writes an answer: the writer that was asked for, or the sources in their own words."""

import logging
from collections.abc import Iterator

from shopguide.backends import writers
from shopguide.writers.base import Enquiry, Line, Writer, WriterError
from shopguide.writers.events import Restart

from .extract import extracted

logger = logging.getLogger("shopguide")

PLAIN = "PlainWriter"


class Voice:
    """Unchecked sentences of one answer. ``writer``, ``generative`` and ``degraded`` say, once they
    have been read, whose they are."""

    def __init__(self, alias: str, *, consent: bool) -> None:
        self.alias, self.consent = alias, consent
        self.writer, self.generative = PLAIN, False
        self.degraded: tuple[str, ...] = ()

    def lines(self, enquiry: Enquiry) -> Iterator[Line | Restart]:
        backend = writers[self.alias]
        if not backend.generative or (backend.remote and not self.consent):
            yield from extracted(enquiry)
            return
        self.writer, self.generative = type(backend).__name__, True
        try:
            yield from _written(backend, enquiry)
        except WriterError as error:
            logger.warning("shopguide: sources answer instead of %r: %s", self.alias, error)
            self.writer, self.generative, self.degraded = PLAIN, False, ("writer",)
            yield Restart(error.reason)
            yield from extracted(enquiry)


def _written(backend: Writer, enquiry: Enquiry) -> Iterator[Line]:
    """What a writer of sentences says. Raises WriterError for one that only writes suggestions."""
    lines = getattr(backend, "lines", None)
    if lines is None:
        raise WriterError(f"{type(backend).__name__} answers no enquiry.", "missing")
    yield from lines(enquiry)
