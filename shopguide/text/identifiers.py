"""Numbers that stand for a person: which string of digits is one, by its own arithmetic."""

import re
from datetime import date
from functools import cache

from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, PhoneMetadata

#: Of the first two digits of a resident id: provinces, Hong Kong, Macau, Taiwan.
_PROVINCES = frozenset(
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 "
    "61 62 63 64 65 71 81 82 83 91".split()
)
#: GB 11643-1999.
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"

#: First digits and lengths of cards: Visa, Mastercard, Mir, Amex, Diners, JCB, Discover, UnionPay,
#: Maestro, and debit cards of Chinese banks. A code of 13 digits is an EAN, never a card.
_CARD = re.compile(
    r"4(?:\d{15}|\d{18})|5[0-9]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}|220[0-4]\d{12}"
    r"|3[47]\d{13}|3(?:0[0-5]|[68]\d)\d{11}|35\d{14}|6\d{15,18}|8[15]\d{14,17}|(?:9558|103\d)\d{15}"
)

#: Length of an IBAN by its country.
_IBAN_LENGTHS = {
    country: int(length)
    for length, countries in (
        line.split(":")
        for line in (
            "15:NO|16:BE|18:DK FI FO GL NL SD|19:MK SI|20:AT BA EE KZ LT LU MN XK|21:CH CR HR LI LV"
            "|22:BG BH DE GB GE IE ME RS|23:AE GI IL IQ OM SO TL|24:AD CZ DZ ES MD PK RO SA SE SK TN VG"
            "|25:LY PT ST|26:IS TR|27:BI DJ FR GR IT MC MR SM|28:AL AZ BY CY DO GT HU LB NI PL SV"
            "|29:BR EG PS QA UA|30:JO KW MU|31:MT SC|32:LC|33:RU"
        ).split("|")
    )
    for country in countries.split()
}


def is_card(digits: str) -> bool:
    """A bank card: a known beginning and length, and Luhn's sum."""
    return bool(_CARD.fullmatch(digits)) and _luhn(digits)


def _luhn(digits: str) -> bool:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        number = int(digit) * (1 + place % 2)
        total += number - 9 * (number > 9)
    return total % 10 == 0


def is_resident_id(number: str) -> bool:
    """A Chinese resident id of 18 places: province, date of birth and checksum."""
    if len(number) != 18 or number[:2] not in _PROVINCES or not _is_day(number[6:14]):
        return False
    rest = sum(int(d) * weight for d, weight in zip(number[:17], _WEIGHTS, strict=True)) % 11
    return number[17].upper() == _CHECKS[rest]


def is_old_resident_id(number: str) -> bool:
    """The form of 15 digits, until 1999. It has no checksum: one such number in eighty is by chance."""
    return len(number) == 15 and number[:2] in _PROVINCES and _is_day("19" + number[6:12])


def _is_day(digits: str) -> bool:
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return 1900 <= born.year < 2100


def is_iban(text: str) -> bool:
    """An IBAN: the length of its country, and ISO 7064's sum."""
    if _IBAN_LENGTHS.get(text[:2].upper()) != len(text):
        return False
    moved = text[4:] + text[:4]
    return int("".join(str(int(letter, 36)) for letter in moved)) % 97 == 1


def is_international(digits: str) -> bool:
    """Digits after a plus: a calling code, then as many as numbers of that country have."""
    for length in (1, 2, 3):
        code = 0 if digits.startswith("0") else int(digits[:length] or 0)
        if code in COUNTRY_CODE_TO_REGION_CODE:
            return len(digits) - length in _lengths(code)
    return False


@cache
def _lengths(code: int) -> frozenset[int]:
    found: set[int] = set()
    for region in COUNTRY_CODE_TO_REGION_CODE[code]:
        known = PhoneMetadata.metadata_for_region(region, None)
        if known is None:
            known = PhoneMetadata.metadata_for_nongeo_region(code, None)
        if known is not None and known.general_desc is not None:
            found.update(known.general_desc.possible_length)
    return frozenset(length for length in found if length >= 6)
