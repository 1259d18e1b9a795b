"""Products that a question names, found by search and checked word by word."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from shopguide.catalogue.facts import title_of
from shopguide.catalogue.guide import ProductGuide
from shopguide.catalogue.reading import read
from shopguide.catalogue.registry import registry
from shopguide.search import QueryError, search
from shopguide.search.query import instances
from shopguide.text.clean import clean
from shopguide.text.segment import Piece, is_han, pieces

from .intents import folded

#: (name of the guide, key as text)
Key = tuple[str, str]

#: Products looked at whether they are named.
SEARCHED = 20
#: A name begins with its brand; a run of words from further inside says too little.
FIRST_PIECES = 3

_TOPIC = re.compile(r"[^\W\d_]{2,}|[\u4e00-\u9fff]")


@dataclass(frozen=True)
class Subject:
    """One product that shoppers may see now."""

    guide: ProductGuide
    pk: Any
    product: Any
    title: str

    @property
    def key(self) -> Key:
        return self.guide.name, str(self.pk)


def subjects(keys: Iterable[Key]) -> list[Subject]:
    """Those of ``keys`` that shoppers may see now, in order."""
    keys = list(dict.fromkeys(keys))
    found: dict[Key, Subject] = {}
    for name in dict.fromkeys(guide for guide, _ in keys):
        try:
            guide = registry.get(name)
            pks = [guide.parse_pk(pk) for each, pk in keys if each == name]
        except LookupError:
            continue
        shown = instances(guide, pks)
        titles = read(guide, shown, [guide.title_field])
        for pk, product in shown.items():
            title = clean(title_of(guide, titles.get(pk, {}), product), 200)
            found[name, str(pk)] = Subject(guide, pk, product, title)
    return [found[key] for key in keys if key in found]


def once(found: Iterable[Subject]) -> tuple[Subject, ...]:
    return tuple({each.key: each for each in found}.values())


def named(question: str, known: Sequence[Subject] = ()) -> tuple[list[Subject], str]:
    """Products whose name stands in the question, in that order, and the question without it."""
    said = pieces(clean(question))
    candidates = [*known, *_searched(question)]
    spans = [
        (*span, each) for each in once(candidates) if (span := _span(said, each.title)) is not None
    ]
    spans += [
        (*span, each) for each in known if (span := _distinctive(said, each, known)) is not None
    ]
    # The longest name wins where two overlap: "Note 8 Pro" is not "Note 8".
    chosen: list[tuple[int, int, Subject]] = []
    for start, end, each in sorted(spans, key=lambda span: span[0] - span[1]):
        if all(end <= other[0] or start >= other[1] for other in chosen):
            chosen.append((start, end, each))
    chosen.sort(key=lambda span: span[0])
    return list(once(each for _, _, each in chosen)), _without(question, said, chosen)


def _searched(question: str) -> Iterable[Subject]:
    for guide in registry:
        try:
            hits = search(guide, question, limit=SEARCHED, read=False).hits
        except QueryError:
            continue
        yield from subjects((guide.name, str(hit.pk)) for hit in hits)


def _span(said: list[Piece], title: str) -> tuple[int, int] | None:
    """Where the longest run of the title's own words stands in the question, if it is enough of a
    name: the whole of a short one, or its beginning with a second word."""
    name = [piece.stem for piece in pieces(title)]
    asked = [piece.stem for piece in said]
    best: tuple[int, int, int] | None = None
    for start in range(min(FIRST_PIECES, len(name))):
        for at, word in enumerate(asked):
            if word != name[start]:
                continue
            length = 1
            while (
                at + length < len(asked)
                and start + length < len(name)
                and asked[at + length] == name[start + length]
            ):
                length += 1
            if best is None or length > best[1] - best[0]:
                best = at, at + length, start
    if best is None:
        return None
    run = asked[best[0] : best[1]]
    whole = len(run) == len(name) and (len(run) > 1 or len(run[0]) > 3)
    letters = sum(len(word) for word in run)
    # Two Han characters are one word.
    enough = len(run) >= (3 if is_han(run[0]) and is_han(run[-1]) else 2) and letters >= 4
    return (best[0], best[1]) if whole or enough else None


def _distinctive(
    said: list[Piece], subject: Subject, known: Sequence[Subject]
) -> tuple[int, int] | None:
    """ "The Plus", where only one of the products before is a Plus."""
    others = {p.stem for each in known if each.key != subject.key for p in pieces(each.title)}
    own = {p.stem for p in pieces(subject.title)} - others
    if len(known) < 2:
        return None
    for place, piece in enumerate(said):
        if piece.stem in own and len(piece.text) > 2 and not is_han(piece.text):
            return place, place + 1
    return None


def _without(question: str, said: list[Piece], chosen: Sequence[tuple[int, int, Subject]]) -> str:
    """The question as it would be asked of a product at hand."""
    text = folded(question) if chosen else clean(question)
    for start, end, _ in sorted(chosen, key=lambda span: -span[0]):
        text = f"{text[: said[start].start]} {text[said[end - 1].end :]}"
    bare = clean(text)
    return bare if _TOPIC.search(bare) else clean(question)
