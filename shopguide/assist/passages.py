"""Changed policies in, stored passages out: the work of a ``knowledge`` job."""

import logging
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db.models import CharField, QuerySet
from django.db.models.functions import Cast

from shopguide.backends import encoders
from shopguide.catalogue.keys import as_text
from shopguide.catalogue.knowledge import Knowledge
from shopguide.encoders.base import EncoderError
from shopguide.models import Passage
from shopguide.text.clean import clean
from shopguide.text.language import language_of
from shopguide.text.product import digest
from shopguide.text.segment import words
from shopguide.writers.quoting import joined, quotable

logger = logging.getLogger("shopguide")

#: Characters of one passage, more or less: what answers one question, by language.
LENGTHS = {"en": 420, "zh-hans": 160}
LONGEST_TITLE = 200
#: More of one row is not indexed: a policy is no book.
MOST_PASSAGES = 200
_PARAGRAPH = re.compile(r"\n\s*\n|\r\n\s*\r\n|</(?:p|li|h\d|div)>", re.IGNORECASE)


@dataclass(frozen=True)
class Row:
    """One row of knowledge as it is now."""

    title: str
    url: str
    chunks: tuple[str, ...]

    def digest(self, revision: str) -> str:
        return digest(revision, self.title, *self.chunks)


@dataclass(frozen=True)
class Prepared:
    """Passages by key of their row; None where it is gone or hidden. Unchanged ones are absent."""

    rows: dict[str, list[Passage] | None]


class KnowledgeWork:
    """Cuts and encodes what changed. Without an encoder there are words, and vectors later."""

    def __init__(self, encoder: str) -> None:
        self.encoder = encoder

    def prepare(self, knowledge: Knowledge, pks: Sequence[Any]) -> Prepared:
        now = rows_now(knowledge, pks)
        revision = revision_of(knowledge)
        stored = dict(_stored(knowledge, as_text(pks)))
        changed = {key: row for key, row in now.items() if stored.get(key) != row.digest(revision)}
        made: dict[str, list[Passage] | None] = {
            key: list(_passages(knowledge, key, row)) for key, row in changed.items()
        }
        _encode(knowledge, [each for found in made.values() for each in found or ()])
        # A row that says nothing leaves no passage, and there is nothing to compare it with.
        gone = [key for key in as_text(pks) if key not in now]
        return Prepared(made | dict.fromkeys(gone))

    def write(self, knowledge: Knowledge, prepared: Prepared, pks: Sequence[Any]) -> None:
        keys = [key for key in as_text(pks) if key in prepared.rows]
        forget_passages(knowledge, keys)
        made = [each for key in keys for each in prepared.rows[key] or ()]
        Passage.objects.bulk_create(made, batch_size=500)


def rows_now(knowledge: Knowledge, pks: Iterable[Any]) -> dict[str, Row]:
    """Those of ``pks`` that shoppers may read now, by key as text."""
    shown = knowledge.shown().filter(pk__in=list(pks))
    values = {row["pk"]: row for row in shown.values("pk", *knowledge.paths())}
    return {
        str(row.pk): Row(
            clean(str(values[row.pk].get(knowledge.title or "") or ""), LONGEST_TITLE),
            knowledge.url_of(row, values[row.pk]),
            tuple(
                chunk
                for path in knowledge.text
                for chunk in chunks(str(values[row.pk][path] or ""))
            )[:MOST_PASSAGES],
        )
        for row in shown
        if row.pk in values
    }


def chunks(text: str) -> list[str]:
    """``text`` in passages of whole sentences: one paragraph each, a long one cut, short ones
    joined."""
    found: list[str] = []
    for paragraph in _PARAGRAPH.split(text):
        whole = clean(paragraph)
        length = LENGTHS[language_of(whole)]
        current = ""
        for sentence in quotable(whole):
            if current and len(current) + len(sentence) > length:
                found.append(current)
                current = ""
            current = joined([current, sentence] if current else [sentence])
        if current:
            found.append(current)
    return found


def revision_of(knowledge: Knowledge) -> str:
    """Of the encoder; empty where it cannot be used."""
    try:
        return encoders[knowledge.encoder].revision
    except (EncoderError, ImproperlyConfigured, TypeError) as error:
        logger.warning("shopguide: %r is indexed by words alone: %s", knowledge.name, error)
        return ""


def differing(knowledge: Knowledge) -> list[str]:
    """Keys of rows whose passages are missing or of another text or encoder than now, and of
    passages whose row is gone or hidden."""
    revision = revision_of(knowledge)
    stored = dict(_stored(knowledge))
    now = rows_now(knowledge, knowledge.shown().values_list("pk", flat=True))
    wanted = {key: row.digest(revision) for key, row in now.items() if row.chunks}
    changed = [key for key, mark in wanted.items() if stored.get(key) != mark]
    return [*changed, *(key for key in stored if key not in wanted)]


def passages_of(knowledge: Knowledge) -> QuerySet[Passage]:
    """Passages of the rows that shoppers may read now."""
    shown = knowledge.shown().annotate(shopguide_key=Cast("pk", CharField()))
    return Passage.objects.filter(
        knowledge=knowledge.name, object_id__in=shown.values("shopguide_key")
    )


def forget_passages(knowledge: Knowledge, keys: Iterable[str], using: str | None = None) -> None:
    rows = Passage.objects.using(using) if using else Passage.objects.all()
    rows.filter(knowledge=knowledge.name, object_id__in=list(keys)).delete()


def _stored(knowledge: Knowledge, keys: Sequence[str] | None = None) -> Iterable[tuple[str, str]]:
    rows = Passage.objects.filter(knowledge=knowledge.name)
    if keys is not None:
        rows = rows.filter(object_id__in=keys)
    return rows.values_list("object_id", "digest").distinct()


def _passages(knowledge: Knowledge, key: str, row: Row) -> Iterable[Passage]:
    for number, chunk in enumerate(row.chunks):
        yield Passage(
            knowledge=knowledge.name,
            object_id=key,
            number=number,
            title=row.title,
            text=chunk,
            language=language_of(chunk),
            words=words(f"{row.title} {chunk}"),
            encoder=knowledge.encoder,
            digest=row.digest(""),
        )


def _encode(knowledge: Knowledge, passages: list[Passage]) -> None:
    """Gives each its vector; where no encoder can be used, the next reconcile asks again."""
    if not passages:
        return
    try:
        encoder = encoders[knowledge.encoder]
        revision = encoder.revision
        vectors = encoder.encode([f"{each.title}. {each.text}" for each in passages])
    except (EncoderError, ImproperlyConfigured, TypeError) as error:
        logger.warning("shopguide: policies are indexed by words alone: %s", error)
        return
    by_row: dict[str, list[str]] = {}
    for each in passages:
        by_row.setdefault(each.object_id, []).append(each.text)
    for each, vector in zip(passages, vectors, strict=True):
        each.revision, each.embedding = revision, vector
        each.digest = digest(revision, each.title, *by_row[each.object_id])
