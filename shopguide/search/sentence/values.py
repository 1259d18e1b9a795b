"""Brands, categories, colours and what is not wanted, by the names that the shop gives them."""

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

from shopguide.text.lexicon import Key, is_chinese, key_of
from shopguide.text.segment import Piece, pieces

from ..vocabulary import Vocabulary
from .constraint import Constraint, Kind
from .names import MAKERS, Names, brands, categories, colours, things, written
from .negation import MODIFIES, NEAR, NOT_AFTER, is_listed, refused_before
from .nouns import (
    is_asked_for,
    is_brand_said,
    is_colour_said,
    is_for,
    is_thing_itself,
    is_to_be_replaced,
)
from .parts import is_compound, is_of_model, is_part
from .text import Sentence

_OPENING = re.compile(
    r"(?<!\bnot )\b(?:look(?:ing)?|search(?:ing)?|shop(?:ping)?|hunt(?:ing)?|ask(?:ing)?|need"
    r"|wish(?:ing)?|market|recommend(?:ations?)?|suggestions?|ideas?|options?|advice)\s+(?:for"
    r"|on)\b"
    r"|\b(?:in need of|in search of|on the hunt for|deals? on|offers? on|a (?:good )?deal on)\b"
    r"|(?<=\0) ?on\b",
    re.ASCII,
)
#: Words and Chinese characters that a sentence has at most; what stands behind them is searched for.
MOST = 400
_WIRES = frozenset(["wire", "wires", "cable", "cables", "cord", "cords", "线", "电线", "线缆"])
_OR = re.compile(r"\s*(?:/|,|、|\bor\b|\band\b|或者?|和|以及|还是|跟|与)\s*(?:an?\s)?")


@dataclass(frozen=True)
class _Mention:
    start: int
    end: int
    values: tuple[int, ...]


def read_values(
    vocabulary: Vocabulary, sentence: Sentence, taken: Set[Key] = frozenset()
) -> Iterator[Constraint]:
    """Brand, colour and category, wanted or not. ``taken`` are names that said something else."""
    for found in _OPENING.finditer(sentence.text):
        sentence.take(found, drop=False)
    parts = set(_parts(vocabulary, sentence))
    refused = list(_refused_by_thing(vocabulary, sentence))
    # "Phone case for Samsung" is about a case: what lies behind "for" is read as words.
    kinds: tuple[tuple[Kind, Names], ...] = (
        ("brand", brands(vocabulary)),
        ("colour", colours(vocabulary)),
        ("category", categories(vocabulary)),
    )
    for kind, names in kinds:
        yield from _of_kind(vocabulary, sentence, kind, names, taken, parts, refused)
    yield from _unwanted_wires(vocabulary, sentence)
    _drop_unwanted_names(vocabulary, sentence)


def _of_kind(
    vocabulary: Vocabulary,
    sentence: Sentence,
    kind: Kind,
    names: Names,
    taken: Set[Key],
    parts: Set[int],
    refused: Sequence[range],
) -> Iterator[Constraint]:
    wanted: list[_Mention] = []
    unwanted: set[int] = set()
    refused_to = -1
    mentions = list(_mentions(vocabulary, sentence, kind, names))
    if kind == "category":
        mentions = _without_carriers(sentence, mentions, refused)
    for mention in mentions:
        said = sentence.whole[mention.start : mention.end]
        is_of_refused = any(mention.start in each for each in refused)
        if is_of_refused and kind != "category":
            sentence.take_span(mention.start, mention.end, drop=True)
            unwanted.update(mention.values)
            yield _constraint(vocabulary, kind, said, [mention], negated=True)
            continue
        if key_of(said) in taken:
            continue
        if not is_of_refused and _is_refused(sentence, kind, mention, refused_to):
            before = sentence.text[max(0, mention.start - NEAR) : mention.start]
            found = refused_before(before)
            start = mention.start - (len(before) - found.start() if found else 0)
            after = NOT_AFTER.match(sentence.text, mention.end) if not found else None
            sentence.take_span(start, after.end() if after else mention.end, drop=True)
            refused_to = mention.end
            unwanted.update(mention.values)
            yield _constraint(vocabulary, kind, said, [mention], negated=True)
        elif (
            is_asked_for(
                kind,
                sentence.text,
                mention.start,
                mention.end,
                parts if _is_maker(vocabulary, mention) else frozenset(),
            )
            and not (
                kind == "brand"
                and _is_maker(vocabulary, mention)
                and is_of_model(sentence.text, mention.end)
            )
            and (kind != "category" or not wanted or _joined(sentence, wanted[-1], mention))
        ):
            wanted.append(mention)
        elif kind == "brand":
            # 我有一台佳能相机: behind a brand that is not asked for stands what is had.
            sentence.take_span(mention.start, mention.end, drop=False)
    # "The old one was an Acer, no Acer again."
    wanted = [each for each in wanted if not unwanted.intersection(each.values)]
    if kind == "category" and not wanted:
        wanted = [each for each in mentions if is_to_be_replaced(sentence.text, each.end)][:1]
    if wanted:
        said = " / ".join(sentence.take_span(each.start, each.end, drop=False) for each in wanted)
        yield _constraint(vocabulary, kind, said, wanted, negated=False)


