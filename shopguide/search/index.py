"""Words of products, indexed for BM25: the work of a ``words`` job.

BM25 as in Robertson & Zaragoza, "The Probabilistic Relevance Framework" (2009), with the
non-negative inverse document frequency of Lucene. What depends on the document alone is stored as a
sparse vector; what depends on the corpus is applied to the query, so a new product costs one row.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from zlib import crc32

from django.db import connection
from django.utils import timezone
from pgvector import SparseVector

from shopguide.catalogue.guide import ProductGuide
from shopguide.catalogue.keys import as_text, orphans, visible_keys
from shopguide.models import WORD_DIMENSIONS, Corpus, Document
from shopguide.text.language import language_of
from shopguide.text.product import Texts, digest, texts_of
from shopguide.text.segment import words

K1 = 1.2
B = 0.75
#: More than this many different words make no product easier to find.
DISTINCT_WORDS = 2000
#: Rises when the same text is cut into other words than before.
SEGMENTATION = "1"
#: Weights are computed anew once the mean length has drifted this far.
DRIFT = 0.25
SAMPLE = 500
DIMENSIONS = WORD_DIMENSIONS


@dataclass(frozen=True)
class Prepared:
    documents: list[Document]
    gone: list[Any]


class WordWork:
    """Indexes the words of what changed."""

    def prepare(self, guide: ProductGuide, pks: Sequence[Any]) -> Prepared:
        texts = texts_of(guide, visible_keys(guide, pks))
        mean = mean_length(guide)
        digests = {pk: _digest(fields, mean) for pk, fields in texts.items()}
        changed = _stale(guide, digests)
        documents = [_document(guide, pk, texts[pk], digests[pk], mean) for pk in changed]
        return Prepared(documents, [pk for pk in pks if pk not in texts])

    def write(self, guide: ProductGuide, prepared: Prepared, pks: Sequence[Any]) -> None:
        wanted = set(as_text(pks))
        gone = wanted & set(as_text(prepared.gone))
        Document.objects.filter(guide=guide.name, object_id__in=gone).delete()
        Document.objects.bulk_create(
            [document for document in prepared.documents if document.object_id in wanted],
            update_conflicts=True,
            unique_fields=["guide", "object_id"],
            update_fields=["digest", "language", "lexemes", "weights", "length", "updated"],
        )


def term_number(word: str) -> int:
    """The dimension of a word: a hash, so that no table of words has to be kept in step.
    Among 200,000 words about 37 pairs share one (birthday bound), which moves no ranking."""
    return crc32(word.encode()) % DIMENSIONS


def _document(
    guide: ProductGuide, pk: Any, texts: tuple[str, ...], mark: str, mean: int
) -> Document:
    whole = " ".join(texts)
    counted = Counter(words(whole))
    length = sum(counted.values())
    norm = K1 * (1 - B + B * length / mean)
    weights: dict[int, float] = {}
    for word, count in counted.most_common(DISTINCT_WORDS):
        number = term_number(word)
        weights[number] = weights.get(number, 0.0) + count * (K1 + 1) / (count + norm)
    return Document(
        guide=guide.name,
        object_id=str(pk),
        digest=mark,
        language=language_of(whole),
        lexemes=" ".join(_quoted(word) for word, _ in counted.most_common(DISTINCT_WORDS)),
        weights=SparseVector(weights, DIMENSIONS) if weights else None,
        length=length,
    )


def _quoted(word: str) -> str:
    """A word in the syntax of tsvector and tsquery (PostgreSQL manual, 8.11)."""
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"


def tsquery(any_of: Sequence[str]) -> str:
    """A tsquery that any of the words satisfies."""
    return " | ".join(map(_quoted, any_of))


def _digest(texts: tuple[str, ...], mean: int) -> str:
    return digest(SEGMENTATION, str(mean), *texts)


def _stale(guide: ProductGuide, digests: dict[Any, str]) -> list[Any]:
    rows = Document.objects.filter(guide=guide.name, object_id__in=as_text(digests))
    stored = dict(rows.values_list("object_id", "digest"))
    return [pk for pk, mark in digests.items() if stored.get(str(pk)) != mark]


def stale(guide: ProductGuide, texts: Texts) -> set[Any]:
    """Products whose words are missing or of another text than this."""
    mean = mean_length(guide)
    return set(_stale(guide, {pk: _digest(fields, mean) for pk, fields in texts.items()}))


def orphaned(guide: ProductGuide) -> list[str]:
    """Keys of indexed texts that belong to no product that shoppers may see."""
    return orphans(guide, Document.objects.filter(guide=guide.name))


def mean_length(guide: ProductGuide) -> int:
    """Words in a text of this guide on average: from a sample at first, then as counted."""
    corpus = Corpus.objects.filter(guide=guide.name).first()
    if corpus is None:
        pks = guide.products().order_by("pk").values_list("pk", flat=True)[:SAMPLE]
        lengths = [len(words(" ".join(texts))) for texts in texts_of(guide, list(pks)).values()]
        mean = max(1, round(sum(lengths) / len(lengths))) if lengths else 1
        if not lengths:
            return mean
        corpus, _ = Corpus.objects.get_or_create(guide=guide.name, defaults={"mean_length": mean})
    return corpus.mean_length


def count_terms(guide: ProductGuide) -> None:
    """Count anew in how many texts each word stands (two seconds for 100,000 texts)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH counted AS (SELECT word, ndoc FROM ts_stat(format("
            "'SELECT lexemes FROM shopguide_document WHERE guide = %%L', %s::text))),"
            " gone AS (DELETE FROM shopguide_term WHERE guide = %s"
            " AND text NOT IN (SELECT word FROM counted))"
            " INSERT INTO shopguide_term (guide, text, documents)"
            " SELECT %s, word, ndoc FROM counted"
            " ON CONFLICT (guide, text) DO UPDATE SET documents = excluded.documents"
            " WHERE shopguide_term.documents <> excluded.documents",
            [guide.name] * 3,
        )
        cursor.execute(
            "SELECT count(*), coalesce(avg(length), 1) FROM shopguide_document WHERE guide = %s",
            [guide.name],
        )
        documents, mean = cursor.fetchone()
    corpus, _ = Corpus.objects.get_or_create(
        guide=guide.name, defaults={"mean_length": max(1, round(mean))}
    )
    if abs(float(mean) - corpus.mean_length) > DRIFT * corpus.mean_length:
        corpus.mean_length = max(1, round(mean))
    corpus.documents, corpus.counted = documents, timezone.now()
    corpus.save()
    with connection.cursor() as cursor:
        # Autovacuum does so too, but later than the first search after a large load.
        cursor.execute("ANALYZE shopguide_document, shopguide_vector, shopguide_term")
