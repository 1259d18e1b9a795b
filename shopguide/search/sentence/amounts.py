"""Attributes with a number and a unit: "at least 16 GB of RAM", "6.5 寸", "lighter than 1 kg"."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from shopguide.text.lexicon import Key, key_of
from shopguide.text.quantities import NUMBER, UNIT, Quantity, readings

from ..vocabulary import Vocabulary
from .constraint import Constraint
from .text import Sentence

_LESS = (
    r"(?:(?:weigh(?:s|ing)?|weight)\s+)?(?:under|below|less than|lighter than|smaller than|shorter than|thinner than|at most"
    r"|up to|max(?:imum)?(?: of)?|no more than|not more than|no heavier than|no larger than|no bigger than|within|<=?|≤)\s?"
    r"|(?:重量|体重|尺寸|屏幕|长度)?(?:不超过|不到|小于|低于|少于|轻于|短于|最多|至多|不大于|不重于|不高于)\s?"
)
_MORE = (
    r"(?:(?:weigh(?:s|ing)?|weight)\s+)?(?:over|above|more than|heavier than|larger than|bigger than|longer than|greater than|at least|min(?:imum)?(?: of)?"
    r"|no less than|not less than|starting (?:at|from)|>=?|≥)\s?"
    r"|(?:不低于|不少于|不小于|至少|最少|大于|超过|高于|长于|重于)\s?"
)
_AMOUNT = re.compile(
    rf"(?:(?P<less>{_LESS})|(?P<more>{_MORE}))?(?P<number>(?<![\w.]){NUMBER}|(?<=[^\x00-\x7f]){NUMBER})\s?-?(?P<unit>{UNIT})"
    r"(?P<after>\s?(?:以下|以内|之内|or less\b|or lighter\b|or smaller\b|or under\b))?"
    r"(?P<up>\s?(?:以上|及以上|起|\+|or more\b|or above\b|or larger\b|or bigger\b|or longer\b|and up\b|plus\b))?"
)
_INCHES = frozenset(["inch", "inches", "in", '"', "”", "''", "寸", "英寸", "吋"])
#: Pieces on either side of a number in which its attribute may be named.
AROUND = 3
#: An inch more or less is another size; 13.3" is sold as 13 inch.
INCH = 1.0
#: Tolerance of a number that is said with decimals, or in another unit than stored.
CLOSE = 0.02
#: Attributes that a bare number with a unit is about, by dimension, most likely first. Words, not
#: names of columns: a shop's own label is found through the lexicon.
USUAL: dict[str, tuple[str, ...]] = {
    "length": ("display", "screen", "screen size", "size", "diagonal"),
    "mass": ("weight",),
    "charge": ("battery", "battery capacity"),
    "pixels": ("rear camera", "main camera", "camera", "megapixels", "resolution"),
    "time": ("battery life",),
    "volume": ("capacity", "volume"),
    "power": ("power",),
    "frequency": ("refresh rate",),
    "zoom": ("optical zoom", "zoom"),
    "resistance": ("impedance",),
}
#: Gigabytes without a noun: this many and more are storage, fewer are memory.
STORAGE_FROM = 64
MEMORY = ("ram", "memory", "internal memory")
#: "512G" is said of storage, "500g" of weight.
SIZES_OF_DATA = frozenset(
    {"1", "2", "3", "4", "6", "8", "12", "16", "18", "24", "32", "36", "48", "64", "96", "128"}
    | {"192", "256", "384", "512", "1024", "2048"}
)
#: What storage is made of names it as well: "512 GB SSD".
DRIVES = ("ssd", "hdd", "hard drive")
STORAGE = ("storage", "internal storage", "capacity", "hard drive", "storage capacity")


@dataclass(frozen=True)
class Attribute:
    """A declared fact that is an amount: its label's key and the dimension of its values."""

    path: str
    label: str
    key: Key
    dimension: str
    documents: int


def attributes(vocabulary: Vocabulary) -> list[Attribute]:
    """Facts whose values are amounts, those that most products have first."""
    found = []
    for path, values in vocabulary.by_path.items():
        counted: Counter[str] = Counter()
        for value in values:
            counted[value.dimension if value.number is not None else ""] += max(1, value.documents)
        dimension, most = counted.most_common(1)[0]
        if dimension and dimension != "count":
            label = vocabulary.label(path)
            found.append(Attribute(path, label, key_of(label), dimension, most))
    return sorted(found, key=lambda each: -each.documents)


