"""A large shop's worth of reviews that have been read, made of the demo's real ones.

Every review is a copy of a real one of the demo under a title of its own, on one of the demo's
products; how many a product has falls with its rank (Zipf). The readings are synthesised: FakeReader
finds terms and sentences in the real text once, and what is said of each term, stars, dates and
verified purchases are drawn with a seed, as are fingerprints, some of them near others. That is what
tables of this size look like, and says nothing about what is read in them.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from scratch import say

from shopguide.catalogue.guide import ProductGuide

SEED = 23
SLOPE = 0.8
YEARS = 3
CHUNK = 5000
#: Shares of reviews that are hidden, verified, and near copies of the one before.
HIDDEN, VERIFIED, COPIED = 0.03, 0.6, 0.01


@dataclass(frozen=True)
class Template:
    """A real review's text, cleaned, and what a reader finds in it."""

    body: str
    language: str
    reading: Any


def fill(guide: ProductGuide, n: int) -> None:
    """Load the demo and store ``n`` reviews with their readings in place of its own."""
    from django.db import connection

    from storefront.load import load
    from storefront.models import Product, Review

    load()
    templates = _templates(guide)
    Review.objects.all().delete()
    products = list(
        Product.objects.filter(is_public=True).order_by("sku").values_list("pk", flat=True)
    )
    chance = random.Random(SEED)
    weights = [1 / rank**SLOPE for rank in range(1, len(products) + 1)]
    chance.shuffle(products)
    now = datetime.now().astimezone()
    for start in range(0, n, CHUNK):
        count = min(CHUNK, n - start)
        owners = chance.choices(products, weights, k=count)
        _store(guide, [_made(chance, templates, now, pk) for pk in owners])
        say(f"  {start + count:,} of {n:,} reviews")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def most_reviewed(guide: ProductGuide, count: int) -> list[str]:
    """Keys of products, from the most reviewed one down, evenly by rank."""
    from django.db.models import Count

    from shopguide.models import ReviewReading

    rows = ReviewReading.objects.filter(guide=guide.name).values_list("object_id")
    ranked = [key for key, _ in rows.annotate(n=Count("pk")).order_by("-n", "object_id")]
    return [ranked[i] for i in np.unique(np.geomspace(1, len(ranked), count).astype(int) - 1)]


def _templates(guide: ProductGuide) -> list[Template]:
    from shopguide.reviews.fake import FakeReader
    from shopguide.text.aspects import aspects_of
    from shopguide.text.clean import clean
    from storefront.models import Review

    rows = list(Review.objects.order_by("pk").values_list("body", "language"))
    bodies = [clean(body) for body, _ in rows]
    readings = FakeReader().read(bodies, aspects_of(guide))
    return [
        Template(body, language, reading)
        for body, (_, language), reading in zip(bodies, rows, readings, strict=True)
    ]


@dataclass(frozen=True)
class Made:
    """A review of the shop and what was read in it, unsaved."""

    review: Any
    template: Template
    polarities: list[int]
    good: float
    verified: bool
    fingerprint: int


def _made(chance: random.Random, templates: list[Template], now: datetime, product: Any) -> Made:
    from storefront.models import Review

    template = chance.choice(templates)
    good = chance.betavariate(3, 1.5)
    written = now - timedelta(minutes=chance.random() ** 1.5 * YEARS * 365 * 24 * 60)
    review = Review(
        product_id=product,
        title=f"Review {chance.randrange(10**6)}",
        body=template.body,
        score=min(5, 1 + int(5 * min(1.0, max(0.0, chance.gauss(good, 0.15))))),
        language=template.language,
        source="benchmark",
        is_approved=chance.random() > HIDDEN,
        created=written,
    )
    polarities = [
        chance.choices([1, 0, -1], [good, 0.3, 1 - good])[0] for _ in template.reading.opinions
    ]
    bits = random.Random(len(template.body)).getrandbits(64) if chance.random() < COPIED else None
    mark = (bits ^ 1 << chance.randrange(64)) if bits is not None else chance.getrandbits(64)
    verified = chance.random() < VERIFIED
    return Made(review, template, polarities, good, verified, mark - 2**63)


def _store(guide: ProductGuide, made: list[Made]) -> None:
    from shopguide.models import AspectOpinion, ReviewReading
    from storefront.models import Review

    Review.objects.bulk_create(each.review for each in made)
    readings = ReviewReading.objects.bulk_create(_reading(guide, each) for each in made)
    AspectOpinion.objects.bulk_create(
        opinion
        for each, reading in zip(made, readings, strict=True)
        for opinion in _opinions(guide, each, reading)
    )


def _reading(guide: ProductGuide, made: Made) -> Any:
    from shopguide.models import ReviewReading
    from shopguide.reviews.compare import reading_digest
    from shopguide.text.review import ReviewText

    review, text = made.review, ReviewText((made.review.title, made.template.body))
    score = 2 * made.good - 1
    return ReviewReading(
        guide=guide.name,
        object_id=str(review.product_id),
        review_id=str(review.pk),
        reader=guide.reader,
        revision="benchmark",
        digest=reading_digest(guide, "benchmark", text.whole),
        language=made.template.reading.language,
        sentiment=score,
        label=(score > 0.1) - (score < -0.1),
        probability=0.5 + abs(score) / 2,
        rating=review.score / 5,
        written=review.created,
        verified=made.verified,
        shown=review.is_approved,
        fingerprint=made.fingerprint,
    )


def _opinions(guide: ProductGuide, made: Made, reading: Any) -> Iterator[Any]:
    from shopguide.models import AspectOpinion

    shift = len(made.review.title) + 1
    for opinion, polarity in zip(made.template.reading.opinions[:4], made.polarities, strict=False):
        yield AspectOpinion(
            reading=reading,
            guide=guide.name,
            object_id=reading.object_id,
            aspect=opinion.aspect,
            term=made.template.body[slice(*opinion.span)][:80],
            polarity=polarity,
            probability=0.9,
            start=opinion.span[0] + shift,
            end=opinion.span[1] + shift,
            sentence_start=opinion.sentence[0] + shift,
            sentence_end=opinion.sentence[1] + shift,
            words=[edge + shift for span in opinion.words for edge in span],
        )
