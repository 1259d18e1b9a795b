"""A review cut into sentences, in Chinese and in English."""

import re
from collections.abc import Iterator
from itertools import pairwise

from .base import Span

#: What ends a sentence, with the brackets and quotes that close behind it.
_END = re.compile(r"[.!?。！？…;；~～]+[\"'”’」』)\]）】]*|\n+")
#: A full stop behind one of these ends no sentence.
_ABBREVIATION = re.compile(
    r"(?:\b(?:mr|mrs|ms|dr|st|vs|etc|e\.g|i\.e|approx|no|inc|ltd|co|jr|sr|fig|min|max|dept)"
    r"|\b[a-z]\.[a-z]|\b[A-Z])$",
    re.IGNORECASE,
)
_COMMA = re.compile(r"[,，、:：)）]|\s[-–—]\s|\s(?=(?:and|but|so|because|although|however)\s)")
#: Longer ones are cut at a comma, or anywhere: nobody ends a rant with full stops.
LONGEST = 240
#: What is left when a sentence has been cut off may be nothing but marks.
_MARKS = re.compile(r"[\s!-/:-@\[-`{-~。！？…；，、：（）【】《》“”‘’～]*")
_HAN = re.compile("[\u4e00-\u9fff]")
#: Chinese shoppers write spaces where others write full stops.
_GAP = re.compile(r"(?<=[\u4e00-\u9fff]) +(?=[\u4e00-\u9fff])")
#: Behind this a sentence says something else: what is read of one side must not colour the other.
_CONTRAST = re.compile(
    r"(?=\b(?:but|however|although|though|while|except|yet)\b)|(?<=[;；])|(?=但|不过|可惜|就是|然而)",
    re.IGNORECASE,
)
#: Shorter ones stay with the clause before them.
SHORTEST = 4


def sentences(text: str) -> list[Span]:
    """Spans of ``text`` without blanks around, none empty, in order, none longer than LONGEST."""
    found: list[Span] = []
    for start, end in _pieces(text):
        for part in _short_enough(text, start, end):
            stripped = _strip(text, *part)
            if stripped is not None:
                found.append(stripped)
    return found


def clauses(text: str, sentence: Span) -> list[Span]:
    """The parts of a sentence between words of contrast, without blanks around."""
    start, end = sentence
    cuts = [
        at for mark in _CONTRAST.finditer(text, start, end) if start < (at := mark.start()) < end
    ]
    found: list[Span] = []
    for one, other in pairwise([start, *cuts, end]):
        part = _strip(text, one, other)
        if part is None:
            continue
        if found and (part[1] - part[0] < SHORTEST or found[-1][1] - found[-1][0] < SHORTEST):
            part = (found.pop()[0], part[1])
        found.append(part)
    return found


def _pieces(text: str) -> Iterator[Span]:
    start = 0
    for mark in _END.finditer(text):
        if mark.group().startswith(".") and _ends_nothing(text, start, mark):
            continue
        yield from _gaps(text, start, mark.end())
        start = mark.end()
    yield from _gaps(text, start, len(text))


def _ends_nothing(text: str, start: int, mark: re.Match[str]) -> bool:
    following = text[mark.end() : mark.end() + 1]
    if following and not following.isspace() and not _HAN.match(following):
        # "3.5", "file.txt" and "a.b"; "good.The" is a missing blank.
        return not (following.isupper() and text[mark.start() - 1 : mark.start()].islower())
    if mark.group() != ".":
        return False
    return bool(_ABBREVIATION.search(text, max(start, mark.start() - 8), mark.start()))


def _gaps(text: str, start: int, end: int) -> Iterator[Span]:
    for gap in _GAP.finditer(text, start, end):
        yield start, gap.start()
        start = gap.end()
    yield start, end


def _short_enough(text: str, start: int, end: int) -> Iterator[Span]:
    while end - start > LONGEST:
        commas = [mark.end() for mark in _COMMA.finditer(text, start + 20, start + LONGEST)]
        blank = text.rfind(" ", start + 20, start + LONGEST)
        cut = commas[-1] if commas else blank if blank > 0 else start + LONGEST
        yield start, cut
        start = cut
    yield start, end


def _strip(text: str, start: int, end: int) -> Span | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return None if _MARKS.fullmatch(text, start, end) else (start, end)
