"""An answer without a language model: the sentences of the shop's own that speak of what was asked."""

from collections.abc import Iterator
from dataclasses import dataclass

from shopguide.reviews.sentences import sentences
from shopguide.text.segment import words

from .base import Enquiry, Line
from .topics import PRAISE

#: Sentences of one answer.
MOST = 3
#: A sentence that shares fewer words than this part of what the best one shares is left out.
ENOUGH = 0.6


@dataclass(frozen=True)
class _Quotation:
    rank: int
    place: int
    ref: str
    text: str
    shared: int


def quotations(task: Enquiry) -> Iterator[Line]:
    """Up to MOST sentences of the sources, unchanged, in their order, each with its source.

    Where none has a word of the question (a synonym, another language), the best source speaks: it
    was chosen by meaning.
    """
    found = list(_said(task))
    found.sort(key=lambda each: (-each.shared, each.rank, each.place))
    if not found:
        return
    most = found[0].shared
    if not most:
        chosen = [each for each in found if each.rank == 0][:2]
    else:
        chosen = [each for each in found if each.shared >= ENOUGH * most][:MOST]
    for each in sorted(chosen, key=lambda each: (each.rank, each.place)):
        yield Line("answer", each.text, (each.ref,))


def _said(task: Enquiry) -> Iterator[_Quotation]:
    asked = set(words(task.question)) - PRAISE
    seen: set[str] = set()
    for rank, source in enumerate(task.sources):
        for place, (start, end) in enumerate(sentences(source.text)):
            text = source.text[start:end]
            if text in seen:
                continue
            seen.add(text)
            # "Warranty: two years" answers by its title too.
            shared = len(
                asked & (set(words(text)) | (set(words(source.title)) if place == 0 else set()))
            )
            yield _Quotation(rank, place, source.ref, text, shared)
