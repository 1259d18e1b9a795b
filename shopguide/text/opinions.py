"""Words that praise or blame, in English: for weak labels and as a floor, never in a reader's place."""

from functools import cache
from pathlib import Path

LEXICON = Path(__file__).parent / "opinion_lexicon"


@cache
def opinion_words() -> dict[str, int]:
    """Hu & Liu's opinion lexicon: 1 for a word that praises, -1 for one that blames."""
    found: dict[str, int] = {}
    for name, sign in (("positive", 1), ("negative", -1)):
        for line in (LEXICON / f"{name}-words.txt").read_text(encoding="utf-8").splitlines():
            if line and not line.startswith(";"):
                found[line] = sign
    return found
