"""Near duplicates: a fingerprint of which texts that differ in a few words share most bits.

SimHash (Charikar, "Similarity Estimation Techniques from Rounding Algorithms", STOC 2002), as used
on web pages by Manku, Jain & Das Sarma (WWW 2007).
"""

import re
from hashlib import blake2b

import numpy as np

from shopguide.text.clean import fold

#: Shorter texts are alike by chance: "Very good, thanks" says nothing about who copied whom.
SHORTEST, FEWEST_TOKENS = 20, 5
#: Words, or characters where a script writes no blanks, that make one shingle.
WIDTH = 2
_UNSPACED = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_TOKEN = re.compile(rf"[{_UNSPACED}]|[^\W_{_UNSPACED}]+")


def fingerprint(text: str) -> int | None:
    """64 bits as PostgreSQL's signed bigint keeps them; None for a text too short to tell."""
    folded = fold(text)
    tokens = _TOKEN.findall(folded)
    if len(folded) < SHORTEST or len(tokens) < FEWEST_TOKENS:
        return None
    shingles = {" ".join(tokens[at : at + WIDTH]) for at in range(len(tokens) - WIDTH + 1)}
    hashes = b"".join(blake2b(each.encode(), digest_size=8).digest() for each in shingles)
    bits = np.unpackbits(np.frombuffer(hashes, dtype=np.uint8)).reshape(-1, 64)
    # A bit that half of the shingles have is one, so that no text has all of them by default.
    kept = np.packbits(bits.mean(axis=0) >= 0.5)
    return int.from_bytes(kept.tobytes(), "big", signed=True)
