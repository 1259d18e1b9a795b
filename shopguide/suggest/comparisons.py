"""Comparisons of products must agree with their facts; one that cannot be looked up is not made."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from shopguide.text.clean import fold
from shopguide.text.quantities import Quantity
from shopguide.text.segment import words
from shopguide.writers.base import Record
from shopguide.writers.topics import TOPICS

from .ground import THAN, Ground, Stated, clauses, grounds
from .slots import SLOT

#: Of "more" (1) and "less" (-1), what is compared where no noun says it.
_WORDS: dict[str, tuple[int, str]] = {
    **dict.fromkeys(("heavier", "heaviest", "更重", "最重"), (1, "mass")),
    **dict.fromkeys(("lighter", "lightest", "更轻", "最轻"), (-1, "mass")),
    **dict.fromkeys(
        ("dearer", "dearest", "pricier", "priciest", "costlier", "更贵", "最贵"), (1, "price")
    ),
    **dict.fromkeys(("cheaper", "cheapest", "更便宜", "最便宜", "更实惠"), (-1, "price")),
    **dict.fromkeys(
        ("bigger", "biggest", "larger", "largest", "longer", "longest", "higher", "highest", "more",
         "greater", "greatest", "stronger", "strongest", "taller", "tallest", "wider", "widest",
         "thicker", "thickest", "faster", "fastest", "brighter", "brightest", "sharper", "sharpest",
         "roomier", "louder", "deeper", "better", "best", "most", "newer", "newest", "superior",
         "更大", "最大", "更长", "最长", "更高", "最高", "更多", "最多", "更强", "最强", "更快", "最快",
         "更宽", "更厚", "更亮", "更好", "最好", "更清晰", "最清晰", "最新", "更久", "最久",
         "更佳", "最佳", "更优"),
        (1, ""),
    ),
    **dict.fromkeys(
        ("smaller", "smallest", "shorter", "shortest", "lower", "lowest", "less", "least", "fewer",
         "fewest", "slower", "slowest", "thinner", "thinnest", "narrower", "weaker", "weakest",
         "quieter", "quietest", "older", "worse", "worst", "inferior", "更小", "最小", "更短", "最短",
         "更低", "最低", "更少", "最少", "更慢", "更薄", "最薄", "更窄", "更弱", "更差", "最差", "更静音"),
        (-1, ""),
    ),
}  # fmt: skip
#: Said with "more" or "less": what it is that there is more of.
_PRICED = re.compile(
    r"\b(more|less|most|least)\s+(?:expensive|costly|pricey)\b|\bcosts? (more|less)\b"
    r"|\bweighs? (?P<mass>more|less)\b"
)
_LATIN = "|".join(sorted((word for word in _WORDS if word.isascii()), key=len, reverse=True))
_HAN = "|".join(sorted((word for word in _WORDS if not word.isascii()), key=len, reverse=True))
_COMPARING = re.compile(
    rf"\b(?P<latin>{_LATIN})\b|(?P<han>{_HAN})|(?P<other>\b[a-z]{{3,}}(?:ier|iest)\b|更[^，。]|最[^，。])"
    r"|(?P<times>\b(?:twice|double|triple|outperform\w*|outlast\w*|beats?|surpass\w*|exceeds?|unlike"
    r"|equal to|same as|identical)\b|优于|胜过|强于|超过|不如|比不上|相当于|一样|相同|翻倍)"
)
#: What looks like a comparison and is none.
_NONE = re.compile(
    r"\b(?:closest|nearest|best|better|most) (?:match\w*|fit\w*|suit\w*|choice|option|pick|answers?)\b"
    r"|\bat (?:least|most|best)\b|\bmore (?:about|details?)\b|\bclosest\b|\bmost of (?:all|the)\b"
    r"|\bworth comparing\b|\b(?:earlier|carrier|barrier|premier|supplier|amplifier|frontier|soldier"
    r"|courier|notifier|multiplier|identifier|terrier|purifier|humidifier|dehumidifier)\b"
    r"|\bmatters? most\b|更(?:看重|注重|在意|偏好|关注)"
    r"|更?最?(?:合适|匹配|接近|符合|贴近|适合)|最后|更新",
    re.I,
)
#: 比 … 轻 says what 比 … 更轻 says.
_BARE = re.compile(
    r"(?<![对相])(比(?!一比|较|例|如|赛|特)[^，。；]*?)(?<![更最])(便宜|实惠|贵|轻|重|大|小|长|短|高|低|多|少|快|慢|强|弱|厚|薄|好|差"
    r"|久|宽|窄|亮|清晰)"
)
_SUPERLATIVE = re.compile(r"\b(?:\w+est|best|most|least|worst)\b|最")
_MEASURED: dict[str, str] = {
    "wider": "width wide 宽", "taller": "height tall 高", "thicker": "depth thickness thick 厚",
    "thinner": "depth thickness thick 厚", "faster": "speed frequency processor 速度 频率",
    "slower": "speed frequency processor 速度 频率", "更薄": "depth thickness 厚 厚度",
    "更厚": "depth thickness 厚 厚度", "更快": "speed frequency 速度 频率", "更久": "battery 电池 续航",
}  # fmt: skip


@dataclass(frozen=True)
class _Comparison:
    """``subject`` has more (1) or less (-1) of what ``stems`` name than each, or than one, of
    ``others``."""

    subject: Record
    others: tuple[Record, ...]
    direction: int
    dimension: str
    stems: frozenset[str]
    of: Literal["all", "some"]


def wrong_comparison(text: str, every: Sequence[Record], about: Sequence[Record]) -> bool:
    """Whether ``text`` compares in a way that the records do not bear out, or in one that cannot be
    looked up in them. ``every`` are the products named, ``about`` those of this sentence."""
    by_ref = {record.ref: record for record in every}
    seen = [record.ref for record in about] if len(about) == 1 else []
    for clause in _joined([each.text for each in clauses(_BARE.sub(r"\1更\2", text), seen)]):
        for made in _made(clause, by_ref, seen):
            if made is None or not _holds(made):
                return True
        seen = seen + _refs(THAN.split(clause)[0])
    return False


def _joined(pieces: Sequence[str]) -> list[str]:
    """Clauses with the rest of a list of names put back: "… than {P2.name}" "and {P3.name}"."""
    found: list[str] = []
    for piece in pieces:
        is_name = SLOT.match(piece.strip()) and not re.search(r"\w", SLOT.sub("", piece))
        if found and is_name and THAN.search(found[-1]):
            found[-1] += f", {piece}"
        else:
            found.append(piece)
    return found


def _made(clause: str, by_ref: dict[str, Record], seen: list[str]) -> Iterator[_Comparison | None]:
    """The comparisons of a clause; None for one of which it is not known what is compared."""
    blanked = _NONE.sub(lambda found: " " * len(found.group()), fold_slots(clause))
    priced = [(found, _price(found)) for found in _PRICED.finditer(blanked)]
    blanked = _PRICED.sub(lambda found: "#" * len(found.group()), blanked)
    found_all = [*priced, *((found, _read(found)) for found in _COMPARING.finditer(blanked))]
    for found, meant in found_all:
        yield _resolved(clause, found, meant, by_ref, seen) if meant else None


def _refs(text: str) -> list[str]:
    return [ref for ref, _slot in SLOT.findall(text)]


def fold_slots(clause: str) -> str:
    """Lower case, slots and length as they are."""
    lowered = "".join(fold(letter) if len(fold(letter)) == 1 else letter for letter in clause)
    return re.sub(r"\{p(\d)", r"{P\1", lowered)


def _price(found: re.Match[str]) -> tuple[int, str]:
    said = next(word for word in found.groups() if word)
    return (1 if said in ("more", "most") else -1), "mass" if found["mass"] else "price"


def without_comparing(text: str) -> str:
    """``text`` without the words that ``wrong_comparison`` has looked at."""
    return _COMPARING.sub(" ", _PRICED.sub(" ", fold_slots(text)))


def _read(found: re.Match[str]) -> tuple[int, str] | None:
    return _WORDS.get(found.group("latin") or found.group("han") or "")


def _resolved(
    clause: str,
    found: re.Match[str],
    meant: tuple[int, str],
    by_ref: dict[str, Record],
    seen: list[str],
) -> _Comparison | None:
    than = THAN.search(clause)
    if than and than.group() == "比" and than.start() < found.start():
        # {P1.name} 比 {P2.name} 更轻
        before, others = _refs(clause[: than.start()]), _refs(clause[than.end() : found.start()])
    else:
        before, after = _refs(clause[: found.start()]), _refs(clause[found.end() :])
        others = after if than else []
        # "The lightest is {P1.name}."
        before = before or (after[:1] if not than and not seen else [])
    subject = before[-1] if before else (seen[-1] if seen else "")
    if subject not in by_ref or any(ref not in by_ref for ref in others):
        return None
    rest = tuple(
        record for ref, record in by_ref.items() if ref != subject and (ref in others or not others)
    )
    of: Literal["all", "some"] = (
        "all" if others or than or _SUPERLATIVE.search(found.group()) else "some"
    )
    noun = set(words(SLOT.sub(" ", clause))) | set(words(_MEASURED.get(found.group(), "")))
    return _Comparison(by_ref[subject], rest, *meant, frozenset(noun), of) if rest else None


def _holds(made: _Comparison) -> bool:
    told = [_is_more(made, other) for other in made.others]
    if made.of == "some":
        return True in told
    return all(each is True for each in told)


def _is_more(made: _Comparison, other: Record) -> bool | None:
    """Whether the subject has more, or less, than ``other``; None where it is not known."""
    if made.dimension == "price":
        one, two = made.subject.price_rank, other.price_rank
        return (one - two) * made.direction > 0 if one and two else None
    pairs = list(_comparable(made, grounds([made.subject])[0], grounds([other])[0]))
    if not pairs:
        return None
    return all((one.number - two.number) * made.direction > 0 for one, two in pairs)


def _comparable(made: _Comparison, one: Ground, two: Ground) -> Iterator[tuple[Quantity, Quantity]]:
    """Quantities of facts that both have under one label, of those that the clause names best."""
    shared = [
        (mine, theirs)
        for mine in one.facts
        for theirs in two.facts
        if mine.label == theirs.label and mine.quantities and theirs.quantities
    ]
    if made.dimension:
        shared = [pair for pair in shared if pair[0].quantities[0].dimension == made.dimension]
        best = shared
    else:
        weighed = [(_weight(mine, made.stems), (mine, theirs)) for mine, theirs in shared]
        most = max((weight for weight, _pair in weighed), default=0)
        best = [pair for weight, pair in weighed if weight == most and weight > 0]
    for mine, theirs in best:
        first, second = mine.quantities[0], theirs.quantities[0]
        if first.dimension == second.dimension:
            yield first, second


def _weight(fact: Stated, stems: frozenset[str]) -> float:
    """How well a label answers the clause: by its own words, else by its topic."""
    if own := len(fact.stems & stems):
        return own + 1 / (1 + len(fact.stems))
    topical = any(topic.words & fact.stems and topic.words & stems for topic in TOPICS)
    return 0.5 if topical else 0.0
