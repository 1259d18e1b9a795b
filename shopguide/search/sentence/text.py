"""A sentence while it is being read: folded, numbers as digits, with what is read blanked out."""

import re
from typing import Any

from shopguide.text.clean import clean, fold

from .numbers import in_digits

_QUOTED = re.compile(r"(?<!\S)[\"“”「『]([^\"“”「」『』]{2,80})[\"“”」』](?![^\s.,;!?，。；！？])")


class Sentence:
    """``text`` is what is left to be read; ``said`` of a match is as it stood before."""

    def __init__(self, query: str) -> None:
        whole = fold(clean(query)).replace("’", "'").replace("‘", "'")
        whole = re.sub(r"(?<= )w/(o?)(?= )", lambda found: "without" if found[1] else "with", whole)
        self.phrases = tuple(found.group(1).strip() for found in _QUOTED.finditer(whole))
        whole = _QUOTED.sub(lambda found: f" {found.group(1)} ", whole)
        self.whole = in_digits(whole)
        self.text = self.whole
        self._dropped = [False] * len(self.whole)
        self._added: list[str] = []

    def add(self, word: str) -> None:
        """Rank by a word that stands for what was said in other words."""
        self._added.append(word)

    def take(self, found: "re.Match[str]", *, drop: bool = True, group: int = 0) -> str:
        """Blank out a match so that nothing else reads it; with ``drop`` it is not ranked by."""
        start, end = found.span(group)
        return self.take_span(start, end, drop=drop)

    def take_span(self, start: int, end: int, *, drop: bool, ends: bool = False) -> str:
        """``take`` by places; with ``ends`` what stands before goes on with no name behind it."""
        blank = "\0" * (end - start)
        self.text = self.text[:start] + ("," + blank[1:] if ends else blank) + self.text[end:]
        if drop:
            self._dropped[start:end] = [True] * (end - start)
        return self.whole[start:end].strip()

    @property
    def rest(self) -> str:
        """The sentence without what was dropped."""
        kept = (" " if gone else sign for sign, gone in zip(self.whole, self._dropped, strict=True))
        whole = " ".join(["".join(kept), *self._added])
        return re.sub(r"\s+", " ", whole).strip(" ,.;，。；")


def number(text: Any) -> float:
    return float(str(text).replace(",", ""))
