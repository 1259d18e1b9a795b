"""One call of a language model: allowed, set aside and on record before it, settled after it."""

import logging
from types import TracebackType
from typing import Generic, TypeVar

from django.db import Error

from shopguide.conf import settings
from shopguide.models import OutboundCall

from . import budget, circuit, outbound
from .base import Brief, Choice, Enquiry, Line, Usage, Writer, WriterError

logger = logging.getLogger("shopguide")

Task = TypeVar("Task", Brief, Enquiry, Choice)

#: Calls that end so before anything came back have cost nothing.
_FREE = frozenset({"refused", "status", "missing"})


class Call(Generic[Task]):
    """A context that raises WriterError where ``writer`` may not be asked, and for whatever it raises.

    ``shopper`` is a digest. ``fair`` is whether a writer that is late has had its time: one that was
    left a rest of somebody else's is not ill.
    """

    def __init__(
        self, alias: str, writer: Writer, task: Task, *, shopper: str, consent: bool, fair: bool
    ) -> None:
        self.alias, self.writer, self.fair = alias, writer, fair
        self.shopper, self.consent = shopper, consent
        #: What the writer is to be given: without personal data, where it is on another host.
        self.task: Task = task
        self.received: list[Line] = []
        #: As the writer counted; filled by whoever reads it.
        self.usage: Usage | None = None
        self._sent = ""
        self._held: budget.Reservation | None = None
        self._row: OutboundCall | None = None

    def __enter__(self) -> "Call[Task]":
        name = self.writer.name
        if self.writer.remote and settings["REMOTE_CONSENT"] and not self.consent:
            raise WriterError(f"{name} was not asked: the shopper has not agreed.", "consent")
        if not circuit.admits(self.alias):
            raise WriterError(f"{name} was not asked: it failed too often just now.", "resting")
        if self.writer.remote:
            self._open_books()
        return self

    def _open_books(self) -> None:
        self.task = outbound.redacted(self.task)
        try:
            self._sent = self.writer.sent(self.task)
            self._held = budget.reserve(self.writer, self._sent, self.shopper)
            self._row = outbound.begin(self.alias, self.writer, self.task, self._sent, self.shopper)
        except WriterError:
            raise
        except Exception as error:
            # A database that takes nothing, or a writer that cannot say what it sends: what is not
            # on record is not sent.
            told = f"{self.writer.name} was not asked: the call cannot be put on record."
            raise WriterError(told, "missing") from error

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        failure = self._failure(error)
        left = error is not None and failure is None
        if self._row is not None and self._held is not None:
            self._close_books(self._held, self._row, failure, left)
        if not left and not (failure and failure.reason == "timeout" and not self.fair):
            circuit.record(self.alias, failure)
        if failure is not None and failure is not error:
            raise failure from error

    def _failure(self, error: BaseException | None) -> WriterError | None:
        """``error`` as a WriterError; None where the writer did not fail."""
        if error is None or isinstance(error, WriterError):
            return error
        if not isinstance(error, Exception):
            return None
        told = f"{self.writer.name} failed ({type(error).__name__})."
        return WriterError(told, "garbage")

    def _close_books(
        self,
        held: budget.Reservation,
        row: OutboundCall,
        failure: WriterError | None,
        left: bool,
    ) -> None:
        received = outbound.as_received(self.received)
        usage = self.usage = self._used(failure, received)
        cost = budget.cost_of(self.writer, usage)
        outcome = failure.reason if failure else "left" if left else "whole"
        try:
            budget.settle(held, usage, cost)
            outbound.end(row, outcome, str(failure or ""), received, usage, cost)
        except Error as error:
            logger.warning("shopguide: a call could not be settled: %s", error)

    def _used(self, failure: WriterError | None, received: str) -> Usage:
        if self.usage is not None:
            return self.usage
        if failure is not None and failure.reason in _FREE and not received:
            return Usage()
        # Broken off before the host has told: about what it must have counted.
        return Usage(budget.tokens_in(self._sent), budget.tokens_in(received) if received else 0)
