"""Read a sentence: parts that cannot be mistaken first, each part by one reader only."""

from collections.abc import Iterator
from dataclasses import replace

from ..index import phrase
from ..vocabulary import Vocabulary
from .amounts import names_of_amounts, read_amounts
from .constraint import Constraint, Reading
from .money import read_level, read_price, read_stars, read_stock
from .purposes import read_purposes
from .text import Sentence
from .values import read_values


def read_sentence(vocabulary: Vocabulary, query: str) -> Reading:
    """What ``query`` asks for, each part checked against the fields and values of the shop.

    A category is a hard limit in a sentence that asks for more than the thing; by itself it is a
    word to search by, since the words of a short query rank better than they filter.
    """
    sentence = Sentence(query)
    found = list(_constraints(vocabulary, sentence))
    if not any(each.kind not in ("category", "purpose") for each in found):
        found = [
            replace(each, hard=each.hard and (each.kind != "category" or each.negated))
            for each in found
        ]
    phrases = tuple(filter(None, map(phrase, sentence.phrases)))
    return Reading(query, tuple(found), sentence.rest, phrases)


def _constraints(vocabulary: Vocabulary, sentence: Sentence) -> Iterator[Constraint]:
    guide = vocabulary.guide
    yield from read_stars(guide, sentence)
    yield from read_stock(guide, sentence)
    amounts = list(read_amounts(vocabulary, sentence))
    yield from amounts
    yield from read_price(guide, sentence)
    yield from read_level(guide, sentence)
    yield from read_purposes(sentence)
    yield from read_values(vocabulary, sentence, names_of_amounts(vocabulary, amounts))
