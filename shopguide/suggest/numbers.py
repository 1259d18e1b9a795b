"""Every number of a sentence must be one that its products have, of the same thing."""

import re
from collections.abc import Sequence

from shopguide.text.clean import fold
from shopguide.text.quantities import Quantity, in_text
from shopguide.text.segment import HAN, words

from .ground import (
    NUMBER,
    TOKEN,
    Ground,
    Stated,
    beside,
    of_each,
    plain_number,
    same_quantity,
    speaks_of,
)
from .slots import SLOT

_ONES = {
    word: value
    for value, word in enumerate(
        "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
        "sixteen seventeen eighteen nineteen".split(),
        2,
    )
} | {"one": 1}
_TENS = {
    word: 10 * value
    for value, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)
}
_MANY = {"dozen": 12, "hundred": 100, "thousand": 1000, "million": 1_000_000}
_WORDED = re.compile(
    rf"\b(?:(?P<tens>{'|'.join(_TENS)})(?:[ -](?P<unit>{'|'.join(_ONES)}))?"
    rf"|(?P<ones>{'|'.join(word for word in _ONES if word != 'one')})|(?P<many>{'|'.join(_MANY)}))"
    r"(?=[\s,.;:!?)-]|$)"
)
_HAN_DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"两": 2}
_HAN_WORDED = re.compile(
    r"[一二两三四五六七八九十百千]+(?=(?:万|亿|年|个月|颗|核|倍|寸|英寸|小时|分钟|天|克|公斤|千克|毫|像素|瓦|升"
    r"|米|厘米|摄|款|台|种|条|成|星|折|重|档|个|部|块))"
)
#: "Of the two", "these 3 phones", 这两款: how many are named, not what they have.
_THINGS = (
    r"products?|options?|models?|picks?|choices?|items?|ones|phones?|smartphones?|laptops?"
    r"|notebooks?|devices?|suggestions?|matches|results"
)
_COUNTED = (
    r"\b(?:of (?:the|these)|these|all|the|both|first|top|following)\s(?:the\s)?{n}"
    r"(?=\s?(?:$|[,.;:!?)]|differ|are|is|have|has|that|which|with|in\b|on\b|(?:"
    + _THINGS
    + r")\b))"
    r"|\b{n}\s(?:" + _THINGS + r")\b|(?:这|前|以上|其中)?\s?{n}\s?[款](?![A-Za-z])"
)


def wrong_number(clause: str, sentence: str, about: Sequence[Ground], named: int) -> bool:
    """Whether a number of ``clause`` is of no product that it is about. ``named`` is how many
    products there are."""
    text = in_digits(clause)
    for count in range(1, named + 1):
        text = re.sub(_COUNTED.format(n=count), " ", text)
    stems = set(words(sentence))
    own = set(words(clause))
    for found in _numbers(text):
        supported = [_supports(each, found, text, own, stems) for each in about]
        if not supported or not (all if of_each(clause, about) else any)(supported):
            return True
    return False


def in_digits(text: str) -> str:
    """Folded ``text`` with its numbers in digits: "forty-eight" and 四十八 are 48."""
    folded = fold(SLOT.sub(" ", text))
    return _HAN_WORDED.sub(lambda found: _han(found.group()), _WORDED.sub(_english, folded))


def _english(found: re.Match[str]) -> str:
    if found["tens"]:
        return str(_TENS[found["tens"]] + _ONES.get(found["unit"] or "", 0))
    return str(_ONES[found["ones"]] if found["ones"] else _MANY[found["many"]])


def _han(text: str) -> str:
    if text == "一":
        return text
    total = digit = 0
    for sign in text:
        if power := {"十": 10, "百": 100, "千": 1000}.get(sign):
            total, digit = total + (digit or 1) * power, 0
        else:
            digit = _HAN_DIGITS[sign]
    return str(total + digit)


