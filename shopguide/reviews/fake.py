"""A reader for tests. It knows a handful of words and is never a default."""

import re
from collections.abc import Sequence

from django.core.checks import CheckMessage, Warning

from shopguide.catalogue.guide import Aspect
from shopguide.text.clean import fold
from shopguide.text.language import language_of

from .base import Opinion, Reader, Reading, Sentence, Span

_SENTENCE = re.compile(r"[^.!?\n。！？]+[.!?。！？]*")
_GOOD = re.compile(r"good|great|love|excellent|好|棒|不错")
_BAD = re.compile(r"bad|poor|awful|terrible|broken|差|坏|烂")


class FakeReader(Reader):
    """ "good" or 好 in a sentence praises every aspect term in it, "bad" or 差 blames it."""

    def __init__(self, revision: str = "fake-1") -> None:
        self._revision = revision

    @property
    def revision(self) -> str:
        return self._revision

    def read(self, texts: Sequence[str], aspects: Sequence[Aspect]) -> list[Reading]:
        terms = {term: each.name for each in reversed(aspects) for term in each.terms}
        # The longest first, so that "battery life" is one term.
        known = re.compile("|".join(map(re.escape, sorted(terms, key=len, reverse=True))))
        return [_reading(text, terms, known) for text in texts]

    def judge(
        self, texts: Sequence[str], spans: Sequence[Sequence[Span]]
    ) -> list[list[tuple[float, float, float]]]:
        return [[_judged(text, span) for span in of] for text, of in zip(texts, spans, strict=True)]

    def check(self) -> list[CheckMessage]:
        return [
            Warning(
                'SHOPGUIDE["READERS"] uses FakeReader, which knows a handful of words.',
                hint="Use shopguide.reviews.bert.BertReader.",
                id="shopguide.W291",
            )
        ]


def _reading(text: str, terms: dict[str, str], known: re.Pattern[str]) -> Reading:
    sentences, opinions = [], []
    for found in _SENTENCE.finditer(text):
        part, at = found.group().lower(), found.start()
        good, bad = _spans(_GOOD, part, at), _spans(_BAD, part, at)
        polarity = (len(good) > len(bad)) - (len(bad) > len(good))
        sentences.append(Sentence(found.span(), 0.9 * polarity))
        opinions += [
            Opinion(
                (at + term.start(), at + term.end()),
                terms[fold(term.group())],
                polarity,
                0.9,
                found.span(),
                (*good, *bad),
            )
            for term in known.finditer(part)
        ]
    score = sum(each.sentiment for each in sentences) / max(len(sentences), 1)
    label = (score > 0.1) - (score < -0.1)
    return Reading(language_of(text), score, label, 0.9, tuple(sentences), tuple(opinions))


def _judged(text: str, span: Span) -> tuple[float, float, float]:
    whole = next((s for s in _SENTENCE.finditer(text) if s.start() <= span[0] < s.end()), None)
    part = whole.group().lower() if whole else ""
    good, bad = len(_GOOD.findall(part)), len(_BAD.findall(part))
    polarity = (good > bad) - (bad > good)
    negative, neutral, positive = (0.9 if polarity == each else 0.05 for each in (-1, 0, 1))
    return negative, neutral, positive


def _spans(pattern: re.Pattern[str], part: str, at: int) -> tuple[Span, ...]:
    return tuple((at + m.start(), at + m.end()) for m in pattern.finditer(part))