def read_amounts(vocabulary: Vocabulary, sentence: Sentence) -> Iterator[Constraint]:
    known = attributes(vocabulary)
    seen: set[str] = set()
    for found in list(_AMOUNT.finditer(sentence.text)):
        if "\0" in sentence.text[found.start() : found.end()]:
            continue
        meant = _meant(vocabulary, known, found, sentence)
        if meant is None or meant[0].path in seen:
            continue
        attribute, quantity = meant
        seen.add(attribute.path)
        low, high = _bounds(found, quantity)
        bounded = any(found[part] for part in ("less", "more", "after", "up"))
        said = sentence.take(found, drop=bounded)
        yield Constraint(
            "amount",
            said,
            path=attribute.path,
            name=attribute.label,
            values=tuple(
                value.pk
                for value in vocabulary.by_path[attribute.path]
                if value.number is not None
                and value.dimension == attribute.dimension
                and low <= value.number <= high
            ),
            low=None if low == float("-inf") else low,
            high=None if high == float("inf") else high,
            dimension=attribute.dimension,
        )


def _bounds(found: re.Match[str], quantity: Quantity) -> tuple[float, float]:
    number = quantity.number
    slack = abs(number) * 1e-6
    if found["less"] or found["after"]:
        return float("-inf"), number + slack
    if found["more"] or found["up"]:
        return number - slack, float("inf")
    if found["unit"] in _INCHES and "." not in found["number"]:
        return number - 0.05, number + INCH - 0.05
    return number * (1 - CLOSE), number * (1 + CLOSE)


def _meant(
    vocabulary: Vocabulary, known: list[Attribute], found: re.Match[str], sentence: Sentence
) -> tuple[Attribute, Quantity] | None:
    possible = readings(found["number"], found["unit"])
    if found["unit"] == "g":
        wanted = "data" if found["number"] in SIZES_OF_DATA else "mass"
        possible.sort(key=lambda quantity: quantity.dimension != wanted)
    options = [
        (attribute, quantity)
        for quantity in possible
        for attribute in known
        if attribute.dimension == quantity.dimension
    ]
    if not options:
        return None
    after = key_of(_clause(sentence.text[found.end() :]))[: AROUND + 1]
    before = key_of(_clause(sentence.text[: found.start()][::-1])[::-1])[-AROUND - 1 :]
    named = [
        (distance, -len(name), attribute.documents, attribute, quantity)
        for attribute, quantity in options
        for name in _names(vocabulary, attribute)
        for distance in (
            _distance(name, after, forward=True),
            _distance(name, before, forward=False),
        )
        if distance is not None
    ]
    if named:
        best = min(named, key=lambda each: (each[0], each[1], -each[2]))
        return best[3], best[4]
    return _usual(vocabulary, options)


def names_of_amounts(vocabulary: Vocabulary, found: Sequence[Constraint]) -> set[Key]:
    """Names of the attributes that were read: "128 GB storage" asks for no department "Storage"."""
    paths = {each.path for each in found if each.kind == "amount"}
    return {
        name
        for attribute in attributes(vocabulary)
        if attribute.path in paths
        for name in _names(vocabulary, attribute)
    }


def _clause(text: str) -> str:
    return re.split(r"[,，。;；、\0]| and | with ", text.lstrip(" \0"), maxsplit=1)[0][:60]


def _names(vocabulary: Vocabulary, attribute: Attribute) -> list[Key]:
    lexicon = vocabulary.lexicon
    names = {attribute.key} | lexicon.of_key(attribute.key)
    if attribute.dimension == "data" and names & set(map(key_of, STORAGE)):
        drives = {key_of(drive) for drive in DRIVES}
        names |= drives | {other for drive in drives for other in lexicon.of_key(drive)}
    return sorted(names)


def _distance(name: Key, pieces: Key, *, forward: bool) -> int | None:
    for start in range(len(pieces) - len(name) + 1):
        at = start if forward else len(pieces) - len(name) - start
        if pieces[at : at + len(name)] == name:
            return start
    return None


def _usual(
    vocabulary: Vocabulary, options: list[tuple[Attribute, Quantity]]
) -> tuple[Attribute, Quantity] | None:
    """The attribute that a bare amount is about, or None where that is a guess."""
    for _, quantity in options:
        usual: tuple[str, ...] = USUAL.get(quantity.dimension, ())
        if quantity.dimension == "data":
            usual = STORAGE if quantity.number >= STORAGE_FROM else MEMORY
        for word in usual:
            for other, amount in options:
                names = _names(vocabulary, other)
                if amount.dimension == quantity.dimension and key_of(word) in names:
                    return other, amount
    dimensions = {quantity.dimension for _, quantity in options}
    return options[0] if len(options) == 1 and dimensions != {"data"} else None
