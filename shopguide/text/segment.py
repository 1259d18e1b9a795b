"""Words of a text, the same way for what is indexed and for what is asked.

PostgreSQL's parser keeps a run of Chinese as one word, so words are cut here: English stems
(Snowball), Chinese words by jieba with bigrams beside them for brands and new words, and model
numbers both whole and split, so that "WH-1000XM4", "wh1000xm4" and "wh 1000xm4" meet.
"""

import logging
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import snowballstemmer

from .clean import fold
from .stopwords import CHINESE, ENGLISH

logger = logging.getLogger("shopguide")

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_RUN = re.compile(rf"[{HAN}]+|[^\W_{HAN}]+(?:[-./'’+&][^\W_{HAN}]+)*\+?")
_SEPARATOR = re.compile(r"[-./+&]")
_MIXED = re.compile(r"\d+|[^\W\d_]+")
_PIECE = re.compile(r"\d+(?:\.\d+)?|[^\W\d_]+")
LONGEST_WORD = 64


def is_han(word: str) -> bool:
    """Whether a word is written in Han characters."""
    return re.match(f"[{HAN}]", word) is not None


def words(text: str) -> list[str]:
    """Index words of ``text`` in order, repeats kept, stop words dropped."""
    return [word for word, _ in pairs(text)]


def pairs(text: str) -> list[tuple[str, str]]:
    """``words`` with what each stands for as it was written: ("camera", "cameras").

    A bigram of Chinese that is no word stands for nothing that a person would read: "".
    """
    found: list[tuple[str, str]] = []
    for run in _RUN.findall(fold(text)):
        cut = _han if is_han(run) else _latin
        found += cut(run)
    return [pair for pair in found if len(pair[0].encode()) <= LONGEST_WORD]


@dataclass(frozen=True)
class Piece:
    """A word or a single Han character of a text: where it stands in the folded text, as written
    there and as it is compared."""

    start: int
    end: int
    text: str
    stem: str


def pieces(text: str) -> list[Piece]:
    """The pieces of ``text`` in order, with nothing dropped: "16gb" is "16" and "gb"."""
    folded = fold(text)
    found = []
    for run in _RUN.finditer(folded):
        if is_han(run.group()):
            cut = [(run.start() + n, sign) for n, sign in enumerate(run.group())]
        else:
            cut = [
                (run.start() + part.start(), part.group()) for part in _PIECE.finditer(run.group())
            ]
        found += [
            Piece(
                at,
                at + len(word),
                word,
                _stem(word) if word.isalpha() and not is_han(word) else word,
            )
            for at, word in cut
        ]
    return found


def _latin(run: str) -> list[tuple[str, str]]:
    run = re.sub(r"['’]", "", re.sub(r"['’]s$", "", run))
    parts = [part for part in _SEPARATOR.split(run) if part]
    if len(parts) == 1:
        return _one(parts[0])
    # A decimal number is one word; a hyphenated name is itself and its parts.
    if all(part.isdecimal() for part in parts):
        return [(run, run)]
    whole = "".join(parts)
    return [(whole, run)] + [pair for part in parts for pair in _one(part)]


def _one(word: str) -> list[tuple[str, str]]:
    if word in ENGLISH:
        return []
    if word.isalpha():
        return [(_stem(word), word)]
    pieces = _MIXED.findall(word)
    # "16gb" is also "16" and "gb"; longer mixtures are model numbers and stay whole.
    is_amount = len(pieces) == 2 and pieces[0].isdecimal()
    return [(word, word), *((piece, word) for piece in pieces if is_amount)]


@lru_cache(maxsize=50_000)
def _stem(word: str) -> str:
    return str(_stemmer().stemWord(word))


@cache
def _stemmer() -> Any:
    return snowballstemmer.stemmer("english")


def _han(run: str) -> list[tuple[str, str]]:
    cut = _cut(run)
    bigrams = [run[start : start + 2] for start in range(len(run) - 1)]
    found = [(word, word) for word in cut]
    known = set(cut)
    found += [(pair, "") for pair in bigrams if pair not in known]
    return [pair for pair in found if pair[0] not in CHINESE]


def _cut(run: str) -> list[str]:
    tokenizer = _jieba()
    return list(tokenizer.cut_for_search(run)) if tokenizer else [run] * (len(run) == 1)


@cache
def _jieba() -> Any:
    """jieba's tokenizer, or None where the ``zh`` extra is absent: bigrams then work alone,
    and the check shopguide.W201 says so."""
    try:
        import jieba
    except ImportError:
        return None
    jieba.setLogLevel(logging.WARNING)
    return jieba.Tokenizer()
