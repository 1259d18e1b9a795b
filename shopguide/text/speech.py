"""How a shop speaks of its products: words that any sentence of a guide may have, and none beyond them.

A model that was told by a review to talk of bananas cannot: a word is either among those that are said
of products (``spoken_*.tsv``) or in what the sentence rests on. What a shopper asked gives leave to
nothing, since an address with a question in it can be sent to anybody.
"""

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from .clean import fold
from .injection import without_injections
from .segment import HAN, pieces
from .stopwords import ENGLISH

#: Characters of the longest Chinese word that is looked for.
LONGEST_WORD = 8
_HAN_RUN = re.compile(f"[{HAN}]+")
_LATIN = re.compile(rf"[^\W\d_{HAN}]+(?:['’][^\W\d_{HAN}]+)?")
#: Letters that are glued to a number are a unit or a model, which other checks look at.
_UNIT = re.compile(r"\d+(?:[.,]\d+)*\s?[^\W\d_]{1,3}\b|\b[^\W\d_]*\d[\w-]*")

#: Ways to speak that are no guide's, word by word harmless: the writer of itself, orders, promises, abuse.
_OUT_OF_ROLE = re.compile(
    r"\bi\b(?!(?:['’]d| would)?\s(?:recommend|suggest)\b)|\b(?:me|my|mine|myself|we|our|us)\b"
    r"|\byou(?:['’]re| are)\s(?:a|an|the|so|my|such|too)\b"
    r"|(?:^|[.,;:!?]\s*|\b(?:and|then|please|so|but|just|must|should)\s)"
    r"(?:go|pay|send|give|hand|turn|take (?:it )?(?:back|off)|throw|avoid|stop|leave|enter"
    r"|use your|try to|do not|don['’]t)\b"
    r"|\b(?:everything|nothing) is\b|\bthe only\s(?:good|real|true|phone|one)|\b(?:never|always)\b"
    r"|\bin the\s(?:world|market|universe)\b"
    r"|(?:^|[.,;:!?]\s*|\b(?:and|but|while)\s)(?:all\s)?(?:the\s)?(?:others?|rest|other\s\w+)"
    r"\s(?:are|is|will|have|has|do|can)\b"
    r"|我(?!推荐|建议)|咱|你|他人|其他(?:手机|商品|产品|款|都|的都)|别的(?:手机|商品|都)|唯一"
    r"|最好的?手机|史上|宇宙|请(?!看|参考|注意|对比|比较)|一律|从不|永不|绝不"
    r"|(?:^|[，。；！,])(?:别|不要|千万)"
    r"|\b(?:price|cost)s?\b\s(?:is\s|are\s|of\s|was\s|at\s)?\d"
    # Numbers in characters, which other checks pass over.
    r"|[一二两三四五六七八九十几]+[百千万亿](?!分)|[一二两三四五六七八九十几]+\s?(?:元|块钱?)",
    re.I,
)


def unspoken(text: str, grounds: Iterable[str]) -> str:
    """The first piece of ``text`` that neither a guide says nor ``grounds``, in which injections are
    passed over; empty where all is well."""
    told = [without_injections(ground) for ground in grounds]
    ground = fold(" ".join(told))
    folded = fold(text)
    for found in _OUT_OF_ROLE.finditer(folded):
        said = found.group().strip(" ,.;:!?，。；！")
        if not re.search(rf"(?<![a-z0-9]){re.escape(said)}(?![a-z0-9])", ground):
            return said
    known = {piece.stem for piece in pieces(ground)}
    for word in _LATIN.finditer(_UNIT.sub(" ", folded)):
        if not _is_spoken(word.group(), known):
            return word.group()
    for run in _HAN_RUN.finditer(folded):
        if rest := _uncovered(run.group(), ground):
            return rest
    return ""


def _is_spoken(word: str, known: set[str]) -> bool:
    bare = re.sub(r"['’]\w+$", "", word)
    if len(bare) == 1 or word in ENGLISH or bare in ENGLISH:
        return True
    stem = pieces(bare)[0].stem
    return stem in known or stem in _english()


def _uncovered(run: str, ground: str) -> str:
    """What of a run of Chinese cannot be put together from known words, from where it begins."""
    words = _chinese()
    reached = {0}
    for start in range(len(run)):
        if start not in reached:
            continue
        for end in range(start + 1, min(len(run), start + LONGEST_WORD) + 1):
            piece = run[start:end]
            if piece in words or (end - start > 1 and piece in ground):
                reached.add(end)
    return "" if len(run) in reached else run[max(reached) :]


@cache
def _english() -> frozenset[str]:
    return _read("spoken_en.tsv")


@cache
def _chinese() -> frozenset[str]:
    return _read("spoken_zh.tsv")


def _read(name: str) -> frozenset[str]:
    lines = (Path(__file__).parent / name).read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))
