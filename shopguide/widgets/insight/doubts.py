"""What deserves a look before it is believed: stars against text, near copies, bursts."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.text import Truncator

from shopguide.catalogue.guide import ProductGuide
from shopguide.insight import Scope
from shopguide.insight.agreement import Agreement, Disagreement, agreement, disagreements
from shopguide.insight.suspicion import Burst, Copies, Copy, bursts, near_copies
from shopguide.text.review import review_texts

from .titles import titles

DISAGREE, SUSPECT = 10, 5
EXCERPT = 240


@dataclass(frozen=True)
class Group:
    """Reviews with nearly the same text, each with the title of its product."""

    count: int
    products: int
    named: tuple[tuple[str, Copy], ...]


@dataclass(frozen=True)
class Doubts:
    """``differing`` are reviews whose stars say one thing and whose text another, with how they
    begin."""

    agreement: Agreement
    differing: tuple[tuple[Disagreement, str], ...]
    copies: tuple[Group, ...]
    bursts: tuple[Burst, ...]

    @property
    def reviews(self) -> set[str]:
        """Keys of all reviews that are named."""
        copied = {each.review for group in self.copies for _, each in group.named}
        return copied | {each.review for each, _ in self.differing}


def doubts(scope: Scope) -> Doubts:
    return Doubts(
        agreement(scope),
        tuple(_differing(scope)),
        tuple(_named(scope.guide, near_copies(scope, SUSPECT))),
        tuple(bursts(scope, SUSPECT)),
    )


def _named(guide: ProductGuide, copies: Sequence[Copies]) -> list[Group]:
    called = titles(guide, (each.product for group in copies for each in group.reviews))
    return [
        Group(
            group.count,
            group.products,
            tuple((called[each.product], each) for each in group.reviews),
        )
        for group in copies
    ]


def _differing(scope: Scope) -> list[tuple[Disagreement, str]]:
    found = disagreements(scope, DISAGREE)
    if not found or scope.guide.reviews is None:
        return []
    texts = review_texts(scope.guide.reviews, (each.review for each in found))
    begin = {str(pk): Truncator(text.whole).chars(EXCERPT) for pk, text in texts.items()}
    return [(each, begin.get(each.review, "")) for each in found]
