"""From what the network says of tokens to spans of characters."""

from collections.abc import Iterable, Sequence

from .base import Span

#: A term is a noun phrase: what is longer was read wrongly.
LONGEST = 60
_BLANK = " \t\u3000.,;:!?\"'()[]，。；：！？、“”‘’（）【】"


def tokens_of(offsets: Sequence[Span], span: Span) -> list[int]:
    """Tokens that overlap ``span``; all of them where none does (it was cut off)."""
    start, end = span
    found = [i for i, (a, b) in enumerate(offsets) if b > a and a < end and b > start]
    return found or list(range(len(offsets)))


def terms(
    text: str, offsets: Sequence[Span], classes: Sequence[Sequence[float]], sure: float
) -> list[Span]:
    """Aspect terms: runs of tokens that are part of one, parted where another begins.

    ``classes`` are the probabilities of the classes of ``network``. A token is part of a term where
    it is part of a judged one with at least ``sure``, or of any with at least one half.
    """
    found: list[Span] = []
    last = -1
    for i, ((start, end), (outside, begin, inside, begin_mention, inside_mention)) in enumerate(
        zip(offsets, classes, strict=False)
    ):
        if end <= start or (begin + inside < sure and outside > 0.5):
            continue
        if found and last == i - 1 and inside + inside_mention >= begin + begin_mention:
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
        last = i
    return _distinct(_whole_words(text, span) for span in found)


def merged(
    text: str, offsets: Sequence[Span], probabilities: Sequence[float], sure: float
) -> tuple[Span, ...]:
    """Opinion words: runs of tokens that are one with at least ``sure``."""
    found: list[Span] = []
    for (start, end), probability in zip(offsets, probabilities, strict=False):
        if end <= start or probability < sure:
            continue
        if found and start - found[-1][1] <= 1:
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return tuple(_distinct(_whole_words(text, span) for span in found))


def _whole_words(text: str, span: Span) -> Span:
    """Without blanks and marks around; a Latin word is taken whole."""
    start, end = span
    while start < end and text[start] in _BLANK:
        start += 1
    while end > start and text[end - 1] in _BLANK:
        end -= 1
    while 0 < start < end and _joined(text[start - 1], text[start]):
        start -= 1
    while start < end < len(text) and _joined(text[end - 1], text[end]):
        end += 1
    return start, end


def _joined(left: str, right: str) -> bool:
    return left.isascii() and right.isascii() and left.isalnum() and right.isalnum()


def _distinct(spans: Iterable[Span]) -> list[Span]:
    kept: list[Span] = []
    for start, end in spans:
        if end > start and end - start <= LONGEST and (not kept or start >= kept[-1][1]):
            kept.append((start, end))
    return kept