def _numbers(text: str) -> list[tuple[re.Match[str], list[Quantity]]]:
    """Numbers with what each may mean, with a unit or without."""
    measured = {found.start(): (found, meant) for found, meant in in_text(text)}
    return [measured.get(each.start(), (each, [])) for each in NUMBER.finditer(text)]


def _supports(
    ground: Ground,
    found: tuple[re.Match[str], list[Quantity]],
    text: str,
    own: set[str],
    stems: set[str],
) -> bool:
    match, meant = found
    token = _joined(text, match)
    if re.search(r"[a-z]", token) and not meant:
        # "5g", "ip68", "a17": a name, not a number.
        return token in ground.words
    if meant:
        facts = [fact for fact in ground.facts if _measures(fact, meant)]
        if facts and not _is_of_another(facts, ground.facts, meant, own):
            return True
        if facts or any(_measures(text, meant) for text in ground.texts):
            return not facts
    number = plain_number(NUMBER.match(match.group()).group())  # type: ignore[union-attr]
    before, after = _neighbours(text, match, number)
    return any(
        _states(fact, number, before, after, stems) for fact in (*ground.facts, *ground.texts)
    )


def _joined(text: str, match: re.Match[str]) -> str:
    """The whole word that a number stands in, without a hyphen: "48mp" of "48mp-camera"."""
    start, end = match.span()
    number = NUMBER.match(text, start)
    end = number.end() if number else end
    before = re.search(rf"[^\W_{HAN}]*$", text[:start])
    after = re.match(rf"[^\W_{HAN}]*", text[end:])
    return (before.group() if before else "") + text[start:end] + (after.group() if after else "")


def _measures(stated: Stated, meant: list[Quantity]) -> bool:
    return any(same_quantity(one, other) for one in stated.quantities for other in meant)


def _is_of_another(
    facts: list[Stated], every: Sequence[Stated], meant: list[Quantity], own: set[str]
) -> bool:
    """ "512 GB of memory" where 512 GB is the storage: the clause names another fact of the same
    dimension and none that has the number."""
    dimensions = {each.dimension for each in meant}
    rivals = [
        fact
        for fact in every
        if fact not in facts and any(each.dimension in dimensions for each in fact.quantities)
    ]
    if not rivals:
        return False
    shared = frozenset.intersection(*(fact.stems for fact in (*facts, *rivals)))
    if any(own & (fact.stems - shared) for fact in facts):
        return False
    if any(fact.stems and fact.stems <= own for fact in facts):
        return False
    return any(
        own & (rival.stems - shared) or (rival.stems and rival.stems <= own) for rival in rivals
    )


def _neighbours(text: str, match: re.Match[str], number: str) -> tuple[str, str]:
    tokens = list(TOKEN.finditer(text))
    at = next(
        (n for n, each in enumerate(tokens) if each.start() <= match.start() < each.end()), None
    )
    if at is None:
        return "", ""
    before = tokens[at - 1].group() if at else ""
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    # What follows a comma or a bracket is of something else.
    gap = text[tokens[at].end() : after.start()] if after else ""
    return before, beside(after.group()) if after and not gap.strip(" -") else ""


def _states(stated: Stated, number: str, before: str, after: str, stems: set[str]) -> bool:
    """Whether a fact or a text has the number, and of the same thing: what follows it is the same,
    or nothing follows and the sentence says what it counts."""
    tokens = stated.tokens
    for place, token in enumerate(tokens):
        if not token[0].isdigit() or plain_number(token) != number:
            continue
        following = beside(tokens[place + 1]) if place + 1 < len(tokens) else ""
        if after and following == after:
            return True
        if stated.label:
            is_bare = len(tokens) == 1
            if (is_bare or not after) and speaks_of(stems, stated.stems):
                return is_bare or not following or following in stems
            if len(tokens) > 1 and place and tokens[place - 1] == before:
                return True
        elif place and tokens[place - 1] == before and not (after and following.isalpha()):
            return True
    return False
