"""The circuit breaker of a writer, shared by every process of the shop.

The states and what leads from one to the next are pybreaker's; the row is ours. A breaker that cannot be
read or written lets the call through: it saves time, and must never cost a page.
"""

import logging
from contextlib import suppress
from datetime import datetime
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import Error
from django.db.models import F
from django.db.models.functions import Now
from pybreaker import (
    STATE_CLOSED,
    STATE_HALF_OPEN,
    CircuitBreaker,
    CircuitBreakerError,
    CircuitBreakerStorage,
)

from shopguide.conf import DEFAULTS, settings
from shopguide.models import Circuit
from shopguide.text.clean import clean

from .base import WriterError
from .savepoint import connection_of, savepoint

logger = logging.getLogger("shopguide")

#: Failures that say something of the writer's health, and not of one question.
ILL = frozenset({"timeout", "refused", "status", "garbage"})


def limits() -> tuple[int, float]:
    """Failures in a row, and seconds of rest. Raises ImproperlyConfigured for an unknown key."""
    given = {**DEFAULTS["BREAKER"], **settings["BREAKER"]}
    if unknown := sorted(set(given) - set(DEFAULTS["BREAKER"])):
        raise ImproperlyConfigured(
            f'SHOPGUIDE["BREAKER"] has the unknown key {unknown[0]!r}; use failures and cool_down.'
        )
    return int(given["failures"]), float(given["cool_down"])


def admits(alias: str) -> bool:
    """Whether ``alias`` may be asked: its circuit is closed, or this call is the one that tries it."""
    rest = limits()[1]
    try:
        with savepoint(Circuit), connection_of(Circuit).cursor() as cursor:
            cursor.execute(_WAITING, [alias, STATE_CLOSED])
            if cursor.fetchone() is None:
                return True
            cursor.execute(_TRY, [STATE_HALF_OPEN, alias, STATE_CLOSED, rest])
            return bool(cursor.rowcount)
    except Error as error:
        logger.warning("shopguide: the circuit of %r cannot be read: %s", alias, error)
        return True


def record(alias: str, failure: WriterError | None) -> None:
    """Tell how a call of ``alias`` ended."""
    if failure is not None and failure.reason not in ILL:
        return
    failures, rest = limits()
    try:
        with savepoint(Circuit):
            breaker = CircuitBreaker(
                fail_max=failures,
                reset_timeout=rest,
                state_storage=_Row(alias, str(failure or "")),
                throw_new_error_on_trip=False,
            )
            with suppress(WriterError, CircuitBreakerError):
                breaker.call(_ended, failure)
    except Error as error:
        logger.warning("shopguide: the circuit of %r cannot be written: %s", alias, error)


def close(alias: str) -> None:
    """Ask ``alias`` again from now on."""
    Circuit.objects.filter(name=alias).update(
        state=Circuit.State.CLOSED, failures=0, successes=0, opened_at=None
    )


def _ended(failure: WriterError | None) -> None:
    if failure is not None:
        raise failure


class _Row(CircuitBreakerStorage):
    """What pybreaker keeps, read once and counted in the database."""

    def __init__(self, alias: str, error: str) -> None:
        super().__init__(alias)
        self._error = clean(error, 300)
        self._row = Circuit.objects.filter(name=alias).first() or Circuit(name=alias)

    @property
    def state(self) -> str:
        return self._row.state

    @state.setter
    def state(self, state: str) -> None:
        self._set(state=state)

    @property
    def counter(self) -> int:
        return self._row.failures

    @property
    def success_counter(self) -> int:
        return self._row.successes

    @property
    def opened_at(self) -> datetime | None:
        return self._row.opened_at

    @opened_at.setter
    def opened_at(self, datetime: datetime) -> None:
        self._set(opened_at=Now())
        self._row.opened_at = datetime

    def increment_counter(self) -> None:
        with connection_of(Circuit).cursor() as cursor:
            cursor.execute(_COUNT, [self.name, STATE_CLOSED, self._error])
            [self._row.failures] = cursor.fetchone()

    def reset_counter(self) -> None:
        if self._row.failures:
            self._set(failures=0)

    def increment_success_counter(self) -> None:
        Circuit.objects.filter(name=self.name).update(successes=F("successes") + 1)
        self._row.successes += 1

    def reset_success_counter(self) -> None:
        if self._row.successes:
            self._set(successes=0)

    def _set(self, **values: Any) -> None:
        Circuit.objects.filter(name=self.name).update(**values, updated=Now())
        for name, value in values.items():
            setattr(self._row, name, value)


_WAITING = "SELECT 1 FROM shopguide_circuit WHERE name = %s AND state <> %s"
# By the database's clock, and for one process only. A trial that never ended gives way to another after
# the same time.
_TRY = """
UPDATE shopguide_circuit
SET state = %s, successes = 0, opened_at = statement_timestamp(), updated = statement_timestamp()
WHERE name = %s AND state <> %s
    AND coalesce(opened_at <= statement_timestamp() - %s * interval '1 second', true)
"""
_COUNT = """
INSERT INTO shopguide_circuit AS c (name, state, failures, successes, error, updated)
VALUES (%s, %s, 1, 0, %s, statement_timestamp())
ON CONFLICT (name) DO UPDATE
SET failures = c.failures + 1, error = EXCLUDED.error, updated = EXCLUDED.updated
RETURNING failures
"""
