"""Text as people typed it, made safe to index, encode, show and compare."""

import re
import unicodedata

# No product says more than this that a shopper would search for; an encoder reads far less.
LONGEST = 20_000

# Marks that are not seen but change what is read: bidirectional overrides (CVE-2021-42574),
# zero-width spaces, tag characters, variation selectors and fillers that hide instructions.
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u070f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200c\u200e\u200f"
    "\u202a-\u202e\u2060-\u206f\u2800\u3164\ufdd0-\ufdef\ufe00-\ufe0e\ufeff\uffa0\ufff0-\ufffb"
    "\ufffe\uffff\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_PICTURE = (
    "\u00a9\u00ae\u203c\u2049\u2122\u2139\u2190-\u21ff\u2300-\u23ff\u24c2\u25a0-\u27bf\u2934\u2935"
    "\u2b00-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
)
# Emoji families are joined by U+200D and coloured by U+FE0F; anywhere else both hide something.
_LOOSE = re.compile(
    f"\ufe0f(?<![{_PICTURE}]\ufe0f)(?<![0-9#*]\ufe0f(?=\u20e3))"
    f"|\u200d(?:(?<![{_PICTURE}]\u200d)(?<![{_PICTURE}]\ufe0f\u200d)|(?![{_PICTURE}]))"
)
_HEAP = re.compile("([\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]{3})"
                   "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]+")  # fmt: skip
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_BLANK = re.compile(r"\s+")
_TAG = re.compile(r"<[a-zA-Z/!][^<>]*>")
# What is left of tags inside tags: "<scr<b>ipt>".
_OPENED = re.compile(r"<(?=[a-zA-Z/!][^<>]*>)")


def clean(text: str, longest: int = LONGEST) -> str:
    """One line of visible characters, at most ``longest``; HTML tags become spaces."""
    text = without_unseen(_CONTROL.sub(" ", text[: longest * 4]))
    text = _OPENED.sub(" ", _TAG.sub(" ", text))
    return _BLANK.sub(" ", text).strip()[:longest].strip()


def without_unseen(text: str) -> str:
    """``text`` without characters that nobody sees, and with at most three accents on a letter."""
    if text.isascii():
        return text
    text = _SURROGATE.sub("", _UNSEEN.sub("", text))
    return _HEAP.sub(r"\1", _LOOSE.sub("", text))


def fold(text: str) -> str:
    """Full-width and half-width, upper and lower case made one (NFKC, then case folding)."""
    return unicodedata.normalize("NFKC", text).casefold()
