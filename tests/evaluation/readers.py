"""Readers for tests: always right, never right, contrary to another, and not there."""

from dataclasses import replace
from pathlib import Path

from shopguide.evaluation.terms import Sorter
from shopguide.reviews.base import Opinion, Reader, ReaderError, Reading
from shopguide.reviews.fake import FakeReader
from shopguide.text.language import language_of

HULIU = Path(__file__).parent / "huliu.jsonl"


class PerfectReader(Reader):
    """Answers with what people marked in each sentence."""

    sure = 1

    def __init__(self, sentences):
        self.marks = {}
        for each in sentences:
            self.marks.setdefault(each.text, []).extend(each.marks)

    @property
    def revision(self):
        return type(self).__name__

    def read(self, texts, aspects):
        sorter = Sorter(aspects)
        return [self._reading(text, sorter) for text in texts]

    def _reading(self, text, sorter):
        found, score = [], 0
        for sentence, marks in self.marks.items():
            at = text.find(sentence)
            for mark in marks if at >= 0 else ():
                score += self.sure * mark.polarity
                # A term that is not literally there has a span of the whole sentence.
                span = mark.span or (0, len(sentence))
                span = (at + span[0], at + span[1])
                found.append(
                    Opinion(
                        span, sorter.aspect(mark.term), self.sure * mark.polarity, 1.0,
                        (at, at + len(sentence)),
                    )
                )  # fmt: skip
        score = max(-1.0, min(1.0, score))
        return Reading(language_of(text), score, int(score), 1.0, (), tuple(found))

    def judge(self, texts, spans):
        return [
            [self._judged(text, span) for span in of] for text, of in zip(texts, spans, strict=True)
        ]

    def _judged(self, text, span):
        polarity = next(mark.polarity for mark in self.marks[text] if mark.span == tuple(span))
        said = self.sure * polarity
        return tuple(float(said == each) for each in (-1, 0, 1))


class WrongReader(PerfectReader):
    """Finds no aspect and takes every opinion for its contrary."""

    sure = -1

    def _reading(self, text, sorter):
        found = super()._reading(text, sorter)
        return Reading(found.language, found.sentiment, found.label, 1.0)


class Contrary(FakeReader):
    """Takes good for bad and bad for good."""

    def __init__(self):
        super().__init__("contrary")

    def read(self, texts, aspects):
        return [
            replace(each, sentiment=-each.sentiment, label=-each.label)
            for each in super().read(texts, aspects)
        ]


class Absent(FakeReader):
    def read(self, texts, aspects):
        raise ReaderError("the files are not there; install the extra.")
