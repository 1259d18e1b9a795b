"""Words of products, indexed for BM25: the work of a ``words`` job.

BM25 as in Robertson & Zaragoza, "The Probabilistic Relevance Framework" (2009), with the
non-negative inverse document frequency of Lucene, field by field. What depends on the document
alone is stored as a sparse vector; what depends on the corpus is applied to the query, so a new
product costs one row.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any
from zlib import crc32

from django.db import connection
from django.db.models import JSONField
from django.utils import timezone
from pgvector import SparseVector

from shopguide.catalogue.guide import ProductGuide
from shopguide.catalogue.keys import as_text, orphans, visible_keys
from shopguide.catalogue.paths import resolve
from shopguide.models import WORD_DIMENSIONS, Corpus, Document, Term
from shopguide.text.accessories import modifiers
from shopguide.text.language import language_of
from shopguide.text.product import Texts, digest, texts_of
from shopguide.text.segment import is_han, pairs, words

from .facts import Value, count_facts, numbered, values_of

#: Mean number of words by text field.
Means = dict[str, int]

K1 = 0.6
B = 0.6
#: A word counts in full in the field that says it loudest, and this much in each other field
#: (disjunction max, as in Lucene): a product is not more of a mouse for saying so five times.
TIE = 0.15
#: What a word counts where the title says it of something else: "camera" in "camera lens".
MODIFIER = 0.9
#: More than this many different words make no product easier to find.
DISTINCT_WORDS = 2000
#: Rises when the same text is cut into other words than before.
SEGMENTATION = "3"
#: Weights are computed anew once a mean length has drifted this far; the first count corrects more
#: of what was only sampled.
DRIFT, FIRST_DRIFT = 0.25, 0.01
SAMPLE = 500
DIMENSIONS = WORD_DIMENSIONS
#: Keeps a phrase from running out of one field into the next.
GAP = 16
#: tsvector's own limits on positions (PostgreSQL manual, 8.11).
LAST_POSITION = 16_383
MOST_POSITIONS = 255


@dataclass(frozen=True)
class Prepared:
    documents: list[Document]
    gone: list[Any]
    #: Index word → as some product writes it.
    spellings: dict[str, str]


class WordWork:
    """Indexes the words and facts of what changed."""

    def prepare(self, guide: ProductGuide, pks: Sequence[Any]) -> Prepared:
        shown = visible_keys(guide, pks)
        texts, facts = texts_of(guide, shown), values_of(guide, shown)
        means = mean_lengths(guide)
        digests = {pk: _digest(guide, texts[pk], facts[pk], means) for pk in texts}
        changed = _stale(guide, digests)
        numbers = numbered(guide, (value for pk in changed for value in facts[pk]))
        documents = [
            _document(guide, pk, texts[pk], digests[pk], means, [numbers[v] for v in facts[pk]])
            for pk in changed
        ]
        spellings = {
            word: surface
            for pk in changed
            for text in texts[pk]
            for word, surface in pairs(text)
            if surface.isalpha()
        }
        return Prepared(documents, [pk for pk in pks if pk not in texts], spellings)

    def write(self, guide: ProductGuide, prepared: Prepared, pks: Sequence[Any]) -> None:
        wanted = set(as_text(pks))
        gone = wanted & set(as_text(prepared.gone))
        Document.objects.filter(guide=guide.name, object_id__in=gone).delete()
        Document.objects.bulk_create(
            [document for document in prepared.documents if document.object_id in wanted],
            update_conflicts=True,
            unique_fields=["guide", "object_id"],
            update_fields=[
                "digest",
                "language",
                "lexemes",
                "weights",
                "lengths",
                "facts",
                "updated",
            ],
        )
        Term.objects.bulk_create(
            [
                Term(guide=guide.name, text=word, documents=0, spelling=spelling)
                for word, spelling in sorted(prepared.spellings.items())
            ],
            ignore_conflicts=True,
        )


def term_number(word: str) -> int:
    """The dimension of a word: a hash, so that no table of words has to be kept in step.
    Among 200,000 words about 37 pairs share one (birthday bound), which moves no ranking."""
    return crc32(word.encode()) % DIMENSIONS


def _document(
    guide: ProductGuide,
    pk: Any,
    texts: tuple[str, ...],
    mark: str,
    means: Means,
    facts: list[int],
) -> Document:
    cut = [words(text) for text in texts]
    kept = {word for word, _ in Counter(chain.from_iterable(cut)).most_common(DISTINCT_WORDS)}
    weights: dict[int, float] = {}
    of_others = _modifiers(guide, texts)
    for word, weight in _word_weights(guide, cut, means).items():
        if word in kept:
            number = term_number(word)
            part = weight * (MODIFIER if word in of_others else 1.0)
            weights[number] = weights.get(number, 0.0) + part
    return Document(
        guide=guide.name,
        object_id=str(pk),
        digest=mark,
        language=language_of(" ".join(texts)),
        lexemes=_lexemes(cut, kept),
        weights=SparseVector(weights, DIMENSIONS) if weights else None,
        lengths=[len(words_) for words_ in cut],
        facts=sorted(set(facts)),
    )


def _word_weights(guide: ProductGuide, cut: list[list[str]], means: Means) -> dict[str, float]:
    """Saturated frequency of each word: of its best field, and a little of the others."""
    found: dict[str, list[float]] = defaultdict(list)
    for path, words_ in zip(guide.text_fields, cut, strict=True):
        norm = K1 * (1 - B + B * len(words_) / means[path])
        for word, count in Counter(words_).items():
            found[word].append(weight_of(guide, path) * count * (K1 + 1) / (count + norm))
    return {word: max(each) + TIE * (sum(each) - max(each)) for word, each in found.items()}


def _modifiers(guide: ProductGuide, texts: tuple[str, ...]) -> frozenset[str]:
    """Words that the title says of something else; none where the title is not searched."""
    titles = (
        text
        for path, text in zip(guide.text_fields, texts, strict=True)
        if path == guide.title_field
    )
    return modifiers(next(titles, ""))


def weight_of(guide: ProductGuide, path: str) -> float:
    """How much a word in that text field counts: a JSONField lists much that nobody asks for."""
    if path in guide.text_weights:
        return guide.text_weights[path]
    return 0.6 if isinstance(resolve(guide.model, path).field, JSONField) else 1.0


def _lexemes(cut: list[list[str]], kept: set[str]) -> str:
    """The words with their positions, as tsvector reads them."""
    positions: dict[str, list[int]] = defaultdict(list)
    at = 0
    for words_ in cut:
        for word in words_:
            at += 1
            if word in kept and len(positions[word]) < MOST_POSITIONS:
                positions[word].append(min(at, LAST_POSITION))
        at += GAP
    return " ".join(
        f"{quoted(word)}:{','.join(map(str, dict.fromkeys(where)))}"
        for word, where in positions.items()
    )


def quoted(word: str) -> str:
    """A word in the syntax of tsvector and tsquery (PostgreSQL manual, 8.11)."""
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"


def tsquery(any_of: Sequence[str]) -> str:
    """A tsquery that any of the words satisfies."""
    return " | ".join(map(quoted, any_of))


def phrase(text: str) -> str:
    """A tsquery of a quoted phrase; empty where it has no word. Chinese has no blanks to go by:
    there all its pairs of characters must stand in the text."""
    found = [word for word, _ in pairs(text)]
    if not found:
        return ""
    joined = " & " if any(map(is_han, found)) else " <-> "
    return joined.join(map(quoted, found))


def _digest(
    guide: ProductGuide, texts: tuple[str, ...], facts: Sequence[Value], means: Means
) -> str:
    weighed = [f"{path}:{weight_of(guide, path)}:{means[path]}" for path in guide.text_fields]
    return digest(SEGMENTATION, *weighed, *texts, *(f"{fact}" for fact in facts))


def _stale(guide: ProductGuide, digests: dict[Any, str]) -> list[Any]:
    rows = Document.objects.filter(guide=guide.name, object_id__in=as_text(digests))
    stored = dict(rows.values_list("object_id", "digest"))
    return [pk for pk, mark in digests.items() if stored.get(str(pk)) != mark]


def stale(guide: ProductGuide, texts: Texts) -> set[Any]:
    """Products whose words or facts are missing or of another text than this."""
    means, facts = mean_lengths(guide), values_of(guide, texts)
    marks = {pk: _digest(guide, each, facts.get(pk, []), means) for pk, each in texts.items()}
    return set(_stale(guide, marks))


def orphaned(guide: ProductGuide) -> list[str]:
    """Keys of indexed texts that belong to no product that shoppers may see."""
    return orphans(guide, Document.objects.filter(guide=guide.name))


def mean_lengths(guide: ProductGuide) -> Means:
    """Words in each text field on average, where there is any: sampled at first, then counted."""
    corpus = Corpus.objects.filter(guide=guide.name).first()
    if corpus is None or set(corpus.mean_lengths) != set(guide.text_fields):
        # By chance, since the first of a shop's products are often of one kind.
        pks = list(guide.products().order_by("?").values_list("pk", flat=True)[:SAMPLE])
        lengths = [[len(words(text)) for text in texts] for texts in texts_of(guide, pks).values()]
        means = {
            path: _mean([each[n] for each in lengths]) for n, path in enumerate(guide.text_fields)
        }
        if not lengths:
            return means
        corpus, _ = Corpus.objects.update_or_create(
            guide=guide.name, defaults={"mean_lengths": means}
        )
    return dict(corpus.mean_lengths)


def _mean(lengths: Sequence[int]) -> int:
    filled = [length for length in lengths if length]
    return max(1, round(sum(filled) / len(filled))) if filled else 1


def count_terms(guide: ProductGuide) -> None:
    """Count anew in how many texts each word stands (two seconds for 100,000 texts)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH counted AS (SELECT word, ndoc FROM ts_stat(format("
            "'SELECT lexemes FROM shopguide_document WHERE guide = %%L', %s::text))),"
            " gone AS (DELETE FROM shopguide_term WHERE guide = %s"
            " AND text NOT IN (SELECT word FROM counted))"
            " INSERT INTO shopguide_term (guide, text, documents, spelling)"
            " SELECT %s, word, ndoc, '' FROM counted"
            " ON CONFLICT (guide, text) DO UPDATE SET documents = excluded.documents"
            " WHERE shopguide_term.documents <> excluded.documents",
            [guide.name] * 3,
        )
        cursor.execute(
            "SELECT n, avg(length) FROM shopguide_document,"
            " unnest(lengths) WITH ORDINALITY AS field (length, n)"
            " WHERE guide = %s AND length > 0 GROUP BY n",
            [guide.name],
        )
        means = {int(n) - 1: float(mean) for n, mean in cursor.fetchall()}
    documents = Document.objects.filter(guide=guide.name).count()
    real = {path: means.get(n, 1.0) for n, path in enumerate(guide.text_fields)}
    corpus, _ = Corpus.objects.get_or_create(guide=guide.name)
    known, drift = corpus.mean_lengths, DRIFT if corpus.counted else FIRST_DRIFT
    if any(
        abs(mean - known.get(path, 0)) > drift * known.get(path, 0) for path, mean in real.items()
    ):
        corpus.mean_lengths = {path: max(1, round(mean)) for path, mean in real.items()}
    count_facts(guide)
    corpus.documents, corpus.counted = documents, timezone.now()
    corpus.save()
    with connection.cursor() as cursor:
        # Autovacuum does so too, but later than the first search after a large load.
        cursor.execute(
            "ANALYZE shopguide_document, shopguide_vector, shopguide_term, shopguide_factvalue"
        )
