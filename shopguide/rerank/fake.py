"""A reranker for tests. It knows nothing of meaning and is never a default."""

from collections.abc import Sequence

from django.core.checks import CheckMessage, Warning

from shopguide.text.clean import clean
from shopguide.text.segment import words

from .base import Reranker


class FakeReranker(Reranker):
    """The share of the question's words that stand in the passage."""

    @property
    def revision(self) -> str:
        return "fake-1"

    def scores(self, question: str, passages: Sequence[str]) -> list[float]:
        asked = set(words(clean(question)))
        return [
            len(asked & set(words(clean(passage)))) / len(asked) if asked else 0.0
            for passage in passages
        ]

    def check(self) -> list[CheckMessage]:
        return [
            Warning(
                'SHOPGUIDE["RERANKERS"] uses FakeReranker, which knows nothing of meaning.',
                hint="Use shopguide.rerank.bert.BertReranker.",
                id="shopguide.W292",
            )
        ]
