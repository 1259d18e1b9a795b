"""Which candidates answer a question, and whether any does."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import ImproperlyConfigured

from shopguide.backends import rerankers
from shopguide.conf import settings
from shopguide.rerank.base import RerankerError
from shopguide.text.language import Language, language_of
from shopguide.text.segment import words

from .candidates import Candidate

logger = logging.getLogger("shopguide")

#: Sources that an answer may rest on.
MOST = 5


@dataclass(frozen=True)
class Judged:
    """Candidates that answer, best first; ``degraded`` where words stood in for the reranker."""

    chosen: tuple[Candidate, ...] = ()
    scores: tuple[float, ...] = ()
    degraded: tuple[str, ...] = ()


def judged(
    question: str, candidates: Sequence[Candidate], language: Language, most: int = MOST
) -> Judged:
    """Those of ``candidates`` that are likely enough to answer, SHOPGUIDE["ANSWERABLE"]. What the
    shop says in both languages is taken in the asker's."""
    candidates = list({(each.about, each.text): each for each in candidates}.values())
    if not candidates:
        return Judged()
    passages = [_passage(each) for each in candidates]
    degraded: tuple[str, ...] = ()
    try:
        scores = rerankers["default"].scores(question, passages)
    except (RerankerError, ImproperlyConfigured, TypeError) as error:
        logger.warning("shopguide: sources are judged by words alone: %s", error)
        scores, degraded = [_shared(question, each) for each in passages], ("reranker",)
    pairs = [
        (score, each)
        for score, each in zip(scores, candidates, strict=True)
        if score >= settings["ANSWERABLE"]
    ]
    own = [pair for pair in pairs if _is_in(pair[1], language)]
    pairs = own or pairs
    # Of two that are as likely, the one that was likelier to begin with.
    pairs.sort(key=lambda pair: -pair[0])
    chosen = pairs[:most]
    return Judged(tuple(c for _, c in chosen), tuple(s for s, _ in chosen), degraded)


def _passage(candidate: Candidate) -> str:
    if candidate.kind == "policy" and candidate.title:
        return f"{candidate.title}. {candidate.as_read}"
    return candidate.as_read


def _is_in(candidate: Candidate, language: Language) -> bool:
    """Facts and shares are in the page's language by themselves."""
    if candidate.kind in ("fact", "insight"):
        return True
    return language_of(candidate.as_read) == language


def _shared(question: str, passage: str) -> float:
    asked = set(words(question))
    return len(asked & set(words(passage))) / len(asked) if asked else 0.0
