"""Slips of the pen, put right from the words that the shop's own products use.

Damerau-Levenshtein distance by rapidfuzz: a swap of two letters is one slip.
"""

from rapidfuzz import process
from rapidfuzz.distance import OSA

from shopguide.text.segment import is_han, pieces, words

from .terms import Terms
from .vocabulary import Vocabulary

#: Shorter words have too many neighbours.
SHORTEST = 4
#: Words of this many letters may have two slips.
LONG = 8


def corrected(vocabulary: Vocabulary, query: str, terms: Terms) -> str:
    """``query`` with unknown words spelt as the shop spells its nearest word; empty where nothing
    needs it or nothing is near."""
    if not terms.weights or all(terms.documents.get(word) for word in terms.weights):
        return ""
    changed, found = query, False
    for piece in reversed(pieces(query)):
        if not _is_unknown(vocabulary, piece.text, terms):
            continue
        if near := nearest(vocabulary.spellings, piece.text):
            # Positions are of the folded text, whose length NFKC may have changed.
            before, at, _ = changed.lower().rpartition(piece.text)
            if at:
                start = len(before)
                changed = changed[:start] + near + changed[start + len(piece.text) :]
                found = True
    return changed if found and changed != query else ""


def _is_unknown(vocabulary: Vocabulary, word: str, terms: Terms) -> bool:
    if not word.isalpha() or is_han(word) or len(word) < SHORTEST:
        return False
    # What the sentence says of money or stock is not searched for, and not spelt by the shop.
    asked = [each for each in words(word) if each in terms.weights]
    return bool(asked) and not any(terms.documents.get(each) for each in asked)


def nearest(spellings: dict[str, int], word: str) -> str:
    """The most used of the nearest words of ``spellings``, within one slip, or two if long."""
    most = 2 if len(word) >= LONG else 1
    near = process.extract(word, spellings.keys(), scorer=OSA.distance, score_cutoff=most, limit=10)
    if not near:
        return ""
    best = min(
        near, key=lambda each: (each[1], each[0][0] != word[0], -spellings[each[0]], each[0])
    )
    return str(best[0])
