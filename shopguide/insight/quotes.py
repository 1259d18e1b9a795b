"""Sentences from reviews that say what is claimed, cut from the shop's own rows."""

import logging
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from django.core.exceptions import EmptyResultSet
from django.db.models import Case, F, Q, Value, When
from django.utils.translation import get_language
from rapidfuzz import fuzz

from shopguide.catalogue.guide import ProductGuide
from shopguide.models import AspectOpinion
from shopguide.reviews.base import Span
from shopguide.text.clean import fold
from shopguide.text.review import reading_digest, review_texts

from .passages import Part, cut, passage
from .scope import Scope
from .sql import compiled, fetched

#: An aspect and what is said of it: 1 praise, -1 blame, 0 neither.
Claim = tuple[str, int]
#: Sentences read for each that is wanted, since some are alike and some have changed.
SPARE = 4
#: Characters of a sentence that is neither bare nor long-winded, by language.
LENGTHS = {"en": (25, 200), "zh-hans": (8, 80)}
#: Two sentences that share so many characters in order (of 100) say the same.
ALIKE = 80

_BEST = """
SELECT pk FROM (
  SELECT pk, row_number() OVER (
    PARTITION BY aspect, polarity ORDER BY strange, unfit, probability DESC, pk
  ) AS rank FROM ({once}) AS once (pk, aspect, polarity, reading, strange, unfit, probability)
) AS ranked WHERE rank <= %s ORDER BY rank, pk
"""

logger = logging.getLogger("shopguide")


@dataclass(frozen=True)
class Quote:
    """One sentence of one review. ``review`` and ``product`` are keys as text; ``term`` and
    ``words`` are spans in ``text``; ``rating`` is a share of the best score."""

    review: str
    product: str
    aspect: str
    polarity: int
    text: str
    term: Span
    words: tuple[Span, ...]
    rating: float | None
    written: datetime | None
    language: str
    verified: bool | None
    probability: float

    @property
    def parts(self) -> tuple[Part, ...]:
        """The text cut at its marks: ``{% for part in quote.parts %}``."""
        return cut(self.text, self.term, self.words)


def quotes(
    scope: Scope, aspect: str, polarity: int, limit: int = 3, language: str | None = None
) -> list[Quote]:
    """The most telling sentences for one claim: see ``quotes_for``."""
    return quotes_for(scope, [(aspect, polarity)], limit, language)[aspect, polarity]


def quotes_for(
    scope: Scope, claims: Iterable[Claim], limit: int = 3, language: str | None = None
) -> dict[Claim, list[Quote]]:
    """Up to ``limit`` sentences for each claim, in three statements. Those in ``language`` (the
    active one if not given) first, at most one of a review, none like another. A review whose text
    has changed since it was read is not quoted. Raises LookupError for what is no key."""
    found: dict[Claim, list[Quote]] = {claim: [] for claim in claims}
    if not found or scope.guide.reviews is None:
        return found
    wanted = "zh-hans" if (language or get_language() or "en").startswith("zh") else "en"
    rows = _candidates(scope, list(found), limit * SPARE, wanted)
    texts = _texts(scope.guide, rows)
    for row in rows:
        quote = _quote(row, texts.get(row.reading.review_id))
        chosen = found[row.aspect, row.polarity]
        if quote and len(chosen) < limit and not _repeats(quote, chosen):
            chosen.append(quote)
    return found


def _candidates(
    scope: Scope, claims: Sequence[Claim], most: int, language: str
) -> list[AspectOpinion]:
    """The best opinion of each review for each claim, and of these the ``most`` telling."""
    by_polarity = defaultdict(list)
    for aspect, polarity in claims:
        by_polarity[polarity].append(aspect)
    said = Q()
    for polarity, aspects in by_polarity.items():
        said |= Q(polarity=polarity, aspect__in=aspects)
    opinions = scope.opinions().filter(said, reading__in=scope.readings())
    fits = Q()
    for name, bounds in LENGTHS.items():
        fits |= Q(reading__language=name, length__range=bounds)
    # A review that says it ten thousand times is one review.
    claim = ("aspect", "polarity", "reading")
    once = (
        opinions.annotate(length=F("sentence_end") - F("sentence_start"))
        .annotate(
            strange=Case(When(reading__language=language, then=Value(0)), default=Value(1)),
            unfit=Case(When(fits, then=Value(0)), default=Value(1)),
        )
        .order_by(*claim, "unfit", "-probability", "start")
        .distinct(*claim)
    )
    try:
        sql, given = compiled(once.values("pk", *claim, "strange", "unfit", "probability"))
    except EmptyResultSet:
        return []
    ranks = fetched(once, _BEST.format(once=sql), (*given, most))
    rank_of = {pk: number for number, (pk,) in enumerate(ranks)}
    rows = AspectOpinion.objects.filter(pk__in=rank_of).select_related("reading")
    return sorted(rows, key=lambda row: rank_of[row.pk])


def _texts(guide: ProductGuide, rows: Iterable[AspectOpinion]) -> dict[str, str]:
    """The whole texts of the reviews that say today what was read in them."""
    readings = {row.reading.review_id: row.reading for row in rows}
    if guide.reviews is None:
        return {}
    texts = {str(pk): text.whole for pk, text in review_texts(guide.reviews, readings).items()}
    same = {
        key: text
        for key, text in texts.items()
        if reading_digest(guide, readings[key].revision, text) == readings[key].digest
    }
    if changed := len(readings) - len(same):
        logger.info("shopguide: %d reviews are not quoted, as they were read as others.", changed)
    return same


def _quote(row: AspectOpinion, whole: str | None) -> Quote | None:
    if whole is None:
        return None
    words = list(pairwise(row.words))[::2]
    sentence, term = (row.sentence_start, row.sentence_end), (row.start, row.end)
    said = passage(whole, sentence, term, words)
    if said is None:
        return None
    reading = row.reading
    return Quote(
        review=reading.review_id,
        product=reading.object_id,
        aspect=row.aspect,
        polarity=row.polarity,
        text=said.text,
        term=said.term,
        words=said.words,
        rating=reading.rating,
        written=reading.written,
        language=reading.language,
        verified=reading.verified,
        probability=row.probability,
    )


def _repeats(quote: Quote, chosen: Iterable[Quote]) -> bool:
    text = fold(quote.text)
    return any(fuzz.ratio(text, fold(each.text)) >= ALIKE for each in chosen)
