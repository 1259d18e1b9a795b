"""Read a sentence: parts that cannot be mistaken first, each part by one reader only."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from shopguide.text.segment import words

from ..index import phrase
from ..vocabulary import Vocabulary
from .amounts import names_of_amounts, read_amounts
from .constraint import Constraint, Reading
from .money import read_level, read_stars, read_stock
from .price import read_price
from .purposes import read_purposes
from .text import Sentence
from .values import read_values
from .wishes import read_wishes

#: Words of asking: what stands between them and the thing is a wish ("I need a quiet keyboard").
_ASKING = re.compile(
    r"\b(?:i|i'm|im|we|you|any|find|show|get|give|buy|what|what's|whats|which|recommend\w*"
    r"|suggest|looking|need|want|after|please|pls|plz|help|choos(?:e|ing)|find(?:ing)?"
    r"|pick(?:ing)?|decid(?:e|ing))\b|[想要买求找荐]|有没有|来[个台部款]|有什么",
    re.ASCII,
)
_COURTESY = re.compile(
    r"\b(?:please|pls|plz|thanks|thank you|thx|online|for sale|deals?|offers?)\b|请问|谢谢|多谢"
    r"|麻烦|哪[个款台]好|推荐|多少钱|好吗|呢|吗|吧|啊|有|么|一下|的|[个台部款只张]"
)
_EMPTY_HAN = re.compile(
    r"[想要买求找荐推请看选我们你您给帮个台部款只张把条副一有没什么哪的了吗呢吧啊,.!?、。\s]+"
)


def read_sentence(vocabulary: Vocabulary, query: str) -> Reading:
    """What ``query`` asks for, each part checked against the fields and values of the shop.

    A bare name of a thing is words to search by, which rank better than they filter. With a wish
    beside it ("tablet for drawing") its category is understood, and a limit where more is limited.
    """
    sentence = Sentence(query)
    found = list(_constraints(vocabulary, sentence))
    wishes = read_wishes(vocabulary, sentence, found)
    if _is_bare(found, sentence):
        found = []
    elif not any(each.kind not in ("category", "purpose") for each in found):
        found = [replace(each, hard=each.hard and each.negated) for each in found]
    phrases = tuple(filter(None, map(phrase, sentence.phrases)))
    return Reading(query, (*found, *wishes), sentence.rest, phrases)


def _is_bare(found: Sequence[Constraint], sentence: Sentence) -> bool:
    """Whether the sentence only names a thing: "noise cancelling headphones", 无线鼠标, "I need a
    laptop". "Tablet for drawing" and 拍照好的手机 wish for something beside it."""
    if len(found) != 1 or found[0].kind != "category" or found[0].negated or " / " in found[0].said:
        return False
    before, _, after = sentence.whole.partition(found[0].said)
    if _says_something(after):
        return False
    if before.rstrip().endswith("的"):
        return not _says_something(before)
    return not (_ASKING.search(before) and _says_something(_ASKING.sub(" ", before)))


def _says_something(text: str) -> bool:
    left = _EMPTY_HAN.sub(" ", _COURTESY.sub(" ", text))
    return any(len(word) > 1 for word in words(left))


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