def _refused_by_thing(vocabulary: Vocabulary, sentence: Sentence) -> Iterator[range]:
    """Where brands and colours stand that are not wanted of a thing: 粉色红色的手机都不要, 苹果手机
    不要, "pink phones are out of the question". The thing itself is not refused."""
    text = sentence.text
    told = [
        *_mentions(vocabulary, sentence, "brand", brands(vocabulary)),
        *_mentions(vocabulary, sentence, "colour", colours(vocabulary)),
    ]
    told.sort(key=lambda mention: -mention.start)
    for last in [*_mentions(vocabulary, sentence, "category", categories(vocabulary)), *told]:
        if not (after := NOT_AFTER.match(text, last.end)):
            continue
        start = last.start
        for each in told:
            between = text[each.end : start]
            # 华为，苹果不要 refuses one of them, 黑色，红色都不要 both.
            is_list = _OR.fullmatch(between) and ("," not in between or "都" in after.group())
            if each.end <= start and (MODIFIES.fullmatch(between) or is_list):
                start = each.start
        if start < last.start:
            yield range(start, last.end)


def _without_carriers(
    sentence: Sentence, mentions: Sequence[_Mention], refused: Sequence[range]
) -> list[_Mention]:
    """Things less those that are only named for what is for them, as the bag in "bag for my laptop",
    with things that only a brand or a colour of is refused behind all others."""
    found = []
    for n, each in enumerate(mentions):
        carried = mentions[n + 1] if n + 1 < len(mentions) else None
        is_whole = key_of(sentence.whole[each.start : each.end]) in things()
        if is_whole or not (carried and is_for(sentence.text[each.end : carried.start])):
            found.append(each)
    return sorted(found, key=lambda each: any(each.start in span for span in refused))


def _is_refused(sentence: Sentence, kind: Kind, mention: _Mention, refused_to: int) -> bool:
    """Whether a mention is not wanted: said so, or listed after one that is not ("no A or B")."""
    text = sentence.text
    if kind == "category" and is_compound(text, mention.start, mention.end):
        return False
    if refused_before(text[max(0, mention.start - NEAR) : mention.start]):
        return True
    after = text[mention.end : mention.end + NEAR]
    if NOT_AFTER.match(after):
        return True
    return refused_to >= 0 and is_listed(text[refused_to : mention.start], after)


def _is_maker(vocabulary: Vocabulary, mention: _Mention) -> bool:
    return any(vocabulary.values[pk].text.casefold() in MAKERS for pk in mention.values)


def _joined(sentence: Sentence, one: _Mention, two: _Mention) -> bool:
    between = sentence.text[one.end : two.start]
    return between.strip() != "," and _OR.fullmatch(between) is not None


def _constraint(
    vocabulary: Vocabulary, kind: Kind, said: str, mentions: Sequence[_Mention], *, negated: bool
) -> Constraint:
    """One constraint for all that was mentioned: any of them will do."""
    best = [
        max(
            (vocabulary.values[pk] for pk in mention.values),
            key=lambda value: (value.documents, -value.pk),
        )
        for mention in mentions
    ]
    return Constraint(
        kind,
        said,
        path=best[0].path,
        name=best[0].text,
        names=tuple(dict.fromkeys((value.text, *value.aliases) for value in best)),
        values=tuple(sorted({pk for mention in mentions for pk in mention.values})),
        negated=negated,
    )


