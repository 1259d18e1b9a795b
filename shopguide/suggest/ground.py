"""What a sentence rests on, cut so that its numbers and words can be looked up."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from shopguide.text.clean import fold
from shopguide.text.quantities import Quantity, in_text
from shopguide.text.segment import HAN, Piece, pieces, words
from shopguide.writers.base import Fact, Record, ReviewFact, Source
from shopguide.writers.topics import TOPICS

from .slots import SLOT

NUMBER = re.compile(r"(?<![\d.])\d+(?:[.,]\d+)*")
#: Words, numbers and single Han characters, for what stands beside a number.
TOKEN = re.compile(rf"\d+(?:[.,]\d+)*|[{HAN}]|[^\W\d_{HAN}]+")
#: Where what is said of one product may give way to what is said of another.
CUT = re.compile(
    r"(?:[,;:](?=\s|$)|[，；：、。！？!?]|\.(?=\s|$)|\b(?:and|but|while|whereas|although|though)\b"
    r"|和|而|但|与|以及)\s*",
    re.I,
)
YES = frozenset({"yes", "true", "有", "是", "支持"})
NO = frozenset({"no", "false", "无", "否", "不支持", "none", "没有"})
#: Two names of one thing that follow a number.
_SAME = {
    "years": "year", "yr": "year", "年": "year", "months": "month", "个": "month", "days": "day",
    "天": "day", "hours": "hour", "小": "hour", "cores": "core", "核": "core", "inches": "inch",
    "寸": "inch", "英": "inch",
}  # fmt: skip


@dataclass(frozen=True)
class Clause:
    """A part of a sentence with the references of the products that it is about."""

    text: str
    refs: tuple[str, ...]


def clauses(text: str, refs: Sequence[str]) -> list[Clause]:
    """``text`` in clauses. One that names no product goes on about those named last, or about all
    of ``refs`` where none has been."""
    found, now = [], tuple(refs)
    for piece in CUT.split(text):
        named = tuple(dict.fromkeys(ref for ref, _slot in SLOT.findall(piece)))
        now = named or now
        if piece.strip():
            found.append(Clause(piece, now))
    return found


def of_each(clause: str, about: Sequence["Ground"]) -> bool:
    """Whether what a clause says must hold of every product: it names none, or says "both"."""
    if any(ground.record is None for ground in about):
        return False
    return not SLOT.search(clause) or bool(_EACH.search(clause))


#: "Both have 8 GB" is said of each.
_EACH = re.compile(r"\b(?:both|all|each|every)\b|都|均|各有", re.I)


@dataclass(frozen=True)
class Stated:
    """One label and value, or a text without a label."""

    label: str
    value: str
    stems: frozenset[str] = frozenset()

    @cached_property
    def quantities(self) -> list[Quantity]:
        return [each for _found, each_of in in_text(self.value) for each in each_of]

    @cached_property
    def tokens(self) -> list[str]:
        return TOKEN.findall(self.value)


@dataclass(frozen=True)
class Ground:
    """One record or source. Everything in it is folded."""

    ref: str
    facts: tuple[Stated, ...]
    texts: tuple[Stated, ...]
    reviews: tuple[ReviewFact, ...] = ()
    #: Whether it tells what reviews say in its own words.
    quotes_reviews: bool = False
    record: Record | None = field(default=None, compare=False)

    @cached_property
    def whole(self) -> str:
        stated = (f"{each.label} {each.value}" for each in (*self.facts, *self.texts))
        reviews = (fold(f"{each.label} {each.value}") for each in self.reviews)
        return " ".join((*stated, *reviews))

    @cached_property
    def lines(self) -> list[tuple[str, bool]]:
        """Every statement, with whether it says that its label is missing: "Bluetooth: no"."""
        found = [(each.value, False) for each in self.texts]
        for each in self.facts:
            is_plain = each.value in YES | NO
            label = each.label if each.stems else ""
            line = each.label if is_plain else f"{label} {each.value}"
            found.append((line, each.value in NO))
        return found + [(fold(" ".join(each.terms)), False) for each in self.reviews]

    @cached_property
    def cut(self) -> dict[str, list[Piece]]:
        return {line: pieces(line) for line, _is_no in self.lines}

    @cached_property
    def words(self) -> frozenset[str]:
        """Words as they stand, whole and in pieces."""
        whole = set(re.findall(rf"[^\W_{HAN}]+(?:[+-][^\W_{HAN}]*)*", self.whole))
        return frozenset(whole | {piece for word in whole for piece in re.split(r"[+-]", word)})


def grounds(about: Iterable[Record | Source]) -> list[Ground]:
    return [_of_source(each) if isinstance(each, Source) else _of_record(each) for each in about]


def _of_record(record: Record) -> Ground:
    facts = [fact for fact in record.facts if not isinstance(fact, ReviewFact)]
    return Ground(
        record.ref,
        tuple(
            Stated(fold(fact.label), fold(fact.value), frozenset(words(fact.label)))
            for fact in facts
        ),
        tuple(
            Stated("", fold(text))
            for text in (record.name, record.category, record.text, *_numbered(facts))
            if text
        ),
        tuple(fact for fact in record.facts if isinstance(fact, ReviewFact)),
        record=record,
    )


def _numbered(facts: Iterable[Fact]) -> Iterator[str]:
    """Facts with a number in their label: "4K video: yes"."""
    for fact in facts:
        if any(map(str.isdigit, fact.label)):
            yield f"{fact.label} {fact.value}"


def _of_source(source: Source) -> Ground:
    texts = (Stated("", fold(source.title)), Stated("", fold(source.text)))
    return Ground(source.ref, (), texts, quotes_reviews=source.kind in ("insight", "review"))


def plain_number(text: str) -> str:
    """A number in one form: "1,024" and "1024", "5.50" and "5.5" are the same."""
    plain = re.sub(r",(?=\d{3}\b)", "", text).replace(",", ".")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def same_quantity(one: Quantity, other: Quantity) -> bool:
    close = abs(one.number - other.number) <= 0.005 * max(abs(one.number), abs(other.number))
    return one.dimension == other.dimension and close


def beside(word: str) -> str:
    """A word after a number in the form that it is compared in."""
    known = _SAME.get(word, word)
    return known if not known.isascii() or len(known) < 4 else known.rstrip("s")


def speaks_of(stems: set[str], label: frozenset[str]) -> bool:
    """Whether words name what a label names, themselves or by their topic."""
    if stems & label:
        return True
    return any(topic.words & label and topic.words & stems for topic in TOPICS)
