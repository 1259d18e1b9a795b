"""Text as people typed it, made safe to index, encode, show and compare."""

import re
import unicodedata

# No product says more than this that a shopper would search for; an encoder reads far less.
LONGEST = 20_000

# Marks that are not seen but change what is read: bidirectional overrides (CVE-2021-42574),
# zero-width spaces, tag characters and variation selectors that hide instructions.
# U+200D stays: emoji families are joined by it.
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200c\u200e\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0e\ufeff\uffa0\ufff9-\ufffb"
    "\U000e0000-\U000e0fff]"
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_BLANK = re.compile(r"\s+")
_TAG = re.compile(r"<[a-zA-Z/!][^<>]*>")


def clean(text: str, longest: int = LONGEST) -> str:
    """One line of visible characters, at most ``longest``; HTML tags become spaces."""
    text = text[: longest * 4]
    text = _SURROGATE.sub("", _UNSEEN.sub("", _CONTROL.sub(" ", text)))
    text = _BLANK.sub(" ", _TAG.sub(" ", text)).strip()
    return text[:longest].strip()


def fold(text: str) -> str:
    """Full-width and half-width, upper and lower case made one (NFKC, then case folding)."""
    return unicodedata.normalize("NFKC", text).casefold()
