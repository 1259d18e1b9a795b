"""What a test changes for one request. A shopper takes part from the moment on at which a key that the
test changes is really read, in the control as in any variant: whoever never meets it dilutes nothing.
"""

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.db import DatabaseError, transaction
from django.utils import timezone

from shopguide import conf
from shopguide.conf import settings
from shopguide.events.shopper import Shopper
from shopguide.models import Enrolment

from .assign import Choice, RunningTest, belongs, drawn
from .memory import Remembered, remembered
from .running import Running

logger = logging.getLogger("shopguide")


class RequestOverlay:
    """Satisfies ``conf.Overlay``. ``shopper`` is asked for once, and only where it matters; ``key`` is
    the same shopper's without a question to the database, empty where nobody may be remembered."""

    def __init__(
        self,
        running: Running,
        shopper: Callable[[], Shopper],
        language: str = "",
        key: Callable[[], str] = str,
    ) -> None:
        self._running, self._shopper_of, self._language = running, shopper, language
        self._key_of, self._key = key, ""
        self._keys = running.keys
        self._shopper: Shopper | None = None
        self._before: dict[int, int] = {}
        self._drawn: dict[int, Choice | None] = {}
        #: Variants that were used, by their test.
        self.used: dict[int, Choice] = {}

    def value(self, key: str, own: Any) -> Any:
        if key not in self._keys:
            return own
        for each in (*self._running.rolled_out, *self._chosen(key)):
            if key in each.settings:
                own = merged(own, each.settings[key])
        return own

    def changes(self, key: str) -> bool:
        if key not in self._keys:
            return False
        return any(key in each.settings for each in (*self._running.rolled_out, *self._chosen(key)))

    def variant(self, name: str) -> str:
        """The name of the variant of a test by its name; empty for one who takes no part."""
        if name in self._running.winners:
            return self._running.winners[name]
        test = self._running.named(name)
        found = self._use(test) if test is not None else None
        return found.name if found is not None else ""

    def enrol(self) -> None:
        """Keep who was shown what for the first time. A database that cannot be written to costs the
        measure, never the page."""
        fresh = {pk: each for pk, each in self.used.items() if pk not in self._before}
        if not fresh or self._shopper is None:
            return
        remembered.forget(self._key)
        try:
            # Their word may have been taken back since, by this very request or elsewhere.
            if self._shopper_of() == self._shopper:
                with transaction.atomic():
                    enrol(self._shopper.known, fresh, self._language)
        except DatabaseError as error:
            logger.warning("shopguide: a shopper of a test is not counted: %s", error)

    def _chosen(self, key: str) -> Iterator[Choice]:
        for test in self._running.of_key(key):
            if (found := self._use(test)) is not None:
                yield found

    def _use(self, test: RunningTest) -> Choice | None:
        if test.pk not in self._drawn:
            self._drawn[test.pk] = self._draw(test)
        if (found := self._drawn[test.pk]) is not None:
            self.used[test.pk] = found
        return found

    def _draw(self, test: RunningTest) -> Choice | None:
        if self._shopper is None:
            # Who asks is found out by the shop's own settings.
            with overlaid(None):
                self._shopper, self._before = self._met()
        if not belongs(test, self._shopper, self._language):
            return None
        if (earlier := self._before.get(test.pk)) is not None:
            return next((each for each in test.variants if each.pk == earlier), None)
        return drawn(test, self._shopper.known)

    def _met(self) -> tuple[Shopper, dict[int, int]]:
        """Who it is, and the variants they have: by memory, else by the database."""
        self._key = self._key_of()
        if self._key and (found := remembered.get(self._key)) is not None:
            return found.shopper, dict(found.enrolled)
        shopper = self._shopper_of()
        enrolled = self._enrolled(shopper)
        if self._key:
            remembered.put(self._key, Remembered(shopper, enrolled))
        return shopper, enrolled

    def _enrolled(self, shopper: Shopper) -> dict[int, int]:
        """Variants by test that this shopper has had already, perhaps before signing in."""
        if not shopper.known or not self._running.tests:
            return {}
        tests = [test.pk for test in self._running.tests]
        rows = Enrolment.objects.filter(shopper=shopper.known, experiment__in=tests)
        return dict(rows.values_list("experiment_id", "variant_id"))


@contextmanager
def overlaid(overlay: RequestOverlay | None) -> Iterator[None]:
    """Read settings through ``overlay`` while this lasts."""
    token = conf.overlay.set(overlay)
    try:
        yield
    finally:
        conf.overlay.reset(token)


def variant_of(name: str) -> str:
    """The variant that the shopper at hand has of a test, for what is no setting, such as whether a
    strip is shown at all; empty for one who takes no part. To ask is to take part."""
    overlay = conf.overlay.get()
    return overlay.variant(name) if isinstance(overlay, RequestOverlay) else ""


def enrol(shopper: str, chosen: dict[int, Choice], language: str = "") -> None:
    """Let a shopper take part in tests, by their keys; once, whatever two workers do."""
    Enrolment.objects.bulk_create(
        [
            Enrolment(experiment_id=test, variant_id=each.pk, shopper=shopper, language=language)
            for test, each in chosen.items()
        ],
        ignore_conflicts=True,
    )


def merge(session: str, user: str) -> int:
    """A visitor signs in: the user goes on with what the visitor was shown, but for tests in which
    that user takes part already. The visitor's rows are then the same person's second ones, and go."""
    if not session or not user:
        return 0
    for key in (session, user):
        remembered.forget(key)
    with transaction.atomic():
        rows = Enrolment.objects.filter(shopper=session)
        has = Enrolment.objects.filter(shopper=user).values_list("experiment_id", flat=True)
        rows.filter(experiment__in=list(has)).delete()
        return rows.update(shopper=user)


def leave(shopper: str) -> int:
    """An erased shopper leaves every test; what was read of it before stays a sum of many."""
    remembered.forget(shopper)
    return Enrolment.objects.filter(shopper=shopper).delete()[0] if shopper else 0


def forget_enrolments() -> int:
    """Delete who took part in tests that ended longer ago than SHOPGUIDE["EVENT_DAYS"]: without their
    events nothing can be counted any more. What was read stays."""
    before = timezone.now() - timedelta(days=settings["EVENT_DAYS"])
    return Enrolment.objects.filter(experiment__ended__lt=before).delete()[0]


def taken_part(shopper: str) -> list[dict[str, Any]]:
    """What to tell a shopper who asks for everything that is kept."""
    rows: Iterable[Enrolment] = Enrolment.objects.filter(shopper=shopper).select_related(
        "experiment", "variant"
    )
    return [
        {
            "experiment": str(row.experiment),
            "variant": row.variant.name,
            "language": row.language,
            "since": row.created.isoformat(),
        }
        for row in rows
    ]


def merged(own: Any, given: Any) -> Any:
    """A dictionary over a dictionary adds to it; anything else takes its place."""
    if isinstance(own, dict) and isinstance(given, dict):
        return {**own, **given}
    return given
