"""Celery tasks: ids in, one function called. The queue of truth is the ``Job`` table; a task only
wakes whoever works on it, so a lost message costs a minute and never a product."""

import logging
import time
from typing import Any

from celery import shared_task
from celery.signals import worker_ready

from . import delivery
from .assist.conversations import forget_conversations
from .catalogue.knowledge import knowledge
from .catalogue.registry import registry
from .experiments.look import look_at_all
from .experiments.overlay import forget_enrolments
from .search.explain import forget_exposures
from .writers.budget import forget_spending
from .writers.cache import forget_answers
from .writers.outbound import forget_calls

logger = logging.getLogger("shopguide")

#: A task leaves room for others after this many seconds, and calls the next one.
SHIFT = 120.0
#: One wake-up message in this many seconds is enough; it runs after them.
WAKE_EVERY = 1.0
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
    for declared in () if guide else knowledge:
        delivery.reconcile_knowledge(declared)
    drain.delay()


@worker_ready.connect
def drain_at_start(**kwargs: Any) -> None:
    """What a killed worker left is taken up by the next at once, not at beat's next minute."""
    drain.delay()


class Waker:
    """Publishes at most one ``drain`` a second, and never makes a ``save()`` fail or wait long."""

    def __init__(self) -> None:
        self._next = 0.0

    def __call__(self) -> None:
        now = time.monotonic()
        if now < self._next:
            return
        self._next = now + WAKE_EVERY
        try:
            with drain.app.connection_for_write(
                connect_timeout=1, transport_options=IMPATIENCE
            ) as broker:
                producer = broker.Producer(auto_declare=False)
                drain.apply_async(countdown=WAKE_EVERY, retry=False, producer=producer)
        except Exception as error:
            # Whatever the broker's client raises: the job is in the database and beat will find it.
            self._next = now + BROKER_REST
            logger.warning("shopguide: the broker took no message, beat will drain: %s", error)


wake = Waker()


@shared_task(name="shopguide.forget", ignore_result=True)
def forget() -> None:
    """Delete what is older than the shop keeps it: exposures, conversations, calls of other hosts,
    what single shoppers spent, and answers that have expired."""
    forget_exposures()
    forget_calls()
    forget_spending()
    forget_answers()
    forget_conversations()


@shared_task(name="shopguide.look", ignore_result=True)
def look() -> None:
    """Today's look at each running experiment, which the first call of a day makes; and who took part
    in those of long ago is forgotten."""
    look_at_all()
    forget_enrolments()
