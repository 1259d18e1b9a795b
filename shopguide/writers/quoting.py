"""Whole sentences of a text, fit to be quoted: what a reader of reviews cuts smaller is joined
again."""

from collections.abc import Iterable

from shopguide.reviews.sentences import sentences

_ENDS = frozenset(".!?。！？…\"'”’」』)）")
_FULL = frozenset("。！？；…，、：”」）")
#: Longer ones stay cut, or nobody reads them.
LONGEST = 320


def quotable(text: str) -> list[str]:
    """The sentences of ``text`` in order: one goes on behind a semicolon or a comma."""
    found: list[str] = []
    for start, end in sentences(text):
        piece = text[start:end]
        before = found[-1] if found else ""
        if before and before[-1] not in _ENDS and len(before) + len(piece) < LONGEST:
            found[-1] = joined([before, piece])
        else:
            found.append(piece)
    return found


def joined(parts: Iterable[str]) -> str:
    """Sentences as one text: Chinese has no blank behind its full stop."""
    whole = ""
    for part in parts:
        gap = "" if not whole or whole[-1] in _FULL else " "
        whole = f"{whole}{gap}{part}"
    return whole
