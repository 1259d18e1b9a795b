"""Which candidates answer a question, and whether any does."""

import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import ImproperlyConfigured

from shopguide.backends import rerankers
from shopguide.conf import settings
from shopguide.rerank.base import RerankerError
from shopguide.text.language import Language, language_of
from shopguide.text.segment import words

from .candidates import Candidate
from .intents import folded

logger = logging.getLogger("shopguide")

#: Sources that an answer may rest on.
MOST = 5
#: One that is far less likely than the best only dilutes it.
NEAR = 0.7
#: What a question is put with, and no part of what it asks for.
_ASKING = re.compile(
    r"\b(?:how (?:much|many|long|often|big|do|does|can)|what(?:'?s| is| are| about)?|which|when|where|who|why|is there"
    r"|are there|do you (?:have|offer|sell|accept|take|provide)|can i|may i|could i|does it (?:have|come with|support)"
    r"|any|one|ones|first|second|third|last|better|best|more|have|has|get|take|possible|available|offer|tell me|about"
    r"|please|it|its|this|that|cost|costs|phone|product|item)\b"
    r"|多少钱|多少|多久|多大|多重|多长|几天|几个|怎么样|怎么办|怎么|怎样|如何|能不能|可不可以|可以|能否|有没有|是否|是不是"
    r"|什么|哪些|哪个|哪款|哪里|哪儿|吗|呢|吧|啊|支持|提供|需要|你们|您们|请问|我想|想要|一下|这款|这个|那款|那个|它的?|的|有|能|好"
    r"|第[一二三四\d]个?"
)


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
    least = settings["ANSWERABLE"]
    pairs = [
        (max(score, least * _covers(question, each)), each)
        for score, each in zip(scores, candidates, strict=True)
    ]
    pairs = [pair for pair in pairs if pair[0] >= least]
    own = [pair for pair in pairs if _is_in(pair[1], language)]
    pairs = own or pairs
    # Of two that are as likely, the one that was likelier to begin with.
    pairs.sort(key=lambda pair: -pair[0])
    chosen = [pair for pair in pairs if pair[0] >= NEAR * pairs[0][0]][:most]
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


def _covers(question: str, candidate: Candidate) -> float:
    """1 and a little more for the title, where all that is asked for stands in what the shop itself
    says, in whatever order; else 0. A reranker may not know the shop's words."""
    if candidate.kind not in ("policy", "fact", "text"):
        return 0.0
    asked = set(words(_ASKING.sub(" ", folded(question))))
    if not asked or not asked <= set(words(_passage(candidate))):
        return 0.0
    titled = asked & set(words(candidate.title)) if candidate.kind == "policy" else set()
    return 1.0 + 0.4 * len(titled) / len(asked)


def _shared(question: str, passage: str) -> float:
    asked = set(words(question))
    return len(asked & set(words(passage))) / len(asked) if asked else 0.0
