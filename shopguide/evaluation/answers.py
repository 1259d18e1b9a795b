"""How well passages that answer a question are found, and questions that nothing answers refused."""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np

from shopguide.encoders.base import Encoder
from shopguide.rerank.base import Reranker
from shopguide.rerank.judged import Judged
from shopguide.text.segment import words

from .resampling import Measure, Measured, Sums, ratio

Progress = Callable[[Iterable[Judged]], Iterable[Judged]]
#: Scores of the passages of each question.
Scores = list[list[float]]
#: Robertson & Zaragoza (2009).
K1, B = 1.2, 0.75

#: Columns of a question's row.
_ANSWERABLE, _FIRST, _RECIPROCAL, _REFUSED, _RIGHTLY, _UNANSWERABLE = range(6)


def _share(above: int, below: int) -> Measure:
    return lambda sums: ratio(sums[:, above], sums[:, below])


MEASURES: Mapping[str, Measure] = {
    "P@1": _share(_FIRST, _ANSWERABLE),
    "MRR": _share(_RECIPROCAL, _ANSWERABLE),
    "refusal F1": lambda sums: ratio(
        2 * sums[:, _RIGHTLY], sums[:, _REFUSED] + sums[:, _UNANSWERABLE]
    ),
    "refusal precision": _share(_RIGHTLY, _REFUSED),
    "refusal recall": _share(_RIGHTLY, _UNANSWERABLE),
}


def measured(
    system: str, questions: Sequence[Judged], scores: Scores, threshold: float
) -> Measured:
    """``P@1`` and ``MRR`` over questions that a passage answers, refusal over all: a question is
    refused where its best score is below ``threshold``."""
    refused = [float(max(each) < threshold) for each in scores]
    return Measured(system, _units(questions, scores, refused), MEASURES)


def by_chance(questions: Sequence[Judged], refused: float) -> Measured:
    """What any order reaches in the mean that refuses a share of ``refused``."""
    scores = [[0.0] * len(each.passages) for each in questions]
    return Measured("random", _units(questions, scores, [refused] * len(questions)), MEASURES)


def _units(questions: Sequence[Judged], scores: Scores, refused: Sequence[float]) -> Sums:
    units = np.zeros((len(questions), 6))
    for row, each, of, share in zip(units, questions, scores, refused, strict=True):
        answerable = any(each.answers)
        row[_ANSWERABLE], row[_UNANSWERABLE] = answerable, not answerable
        row[_REFUSED], row[_RIGHTLY] = share, share * (not answerable)
        if answerable:
            row[_FIRST], row[_RECIPROCAL] = _found(each.answers, of)
    return units


def _found(answers: Sequence[bool], scores: Sequence[float]) -> tuple[float, float]:
    """Whether an answer is first and the reciprocal of its rank, in the mean over all orders of
    passages with the same score."""
    best = max(score for score, right in zip(scores, answers, strict=True) if right)
    better = sum(score > best for score in scores)
    tied = [right for score, right in zip(scores, answers, strict=True) if score == best]
    n, right = len(tied), sum(tied)
    # The first right one of n stands at place k.
    places = [math.comb(n - k, right - 1) / math.comb(n, right) for k in range(1, n - right + 2)]
    reciprocal = sum(share / (better + k) for k, share in enumerate(places, start=1))
    return (0.0 if better else right / n), reciprocal


def by_words(questions: Sequence[Judged]) -> Scores:
    """BM25, with document frequencies of all passages together."""
    texts = {text: Counter(words(text)) for each in questions for text in each.passages}
    frequency = Counter(word for counts in texts.values() for word in counts)
    length = sum(map(Counter.total, texts.values())) / max(len(texts), 1)

    def score(asked: Iterable[str], counts: Counter[str]) -> float:
        norm = K1 * (1 - B + B * counts.total() / length) if length else K1
        return sum(
            math.log(1 + (len(texts) - frequency[word] + 0.5) / (frequency[word] + 0.5))
            * counts[word] * (K1 + 1) / (counts[word] + norm)
            for word in asked
        )  # fmt: skip

    return [
        [score(dict.fromkeys(words(each.question)), texts[text]) for text in each.passages]
        for each in questions
    ]


def by_encoder(questions: Sequence[Judged], encoder: Encoder) -> Scores:
    """Cosine similarity."""
    passages = list(dict.fromkeys(text for each in questions for text in each.passages))
    at = {text: row for row, text in enumerate(passages)}
    vectors = encoder.encode(passages)
    asked = encoder.encode([each.question for each in questions], kind="query")
    return [
        (vectors[[at[text] for text in each.passages]] @ query).tolist()
        for each, query in zip(questions, asked, strict=True)
    ]


def by_reranker(
    questions: Sequence[Judged], reranker: Reranker, progress: Progress = iter
) -> Scores:
    return [reranker.scores(each.question, each.passages) for each in progress(questions)]
