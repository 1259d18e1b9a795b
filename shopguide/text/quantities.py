"""Amounts with a unit as people write them, made comparable: "6.5 寸" and '16.5 cm' are lengths.

Each dimension has one base unit; its name is what a chip shows.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from .clean import fold

#: Dimension → (base unit as shown, {unit as written: how many base units}).
DIMENSIONS: dict[str, tuple[str, dict[str, float]]] = {
    "mass": (
        "g",
        {
            "mg": 1e-3, "g": 1, "gram": 1, "grams": 1, "gr": 1, "kg": 1000, "kgs": 1000,
            "kilo": 1000, "kilos": 1000, "kilogram": 1000, "kilograms": 1000, "lb": 453.592,
            "lbs": 453.592, "pound": 453.592, "pounds": 453.592, "oz": 28.3495, "ounces": 28.3495,
            "克": 1, "千克": 1000, "公斤": 1000, "斤": 500, "两": 50,
        },
    ),
    "data": (
        "GB",
        {
            "kb": 1e-6, "mb": 1e-3, "gb": 1, "g": 1, "tb": 1000, "t": 1000, "gib": 1, "tib": 1000,
            "gigabyte": 1, "gigabytes": 1, "terabyte": 1000, "terabytes": 1000, "gigs": 1, "gig": 1,
        },
    ),
    "length": (
        '"',
        {
            "mm": 1 / 25.4, "cm": 1 / 2.54, "m": 100 / 2.54, "meter": 100 / 2.54,
            "meters": 100 / 2.54, "metre": 100 / 2.54, "metres": 100 / 2.54, "inch": 1,
            "inches": 1, "in": 1, '"': 1, "”": 1, "''": 1, "ft": 12, "feet": 12, "foot": 12,
            "寸": 1, "英寸": 1, "吋": 1, "毫米": 1 / 25.4, "厘米": 1 / 2.54, "公分": 1 / 2.54,
            "米": 100 / 2.54,
        },
    ),
    "charge": ("mAh", {"mah": 1, "ah": 1000, "毫安": 1, "毫安时": 1}),
    "power": ("W", {"w": 1, "watt": 1, "watts": 1, "kw": 1000, "瓦": 1, "千瓦": 1000}),
    "pixels": (
        "MP",
        {"mp": 1, "megapixel": 1, "megapixels": 1, "mpx": 1, "万像素": 0.01, "亿像素": 100},
    ),
    "frequency": ("Hz", {"hz": 1, "khz": 1e3, "mhz": 1e6, "ghz": 1e9, "赫兹": 1, "赫": 1}),
    "volume": (
        "L",
        {"ml": 1e-3, "cl": 1e-2, "l": 1, "liter": 1, "liters": 1, "litre": 1, "litres": 1,
         "毫升": 1e-3, "升": 1},
    ),
    "time": (
        "h",
        {"h": 1, "hr": 1, "hrs": 1, "hour": 1, "hours": 1, "小时": 1, "min": 1 / 60,
         "minutes": 1 / 60, "minute": 1 / 60, "分钟": 1 / 60, "day": 24, "days": 24, "天": 24},
    ),
    "resistance": ("Ω", {"ω": 1, "ohm": 1, "ohms": 1, "欧": 1, "欧姆": 1}),
    "zoom": ("×", {"×": 1, "x": 1, "倍": 1}),
    "count": ("", {}),
}  # fmt: skip
_UNITS: dict[str, list[tuple[str, float]]] = {}
for _dimension, (_base, _units) in DIMENSIONS.items():
    for _unit, _factor in _units.items():
        _UNITS.setdefault(_unit, []).append((_dimension, _factor))

NUMBER = r"\d{1,9}(?:,\d{3})*(?:\.\d{1,4})?"
#: Longest first, since "g" would cut "gb" short; a Latin unit ends where the word ends.
UNIT = (
    "(?:"
    + "|".join(
        re.escape(unit) + (r"(?![a-z0-9])" if unit.isascii() and unit.isalpha() else "")
        for unit in sorted(_UNITS, key=len, reverse=True)
    )
    + ")"
)
_QUANTITY = re.compile(rf"({NUMBER})\s?-?({UNIT})")
_ALONE = re.compile(rf"\s*({NUMBER})\s*-?({UNIT})?\s*")


@dataclass(frozen=True)
class Quantity:
    """``number`` in the base unit of ``dimension``."""

    number: float
    dimension: str


def readings(number: str, unit: str) -> list[Quantity]:
    """Every quantity that a number with a unit may mean: "16 g" is a mass or, of memory, data."""
    value = as_number(number)
    return [Quantity(value * factor, name) for name, factor in _UNITS.get(unit, [])]


def as_number(text: str) -> float:
    return float(text.replace(",", ""))


def quantity_of(value: object) -> Quantity | None:
    """A fact as a quantity: a number as stored, or a text that is a number with one known unit."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float | Decimal):
        return Quantity(float(value), "count")
    found = _ALONE.fullmatch(fold(str(value)))
    if not found:
        return None
    if not found.group(2):
        return Quantity(as_number(found.group(1)), "count")
    return readings(found.group(1), found.group(2))[0]


def in_text(text: str) -> list[tuple[re.Match[str], list[Quantity]]]:
    """Numbers with a unit in folded ``text``, with what each may mean."""
    return [(found, readings(found.group(1), found.group(2))) for found in _QUANTITY.finditer(text)]


def show(number: float, dimension: str) -> str:
    """A quantity as a chip says it: "16 GB", '13"', "1 kg"."""
    base = DIMENSIONS.get(dimension, ("", {}))[0]
    if dimension == "data" and number >= 1000 and number % 1000 == 0:
        return f"{number / 1000:g} TB"
    if dimension == "mass" and number >= 1000:
        return f"{number / 1000:g} kg"
    glue = "" if base in ('"', "×", "") else "\u00a0"
    return f"{round(number, 2):g}{glue}{base}"
