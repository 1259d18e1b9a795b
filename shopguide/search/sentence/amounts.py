"""Attributes with a number and a unit: "at least 16 GB of RAM", "6.5 寸", "lighter than 1 kg"."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from shopguide.text.lexicon import Key, key_of
from shopguide.text.quantities import NUMBER, Quantity, readings

from ..vocabulary import Vocabulary
from .attributes import Attribute, attributes
from .constraint import Constraint
from .limits import AMOUNT, PAIR, UNITLESS, UP_FAR
from .meant import INCHES, MEMORY, STORAGE, Span, attribute_meant
from .text import Sentence
from .units import is_unit

#: The unit of a number that is said without one, and what such a number may be.
_NOUNS = {
    "电池": "mah", "battery": "mah", "内存": "gb", "运存": "gb", "ram": "gb", "存储": "gb",
    "storage": "gb", "屏幕": "寸",
}  # fmt: skip
_LIKELY = {"mah": (500, 30_000), "gb": (1, 4096), "寸": (3, 110)}
#: No sentence has more amounts than this.
MOST = 20
#: An inch more or less is another size; 13.3" is sold as 13 inch.
INCH = 1.0
#: Tolerance of a number that is said with decimals, or in another unit than stored.
CLOSE = 0.02
#: A range reaches at most so many times its low end.
WIDEST = 8


def read_amounts(vocabulary: Vocabulary, sentence: Sentence) -> Iterator[Constraint]:
    seen: set[str] = set()
    used: list[Span] = []
    for found in list(islice(PAIR.finditer(sentence.text), MOST)):
        for each in _pair(vocabulary, sentence, found):
            seen.add(each.path)
            yield each
    for found in list(islice(AMOUNT.finditer(sentence.text), MOST)):
        if "\0" in sentence.text[found.start() : found.end()] or not is_unit(found):
            continue
        meant = attribute_meant(vocabulary, found, sentence, used)
        if meant is None or meant[0].path in seen:
            continue
        attribute, quantity = meant
        seen.add(attribute.path)
        low, high = _bounds(found, quantity)
        bounded = any(found[part] for part in ("less", "more", "after", "up"))
        said = sentence.take(found, drop=bounded)
        yield _constraint(vocabulary, attribute, said, low, high)
    yield from _unitless(vocabulary, sentence, seen)


def _pair(vocabulary: Vocabulary, sentence: Sentence, found: re.Match[str]) -> Iterator[Constraint]:
    """Memory and storage of "12+256", where the shop knows both."""
    storage = float(found["storage"]) * (1000 if (found["unit"] or "").startswith("t") else 1)
    data = [each for each in attributes(vocabulary) if each.dimension == "data"]
    both = [next((a for a in data if a.is_called(words)), None) for words in (MEMORY, STORAGE)]
    if None in both or (found["sign"] == "/" and float(found["ram"]) * 4 > storage):
        return
    said = sentence.take(found, drop=False)
    for attribute, value in zip(both, (float(found["ram"]), storage), strict=True):
        if attribute is not None:
            low, high = value * (1 - CLOSE), value * (1 + CLOSE)
            yield _constraint(vocabulary, attribute, said, low, high)


def _unitless(vocabulary: Vocabulary, sentence: Sentence, seen: set[str]) -> Iterator[Constraint]:
    for found in list(UNITLESS.finditer(sentence.text)):
        if not any(found[part] for part in ("less", "more", "after", "up")):
            continue
        noun = re.sub(r"容量| is| of", "", found["noun"])
        unit = _NOUNS[noun]
        quantity = readings(found["number"], unit)[0]
        attribute = next(
            (
                a
                for a in attributes(vocabulary)
                if key_of(noun) in a.names and a.dimension == quantity.dimension
            ),
            None,
        )
        least, most = _LIKELY[unit]
        if attribute and attribute.path not in seen and least <= quantity.number <= most:
            seen.add(attribute.path)
            low, high = _limits(found, quantity)
            yield _constraint(vocabulary, attribute, sentence.take(found), low, high)


def _constraint(
    vocabulary: Vocabulary, attribute: Attribute, said: str, low: float, high: float
) -> Constraint:
    return Constraint(
        "amount",
        said,
        path=attribute.path,
        name=attribute.label,
        values=tuple(
            value.pk
            for path in attribute.paths
            for value in vocabulary.by_path[path]
            if value.number is not None
            and value.dimension == attribute.dimension
            and low <= value.number <= high
        ),
        low=None if low == float("-inf") else low,
        high=None if high == float("inf") else high,
        dimension=attribute.dimension,
    )


def _limits(found: re.Match[str], quantity: Quantity) -> tuple[float, float]:
    slack = abs(quantity.number) * 1e-6
    if found["less"] or found["after"]:
        return float("-inf"), quantity.number + slack
    return quantity.number - slack, float("inf")


def _bounds(found: re.Match[str], quantity: Quantity) -> tuple[float, float]:
    if any(found[part] for part in ("less", "more", "after", "up")):
        return _limits(found, quantity)
    number = quantity.number
    if UP_FAR.match(found.string, found.end()):
        return number * (1 - 1e-6), float("inf")
    if found["low"] and _is_range(found):
        first = re.match(rf"\s?({NUMBER})", found["low"])
        value = float(found["number"].replace(",", ""))
        low = number * float(first[1].replace(",", "")) / value if first and value else number
        if number / WIDEST <= low < number:
            return low * (1 - 1e-6), number * (1 + 1e-6)
    if found["unit"] in INCHES and "." not in found["number"]:
        return number - 0.05, number + INCH - 0.05
    return number * (1 - CLOSE), number * (1 + CLOSE)


def _is_range(found: re.Match[str]) -> bool:
    """ "5G and 8 GB" are two things, "between 8 and 12 GB" is one."""
    before = found.string[max(0, found.start("low") - 10) : found.start("low")]
    return " and " not in found["low"] or before.endswith("between ")


def names_of_amounts(vocabulary: Vocabulary, found: Sequence[Constraint]) -> set[Key]:
    """Names of the attributes that were read: "128 GB storage" asks for no department "Storage"."""
    paths = {each.path for each in found if each.kind == "amount"}
    return {name for each in attributes(vocabulary) if each.path in paths for name in each.names}
