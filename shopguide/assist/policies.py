"""Passages of the shop's policies for a question: by words and by meaning, under the live gate."""

import logging
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from django.core.exceptions import ImproperlyConfigured
from django.db.models.functions import Cast
from pgvector import HalfVector
from pgvector.django import CosineDistance, HalfVectorField

from shopguide.backends import encoders
from shopguide.catalogue.keys import parse_key
from shopguide.catalogue.knowledge import Knowledge, knowledge
from shopguide.encoders.base import EncoderError
from shopguide.models import Passage
from shopguide.search.query import query_vector
from shopguide.text.language import language_of
from shopguide.text.segment import words

from .candidates import Candidate, harmless
from .passages import passages_of, rows_now

logger = logging.getLogger("shopguide")

#: Passages that each leg gives, and that are judged: a reranker reads about ten a second.
DEPTH = 24
JUDGED = 8
#: Passages scored by words at most.
SCORED = 2000
#: Reciprocal rank fusion, and BM25 as search has it.
RRF_K = 60
K1, B = 1.2, 0.75


def policies(question: str) -> list[Candidate]:
    """Passages of everything that shoppers may read now, likeliest first. A row that has changed
    since it was indexed is read as it is now."""
    found: list[tuple[float, Knowledge, Passage]] = []
    for declared in knowledge:
        for score, passage in _ranked(declared, question):
            found.append((score, declared, passage))
    found.sort(key=lambda each: -each[0])
    # What the shop says in both languages is judged in the asker's.
    language = language_of(question)
    found.sort(key=lambda each: each[2].language != language)
    return _current([(declared, passage) for _, declared, passage in found[:JUDGED]])[:JUDGED]


def _ranked(declared: Knowledge, question: str) -> Iterable[tuple[float, Passage]]:
    scores: dict[int, float] = defaultdict(float)
    by_pk: dict[int, Passage] = {}
    for leg in (_by_words(declared, question), _by_meaning(declared, question)):
        for rank, passage in enumerate(leg, start=1):
            scores[passage.pk] += 1 / (RRF_K + rank)
            by_pk[passage.pk] = passage
    best = sorted(scores.items(), key=lambda pair: -pair[1])[:DEPTH]
    return [(score, by_pk[pk]) for pk, score in best]


def _by_words(declared: Knowledge, question: str) -> list[Passage]:
    asked = list(dict.fromkeys(words(question)))
    if not asked:
        return []
    shown = passages_of(declared)
    rows = list(shown.filter(words__overlap=asked).defer("embedding").order_by("pk")[:SCORED])
    total = Passage.objects.filter(knowledge=declared.name).count()
    counts = Counter(word for row in rows for word in set(row.words) & set(asked))
    mean = sum(len(row.words) for row in rows) / len(rows) if rows else 1.0

    def score(row: Passage) -> float:
        told = Counter(row.words)
        length = 1 - B + B * len(row.words) / mean
        return sum(
            math.log1p((total - counts[word] + 0.5) / (counts[word] + 0.5))
            * told[word]
            * (K1 + 1)
            / (told[word] + K1 * length)
            for word in asked
            if told[word]
        )

    return sorted(rows, key=lambda row: (-score(row), row.pk))[:DEPTH]


def _by_meaning(declared: Knowledge, question: str) -> list[Passage]:
    try:
        encoder = encoders[declared.encoder]
        vector = query_vector(declared.encoder, encoder.revision, question)
        width, revision = encoder.dimensions, encoder.revision
    except (EncoderError, ImproperlyConfigured, TypeError) as error:
        logger.warning("shopguide: policies are found by words alone: %s", error)
        return []
    rows = passages_of(declared).filter(revision=revision, embedding__isnull=False)
    embedding = Cast("embedding", HalfVectorField(dimensions=width))
    ranked = rows.annotate(distance=CosineDistance(embedding, HalfVector(vector)))
    return list(ranked.defer("embedding").order_by("distance", "pk")[:DEPTH])


def _current(found: Sequence[tuple[Knowledge, Passage]]) -> list[Candidate]:
    """The passages as their rows are now, each once; nothing of a row that is gone or hidden."""
    by_knowledge: dict[str, set[str]] = {}
    for declared, passage in found:
        by_knowledge.setdefault(declared.name, set()).add(passage.object_id)
    now = {
        declared.name: rows_now(
            declared, [parse_key(declared.model, k) for k in by_knowledge[declared.name]]
        )
        for declared, _ in found
    }
    told: list[Candidate] = []
    seen: set[tuple[str, str, str]] = set()
    for declared, passage in found:
        row = now[declared.name].get(passage.object_id)
        if row is None:
            continue
        for chunk in [passage.text] if passage.text in row.chunks else row.chunks:
            mark = (declared.name, passage.object_id, chunk)
            kept = harmless(chunk, links=True, money=True)
            if kept and mark not in seen:
                told.append(Candidate("policy", row.title, kept, row.url))
            seen.add(mark)
    return told
