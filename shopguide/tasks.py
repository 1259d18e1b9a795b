"""Celery tasks: ids in, one function called. The queue of truth is the ``Job`` table; a task only
wakes whoever works on it, so a lost message costs a minute and never a product."""

import logging
import time
from datetime import timedelta
from typing import Any

from celery import shared_task
from celery.signals import worker_ready
from django.utils import timezone

from . import delivery
from .assist.conversations import forget_conversations
from .catalogue.knowledge import knowledge
from .catalogue.registry import registry
from .events.collect import collect_all
from .events.consent import forget_consents
from .events.forget import forget_events
from .events.sources import sources_of
from .experiments.days import count_days
from .experiments.look import look_at_all
from .experiments.overlay import forget_enrolments
from .personal import forget_the_gone
from .recommend import fit as fitting
from .recommend import guesses
from .recommend.fold import fold_events
from .recommend.forget import forget_profiles, forget_unagreed
from .recommend.popular import recount
from .search.explain import forget_exposures
from .sessions import erase_sessions
from .suggest.tally import forget_checks
from .writers.budget import forget_spending
from .writers.cache import forget_answers
from .writers.outbound import forget_calls

logger = logging.getLogger("shopguide")

#: A task leaves room for others after this many seconds, and calls the next one.
SHIFT = 120.0
#: One wake-up message in this many seconds is enough; it runs after them.
WAKE_EVERY = 1.0
#: A shopper may look at the next page before that: profiles are to know of this one.
FOLD_EVERY = 0.3
#: How far back the hourly look at orders and reviews goes, for those that no signal told of.
LATELY = timedelta(days=2)
#: After the broker refused, saves do not wait for it again for this many seconds.
BROKER_REST = 30.0
#: A connection's own, since ``retry=False`` leaves kombu connecting again for six seconds.
IMPATIENCE: dict[str, Any] = {"max_retries": 0, "socket_connect_timeout": 1, "socket_timeout": 1}


@shared_task(name="shopguide.drain", acks_late=True, reject_on_worker_lost=True, ignore_result=True)
def drain() -> None:
    began = time.monotonic()
    delivery.drain(SHIFT)
    if time.monotonic() - began >= SHIFT:
        drain.delay()


@shared_task(
    name="shopguide.reconcile", acks_late=True, reject_on_worker_lost=True, ignore_result=True
)
def reconcile(guide: str | None = None) -> None:
    for each in [registry.get(guide)] if guide else registry:
        delivery.reconcile(each)
        for source in sources_of(each):
            collect_all(source, timezone.now() - LATELY)
    for declared in () if guide else knowledge:
        delivery.reconcile_knowledge(declared)
    drain.delay()


@worker_ready.connect
def drain_at_start(**kwargs: Any) -> None:
    """What a killed worker left is taken up by the next at once, not at beat's next minute."""
    drain.delay()


@shared_task(name="shopguide.fold", acks_late=True, reject_on_worker_lost=True, ignore_result=True)
def fold() -> None:
    """Tell profiles what shoppers did."""
    began = time.monotonic()
    fold_events(seconds=SHIFT)
    if time.monotonic() - began >= SHIFT:
        fold.delay()


def publish(task: Any, given: tuple[Any, ...] = (), countdown: float | None = None) -> None:
    """Send one message, without patience. Raises whatever the broker's client does."""
    with task.app.connection_for_write(connect_timeout=1, transport_options=IMPATIENCE) as broker:
        producer = broker.Producer(auto_declare=False)
        task.apply_async(given, countdown=countdown, retry=False, producer=producer)


class Waker:
    """Publishes at most one message to a task in ``every`` seconds, and never makes a ``save()``
    fail or wait long."""

    def __init__(self, task: Any = drain, every: float = WAKE_EVERY) -> None:
        self._task, self._every = task, every
        self._next = 0.0

    def __call__(self) -> None:
        now = time.monotonic()
        if now < self._next:
            return
        self._next = now + self._every
        try:
            publish(self._task, countdown=self._every)
        except Exception as error:
            # Whatever the broker's client raises: all is in the database and beat will find it.
            self._next = now + BROKER_REST
            logger.warning(
                "shopguide: the broker took no message, beat will %s: %s",
                self._task.name.rpartition(".")[2],
                error,
            )


wake = Waker()
wake_fold = Waker(fold, FOLD_EVERY)


def send(task: Any, *given: Any) -> None:
    """Publish ``task`` at once or not at all: a broker that is down costs a second and a line in the
    log, never the page."""
    try:
        publish(task, given)
    except Exception as error:
        # Whatever the broker's client raises.
        logger.warning("shopguide: the broker took no %s: %s", task.name, error)


@shared_task(name="shopguide.forget_sessions", ignore_result=True)
def forget_sessions(user_pk: str) -> None:
    """Take what is ours out of every session in which an erased user is signed in."""
    erase_sessions(user_pk)


@shared_task(name="shopguide.propose", ignore_result=True)
def propose() -> None:
    """Guess what products lack, for merchants to decide."""
    for guide in registry:
        guesses.propose(guide)


@shared_task(name="shopguide.forget", ignore_result=True)
def forget() -> None:
    """Delete what is older than the shop keeps it: exposures, events, conversations, calls of other hosts,
    sentences that failed a check, what single shoppers spent, answers that have expired, profiles
    and words of consent; and what may not be remembered, of whoever it is."""
    forget_exposures()
    forget_events()
    forget_calls()
    forget_checks()
    forget_spending()
    forget_answers()
    forget_conversations()
    forget_profiles()
    forget_consents()
    forget_unagreed()
    forget_the_gone()
    forget_enrolments()


@shared_task(name="shopguide.fit", ignore_result=True)
def fit(guide: str | None = None) -> None:
    """Learn from the orders of every guide that declares some, or of one, what goes together."""
    for each in [registry.get(guide)] if guide else registry:
        if each.orders is not None:
            fitting.fit(each)


@shared_task(name="shopguide.popular", ignore_result=True)
def popular() -> None:
    """Count what is bought and looked at lately."""
    for each in registry:
        recount(each)


@shared_task(name="shopguide.look", ignore_result=True)
def look() -> None:
    """Today's look at each running experiment, which the first call of a day makes; and who took part
    in those of long ago is forgotten."""
    look_at_all()
    forget_enrolments()


@shared_task(name="shopguide.count", ignore_result=True)
def count() -> None:
    """The daily tally of what shoppers did, for the page of online metrics."""
    count_days()
