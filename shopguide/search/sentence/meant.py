"""Which attribute an amount is of: the one that is named beside it, or the one that such an amount
is usually of."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from shopguide.text.lexicon import key_of
from shopguide.text.quantities import Quantity, readings
from shopguide.text.segment import pieces

from ..vocabulary import Vocabulary
from .attributes import Attribute, attributes
from .names import categories
from .text import Sentence
from .units import (
    is_of_camera,
    is_of_screen,
    is_said_of_time,
    is_storage_of_mobile,
    is_weight,
    storage_from,
)

INCHES = frozenset(["inch", "inches", "in", '"', "”", "''", "寸", "英寸", "吋"])
#: Pieces on either side of a number in which its attribute may be named.
AROUND = 3
#: Signs on either side that are looked at.
NEAR = 60
#: Attributes that a bare number with a unit is about, by dimension, most likely first.
USUAL: dict[str, tuple[str, ...]] = {
    "length": ("display", "screen", "screen size", "size", "diagonal"),
    "mass": ("weight",),
    "charge": ("battery", "battery capacity"),
    "pixels": ("rear camera", "main camera", "camera", "megapixels", "resolution"),
    "time": ("battery life",),
    "volume": ("capacity", "volume"),
    "power": ("power",),
    "frequency": ("refresh rate",),
    "resistance": ("impedance",),
}
MEMORY = ("ram", "memory", "internal memory")
STORAGE = ("storage", "internal storage", "capacity", "hard drive", "storage capacity")
#: "512G" is said of storage, "500g" of weight.
SIZES_OF_DATA = frozenset(
    {"1", "2", "3", "4", "6", "8", "12", "16", "18", "24", "32", "36", "48", "64", "96", "128"}
    | {"192", "256", "384", "512", "1024", "2048"}
)
#: 内存卡 names no memory.
_CARD = re.compile(r"\s?(?:cards?\b|sticks?\b|卡)", re.ASCII)
#: 有线 is no length of a wire, nor is a 3.5 mm plug.
_WIRE = key_of("线")
_NO_WIRE = re.compile(r"[有无在离路光热曲天视专全总]$")
Span = tuple[int, int]


@dataclass(frozen=True)
class _Named:
    """An option with where its name stands, and how far from the number."""

    distance: int
    length: int
    attribute: Attribute
    quantity: Quantity
    span: Span


def attribute_meant(
    vocabulary: Vocabulary, found: re.Match[str], sentence: Sentence, used: list[Span]
) -> tuple[Attribute, Quantity] | None:
    possible = readings(found["number"], found["unit"])
    if found["unit"] == "g":
        wanted = "data" if found["number"] in SIZES_OF_DATA else "mass"
        possible.sort(key=lambda quantity: quantity.dimension != wanted)
    options = [
        (attribute, quantity)
        for quantity in possible
        for attribute in attributes(vocabulary)
        if attribute.dimension == quantity.dimension
    ]
    named = [each for each in _named(options, found, sentence.text) if each.span not in used]
    if named:
        # Before the longest of the nearest names, that of which more products have a value.
        best = min(named, key=lambda n: (n.distance, -n.length, -n.attribute.documents))
        used.append(best.span)
        _blank_name(vocabulary, sentence, best.span)
        if best.attribute.is_called(MEMORY) and is_storage_of_mobile(
            best.quantity.number, sentence.text
        ):
            return _usual(options, found, sentence.text)
        return best.attribute, best.quantity
    return _usual(options, found, sentence.text)


def _blank_name(vocabulary: Vocabulary, sentence: Sentence, span: Span) -> None:
    """The "front camera" of an amount is no request for a camera, but "monitor 27 inch" is."""
    key, things = key_of(sentence.text[slice(*span)]), categories(vocabulary)
    if any(key[n:] in things for n in range(1, len(key))):
        sentence.take_span(*span, drop=False)


def _named(
    options: Sequence[tuple[Attribute, Quantity]], found: re.Match[str], text: str
) -> Iterator[_Named]:
    """Names of attributes around a number: what stands before it is nearer than what follows."""
    end = found.end("unit")
    start = found.start("low") if found["low"] else found.start("number")
    behind = text[end : end + NEAR].lstrip(" \0")
    # "16gb 1tb ssd" has two amounts, and the noun is of the second.
    after = re.split(r"[,。;、\0]| and | with |(?<![a-z0-9])\d", behind, maxsplit=1)[0]
    offset = end + len(text[end : end + NEAR]) - len(behind)
    said = text[max(0, start - NEAR) : start].rstrip(" \0")
    before = re.split(r"[,。;、\0]| and | with ", said)[-1]
    from_start = max(0, start - NEAR) + len(said) - len(before)
    for part, shift, is_before in ((before, from_start, True), (after, offset, False)):
        cut = pieces(part)
        for attribute, quantity in options:
            for name in attribute.names:
                for at in range(len(cut) - len(name) + 1):
                    if tuple(piece.stem for piece in cut[at : at + len(name)]) != name:
                        continue
                    distance = len(cut) - at - len(name) if is_before else at
                    last = cut[at + len(name) - 1]
                    if distance > AROUND or _CARD.match(part, last.end):
                        continue
                    if name == _WIRE and not _is_wire(part[: last.start], found["unit"]):
                        continue
                    span = (shift + cut[at].start, shift + last.end)
                    yield _Named(
                        2 * distance + (not is_before), len(name), attribute, quantity, span
                    )


def _is_wire(before: str, unit: str) -> bool:
    return unit not in ("mm", "毫米") and _NO_WIRE.search(before) is None


def _usual(
    options: Sequence[tuple[Attribute, Quantity]], found: re.Match[str], text: str
) -> tuple[Attribute, Quantity] | None:
    """The attribute that a bare amount is about, or None where that is a guess."""
    for _, quantity in options:
        usual: tuple[str, ...] = USUAL.get(quantity.dimension, ())
        if quantity.dimension == "data":
            usual = STORAGE if quantity.number >= storage_from(text) else MEMORY
        elif quantity.dimension == "length":
            usual = usual if is_of_screen(found, text, INCHES) else ()
        elif quantity.dimension == "pixels" and is_of_camera(text):
            usual = ("megapixels", *usual)
        elif quantity.dimension == "mass":
            usual = usual if is_weight(text) else ()
        elif quantity.dimension == "time":
            usual = usual if is_said_of_time(found, text) else ()
        for word in usual:
            for other, amount in options:
                if amount.dimension == quantity.dimension and key_of(word) in other.names:
                    return other, amount
        if quantity.dimension in ("mass", "data"):
            # "16 g" is of the one or the other, never of both.
            break
    return None
