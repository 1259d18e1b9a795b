"""Sentiment against the stars that the same shoppers gave."""

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from shopguide.catalogue.guide import Reviews
from shopguide.insight.agreement import HIGH, LOW
from shopguide.text.language import Language, language_of
from shopguide.text.review import review_texts

from .agreement import accuracy, label_units, macro_f1, pearson, score_units
from .resampling import Measured, Sums

SEED = 13


@dataclass(frozen=True)
class Rated:
    """A review with its stars as a share of the best."""

    key: str
    text: str
    rating: float

    @property
    def label(self) -> int:
        """Bad -1, good 1, and 0 for what is neither."""
        return (self.rating >= HIGH - 1e-9) - (self.rating <= LOW + 1e-9)

    @property
    def language(self) -> Language:
        return language_of(self.text)


def rated_reviews(reviews: Reviews, sample: int) -> list[Rated]:
    """At most ``sample`` of the shop's reviews that have stars and text, hidden ones too, drawn by
    a seed."""
    if not reviews.score:
        return []
    scored = reviews.model._base_manager.exclude(**{reviews.score: None}).order_by("pk")
    scores = dict(scored.values_list("pk", reviews.score))
    drawn = list(scores)
    if len(drawn) > sample:
        drawn = random.Random(SEED).sample(drawn, sample)  # noqa: S311
    texts = review_texts(reviews, drawn)
    return [
        Rated(str(pk), texts[pk].whole, float(scores[pk]) / reviews.best)
        for pk in drawn
        if pk in texts and texts[pk].whole.strip()
    ]


def stars_measured(rated: Sequence[Rated], scores: Mapping[str, Sequence[float]]) -> list[Measured]:
    """``accuracy`` and ``macro-F1`` of the sign of sentiment on reviews with bad or good stars, where
    no sign counts as positive, and ``r`` between sentiment and stars of all."""
    labels = Counter(each.label for each in rated if each.label)
    often = labels.most_common(1)[0][0] if labels else 1
    systems = {"majority": [float(often)] * len(rated), **scores}
    return [Measured(name, _units(rated, of), MEASURES) for name, of in systems.items()]


def _units(rated: Sequence[Rated], scores: Sequence[float]) -> Sums:
    sums = np.zeros((len(rated), 10))
    for row, each, score in zip(sums, rated, scores, strict=True):
        if each.label:
            row[:4] = label_units([each.label], [-1 if score < 0 else 1], (-1, 1))[0]
    sums[:, 4:] = score_units([each.rating for each in rated], scores)
    return sums


MEASURES = {
    "accuracy": lambda sums: accuracy(sums[:, :4]),
    "macro-F1": lambda sums: macro_f1(sums[:, :4]),
    "r": lambda sums: pearson(sums[:, 4:]),
}
