"""Checked sentences, kept for the same question over the same facts.

Slots stand in them, so a price or a stock that has changed since is shown as it is now. What they rest
on is part of the key: a text is never shown over other facts.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import timedelta
from hashlib import blake2b

from django.db import Error
from django.utils import timezone

from shopguide.backends import writers
from shopguide.conf import settings
from shopguide.models import CachedAnswer
from shopguide.text.clean import clean, fold

from .base import Brief, Enquiry, Line
from .chain import Chain
from .savepoint import savepoint

#: Changed when prompts or checks are: older texts are not shown again.
EDITION = "1"


def key_of(task: Brief | Enquiry, alias: str = "default") -> str:
    """A digest of what ``alias`` would be told of ``task``, without prices: their order is in it.

    Empty for what belongs to one shopper alone, a text about an order or a conversation, and where
    SHOPGUIDE["ANSWER_CACHE_SECONDS"] is 0.
    """
    if not settings["ANSWER_CACHE_SECONDS"] or _is_personal(task):
        return ""
    told = asdict(task)
    del told["until"]
    told["question"] = fold(clean(task.question))
    for record in told["records"]:
        record["price"] = bool(record["price"])
    writer = writers[alias]
    whole = [EDITION, type(task).__name__, alias, writer.name, writer.host, told]
    text = json.dumps(whole, ensure_ascii=False, sort_keys=True)
    return blake2b(text.encode("utf-8", "replace"), digest_size=32).hexdigest()


def cached(key: str) -> tuple[Line, ...] | None:
    """The checked sentences under ``key``, or None."""
    if not key:
        return None
    try:
        with savepoint(CachedAnswer):
            found = CachedAnswer.objects.filter(key=key, expires__gt=timezone.now()).first()
    except Error:
        return None
    if found is None:
        return None
    return tuple(Line(part, text, tuple(refs)) for part, text, refs in found.lines)


def keep(key: str, lines: Sequence[Line], chain: Chain, task: Brief | Enquiry) -> bool:
    """Keep checked sentences; whether they were kept.

    Never half an answer, never another writer's than the one that was asked, never none.
    """
    if not (key and lines and chain.whole and chain.generative) or chain.degraded:
        return False
    row = CachedAnswer(
        key=key,
        writer=chain.writer[:128],
        language=task.language,
        lines=[[line.part, line.text, list(line.refs)] for line in lines],
        expires=timezone.now() + timedelta(seconds=settings["ANSWER_CACHE_SECONDS"]),
        created=timezone.now(),
    )
    try:
        with savepoint(CachedAnswer):
            CachedAnswer.objects.bulk_create(
                [row],
                update_conflicts=True,
                unique_fields=["key"],
                update_fields=["writer", "language", "lines", "expires", "created"],
            )
    except Error:
        return False
    return True


def forget_answers() -> int:
    """Delete what has expired."""
    return CachedAnswer.objects.filter(expires__lte=timezone.now()).delete()[0]


def _is_personal(task: Brief | Enquiry) -> bool:
    if isinstance(task, Brief):
        return False
    return bool(task.history) or any(source.kind == "order" for source in task.sources)
