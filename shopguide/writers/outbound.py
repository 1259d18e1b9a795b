"""Everything that leaves the machine passes here: redacted, and on record before it goes."""

from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from datetime import timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any, TypeVar

from django.utils import timezone
from django.utils.crypto import salted_hmac

from shopguide.conf import settings
from shopguide.models import OutboundCall, Spending
from shopguide.text.clean import clean

from .base import Brief, Choice, Enquiry, Line, Record, Source, Usage, Writer
from .redaction import redact
from .savepoint import savepoint

Task = TypeVar("Task", Brief, Enquiry, Choice)

#: Fields that are never what a person wrote.
_OURS = frozenset({"ref", "kind", "language", "price", "part", "rule", "parts"})
#: Sources that many shoppers are told of.
_PUBLIC = frozenset({"fact", "text", "insight", "review"})
LONGEST = 100_000
_PURPOSES = {
    Brief: OutboundCall.Purpose.SUGGESTION,
    Enquiry: OutboundCall.Purpose.ANSWER,
    Choice: OutboundCall.Purpose.CHOICE,
}


def digest_of(shopper: str) -> str:
    """A shopper's key as the log and the budget know it; empty for nobody."""
    if not shopper:
        return ""
    return salted_hmac("shopguide.writers", shopper, algorithm="sha256").hexdigest()[:32]


def redacted(task: Task) -> Task:
    """``task`` with personal data taken out of every text in it, but of the shop's own policies,
    whose telephone number is the shop's."""
    told: Task = _redacted(task, redact)
    return told


def _redacted(value: Any, without: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return without(value)
    if isinstance(value, tuple):
        return tuple(_redacted(each, without) for each in value)
    if not is_dataclass(value) or isinstance(value, type):
        return value
    if isinstance(value, Source) and value.kind == "policy":
        return value
    if isinstance(value, Record) or (isinstance(value, Source) and value.kind in _PUBLIC):
        return _of_the_shop(value)
    return _each_field(value, without)


def _each_field(value: Any, without: Callable[[str], str]) -> Any:
    told = {
        field.name: _redacted(getattr(value, field.name), without)
        for field in fields(value)
        if field.name not in _OURS
    }
    return replace(value, **told)


@lru_cache(maxsize=4096)
def _of_the_shop(value: Record | Source) -> Any:
    """What many shoppers are told of: read once, since a description takes a millisecond and more."""
    return _each_field(value, redact)


def begin(
    alias: str, writer: Writer, task: Brief | Enquiry | Choice, sent: str, shopper: str
) -> OutboundCall:
    """The call on record, before a word of it is sent."""
    with savepoint(OutboundCall):
        return OutboundCall.objects.create(
            writer=alias,
            model=writer.model[:128],
            host=writer.host[:255],
            purpose=_PURPOSES[type(task)],
            shopper=shopper,
            sent=_storable(sent),
        )


def end(
    call: OutboundCall, outcome: str, error: str, received: str, usage: Usage, cost: Decimal
) -> None:
    """How the call ended."""
    call.outcome = outcome
    call.error = clean(error, 300)
    call.received = _storable(received)
    call.seconds = (timezone.now() - call.created).total_seconds()
    call.prompt_tokens, call.completion_tokens = usage.prompt_tokens, usage.completion_tokens
    call.cost = cost
    with savepoint(OutboundCall):
        call.save(force_update=True)


def as_received(lines: list[Line]) -> str:
    """What came back, a sentence on each line."""
    return "\n".join(f"{line.part}: {line.text} {' '.join(line.refs)}".rstrip() for line in lines)


def forget_calls() -> int:
    """Delete calls that are older than SHOPGUIDE["OUTBOUND_DAYS"]."""
    before = timezone.now() - timedelta(days=settings["OUTBOUND_DAYS"])
    return OutboundCall.objects.filter(created__lt=before).delete()[0]


def erase_shopper(shopper: str) -> int:
    """Delete every call and all spending of a shopper."""
    key = digest_of(shopper)
    if not key:
        return 0
    gone = OutboundCall.objects.filter(shopper=key).delete()[0]
    return gone + Spending.objects.filter(scope=key).delete()[0]


def _storable(text: str) -> str:
    return text[:LONGEST].encode("utf-8", "replace").decode().replace("\0", "")
