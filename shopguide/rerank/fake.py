"""A reranker for tests. It knows nothing of meaning and is never a default."""

from collections.abc import Sequence

from django.core.checks import CheckMessage, Warning

from shopguide.text.clean import clean

from .base import Reranker
from .overlap import overlap


class FakeReranker(Reranker):
    """The share of the question's words that stand in the passage."""

    @property
    def revision(self) -> str:
        return "fake-1"

    def scores(self, question: str, passages: Sequence[str]) -> list[float]:
        asked = clean(question)
        return [overlap(asked, clean(passage)) for passage in passages]

    def check(self) -> list[CheckMessage]:
        return [
            Warning(
                'SHOPGUIDE["RERANKERS"] uses FakeReranker, which knows nothing of meaning.',
                hint="Use shopguide.rerank.bert.BertReranker.",
                id="shopguide.W292",
            )
        ]
