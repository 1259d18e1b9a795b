"""The tests that are running, remembered by each process for a few seconds: a page asks for them at
every turn, and they change once a week."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from django.db import DatabaseError, connection
from django.db.models.signals import post_delete, post_save

from shopguide.models import Experiment, Variant

from .assign import Choice, RunningTest, choice_of

#: Until a change of another process is noticed.
SECONDS = 10.0
#: After which a database that failed is asked again.
REST = 1.0


@dataclass(frozen=True)
class Running:
    """Tests by the keys of SHOPGUIDE that they change, and what has been rolled out."""

    tests: tuple[RunningTest, ...] = ()
    rolled_out: tuple[Choice, ...] = ()
    #: The variant that was rolled out, by the name of its test.
    winners: Mapping[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.tests or self.winners)

    @property
    def keys(self) -> frozenset[str]:
        tested = (test.keys for test in self.tests)
        return frozenset().union(*tested, *(each.settings for each in self.rolled_out))

    def of_key(self, key: str) -> list[RunningTest]:
        return [test for test in self.tests if key in test.keys]

    def named(self, name: str) -> RunningTest | None:
        return next((test for test in self.tests if test.name == name), None)


NOTHING = Running()


class _Memory:
    def __init__(self) -> None:
        self._lock = Lock()
        self._found, self._until = NOTHING, 0.0

    def __call__(self) -> Running:
        now = time.monotonic()
        if now < self._until:
            return self._found
        with self._lock:
            if now >= self._until:
                self._read(now)
            return self._found

    def _read(self, now: float) -> None:
        if connection.in_atomic_block and connection.needs_rollback:
            return
        try:
            self._found = _read()
        except DatabaseError:
            # The shop as it is: a page does not fail for the sake of a test.
            self._found, self._until = NOTHING, now + REST
        else:
            self._until = now + SECONDS

    def forget(self, **kwargs: Any) -> None:
        self._until = 0.0


running = _Memory()
for model in (Experiment, Variant):
    for signal in (post_save, post_delete):
        signal.connect(
            running.forget, sender=model, dispatch_uid=f"shopguide.{model.__name__}.running"
        )


def _read() -> Running:
    rows = Experiment.objects.filter(
        state__in=[Experiment.State.RUNNING, Experiment.State.ROLLED_OUT]
    )
    found = list(rows.select_related("winner").prefetch_related("variants").order_by("pk"))
    return Running(
        tuple(RunningTest.of(row) for row in found if row.state == Experiment.State.RUNNING),
        tuple(choice_of(row.winner) for row in found if row.winner is not None),
        {row.name: row.winner.name for row in found if row.winner is not None},
    )