def _mentions(
    vocabulary: Vocabulary, sentence: Sentence, kind: Kind, names: Names
) -> Iterator[_Mention]:
    """Names of values in what is left of the sentence, the longest first, none inside another and
    none that only begins a longer term of the lexicon."""
    cut = pieces(sentence.text)[:MOST]
    key: Key = tuple(piece.stem for piece in cut)
    known = vocabulary.lexicon.mentions(key)
    said = written(cut) if kind == "brand" else key
    longest = max(map(len, names), default=0)
    at = 0
    while at < len(cut):
        for end in range(min(len(cut), at + longest), at, -1):
            values = names.get(said[at:end])
            if not values or not _is_whole(sentence.text, cut, at, end):
                continue
            start, stop = cut[at].start, cut[end - 1].end
            if is_thing_itself(kind, known, key, at, end, names) and (
                (kind == "colour" and is_colour_said(sentence.text, start, stop))
                or (kind == "brand" and is_brand_said(sentence.text, start, stop, known, at, end))
                or kind == "category"
            ):
                yield _Mention(start, stop, values)
                at = end
                break
        else:
            at += 1


def _parts(vocabulary: Vocabulary, sentence: Sentence) -> Iterator[int]:
    """Where things begin that only name a part or an accessory: "laptop" in "Lenovo laptop charger",
    which says nothing of who made the charger."""
    names = categories(vocabulary)
    cut = pieces(sentence.text)[:MOST]
    key: Key = tuple(piece.stem for piece in cut)
    known = vocabulary.lexicon.mentions(key)
    longest = max(map(len, names), default=0)
    for at in range(len(cut)):
        ends = range(min(len(cut), at + longest), at, -1)
        end = next((end for end in ends if key[at:end] in names), None)
        if end is None or (end - at == 1 and is_chinese(key[at])):
            continue
        longer = any(each.start <= at and each.end > end for each in known)
        if longer or is_part(sentence.text, cut[at].start, cut[end - 1].end):
            yield cut[at].start


def _is_whole(text: str, cut: list[Piece], at: int, end: int) -> bool:
    """Not a part of a model number: "lg" in "lg-500" or "hp" in "hp15"."""
    start, stop = cut[at].start, cut[end - 1].end
    if is_chinese(text[start:stop]):
        return True
    return not re.match(r"[a-z0-9]|-\d", text[stop : stop + 2]) and not re.search(
        r"[a-z0-9]$", text[max(0, start - 1) : start]
    )


def _drop_unwanted_names(vocabulary: Vocabulary, sentence: Sentence) -> None:
    """ "Not Apple" in a shop without Apple excludes nothing, but must not search for "apple"."""
    cut = pieces(sentence.text)
    for mention in vocabulary.lexicon.mentions(tuple(piece.stem for piece in cut)):
        start, end = cut[mention.start].start, cut[mention.end - 1].end
        before = sentence.text[max(0, start - NEAR) : start]
        if found := refused_before(before):
            sentence.take_span(start - len(before) + found.start(), end, drop=True)


def _unwanted_wires(vocabulary: Vocabulary, sentence: Sentence) -> Iterator[Constraint]:
    """ "Without wires" excludes what is said to be wired, and is searched for as "wireless"."""
    for piece in pieces(sentence.text):
        before = sentence.text[max(0, piece.start - NEAR) : piece.start]
        if piece.text in _WIRES and (found := refused_before(before)):
            start = piece.start - len(before) + found.start()
            said = sentence.take_span(start, piece.end, drop=True)
            values = [
                pk for pk in vocabulary.named.get(key_of("wired"), ()) if pk in vocabulary.values
            ]
            sentence.add("wireless" if not is_chinese(said) else "无线")
            if values:
                mention = _Mention(piece.start, piece.end, tuple(values))
                yield _constraint(vocabulary, "value", said, [mention], negated=True)
            return
