"""Brands, categories, colours and what is not wanted, by the names that the shop gives them."""

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

from shopguide.text.lexicon import Key, is_chinese, key_of
from shopguide.text.lexicon import Mention as LexiconMention
from shopguide.text.segment import Piece, pieces, words
from shopguide.text.stopwords import CHINESE

from ..vocabulary import Vocabulary
from .constraint import Constraint, Kind
from .text import Sentence

_NOT = re.compile(
    r"(?:\b(?:but\s+)?(?:not|no|non|neither|nor|without|except(?: for)?|excluding|exclude|other than|apart from|anything but"
    r"|don'?t (?:want|like|need)|do not (?:want|like|need)|avoid|minus|never)\b[- ]?(?:any |a |an |the |from |by |made by |in )*"
    r"|(?:不要|不想要|不喜欢|不是|不用|不考虑|别要|别是|别给我|除了|排除|拒绝|非|不带|没有|除|不买|别推荐)的?)\s*$"
)
#: What follows is what the thing is for, or what it comes with: not the thing itself.
_TARGET = re.compile(
    r"(?:\b(?:for|with|fits?|compatible with|works? with|to use with|of|from|on|in|inside|my|your)\b(?:\s+(?:a|an|the|my|his|her|our|your|good|great|big|long))*"
    r"|(?:适用于?|兼容|配|支持|给|用于|适合|装|放|我的|带)(?:我的|一个|我)?)\s*$"
)
_OPENING = re.compile(
    r"\b(?:look(?:ing)?|search(?:ing)?|shop(?:ping)?|hunt(?:ing)?|ask(?:ing)?|need|wish(?:ing)?)\s+for\b|\bin need of\b|\bin search of\b"
)
_FITS_AFTER = re.compile(r"^\s*(?:专用|适用|兼容|可用|的?配件|compatible|-compatible)")
_MORE_OF_NAME = re.compile(r"[-\s]?[a-z0-9]")
#: Words that may follow the thing that is asked for, in English.
_AFTER = frozenset(
    """with for under below over above that which who in on at by from and or but to of as is are
    please between around about within without not no having has costing priced made less more
    cheaper i my me you we they he she it your our please now today like such up max ideally preferably suitable compatible
    deals deal sale offers online recommendations recommendation suggestions options""".split()
)
_AFTER_HAN = frozenset(
    "多几怎值的吗呢吧啊有要价最比什哪送给用适能可带支不和或与及推求买想，。、；？！且但需希预评现"
)
_COLOUR = ("colour", "color", "颜色")
_WIRES = frozenset(["wire", "wires", "cable", "cables", "cord", "cords", "线", "电线", "线缆"])
_OR = re.compile(r"\s*(?:/|,|，|、|\bor\b|\band\b|或者?|和|以及|还是)\s*")


@dataclass(frozen=True)
class _Mention:
    start: int
    end: int
    values: tuple[int, ...]


def read_values(
    vocabulary: Vocabulary, sentence: Sentence, taken: Set[Key] = frozenset()
) -> Iterator[Constraint]:
    """Brand, colour and category, wanted or not. ``taken`` are names that said something else."""
    guide = vocabulary.guide
    for found in _OPENING.finditer(sentence.text):
        sentence.take(found, drop=False)
    colours = {path for path in vocabulary.by_path if is_colour(vocabulary, path)}
    # "Phone case for Samsung" is about a case: what lies behind "for" is read as words.
    for kind, paths in (
        ("brand", {guide.brand_field}),
        ("colour", colours),
        ("category", {guide.category_field}),
    ):
        declared = {path for path in paths if path}
        yield from _of_kind(vocabulary, sentence, kind, declared, taken)  # type: ignore[arg-type]
    yield from _unwanted_wires(vocabulary, sentence)
    _drop_unwanted_names(vocabulary, sentence)


def is_colour(vocabulary: Vocabulary, path: str) -> bool:
    label = vocabulary.label(path).casefold()
    return label in _COLOUR or label.removeprefix("product ") in _COLOUR


def _of_kind(
    vocabulary: Vocabulary, sentence: Sentence, kind: Kind, paths: set[str], taken: Set[Key]
) -> Iterator[Constraint]:
    if not paths:
        return
    wanted: list[_Mention] = []
    for mention in _mentions(vocabulary, sentence, kind, paths):
        if key_of(sentence.whole[mention.start : mention.end]) in taken:
            continue
        before, after = sentence.text[: mention.start], sentence.text[mention.end :]
        if refused := _refused(sentence, before, mention, wanted):
            start = refused.start() if isinstance(refused, re.Match) else mention.start
            said = sentence.whole[mention.start : mention.end]
            sentence.take_span(start, mention.end, drop=True)
            yield _constraint(vocabulary, kind, said, [mention], negated=True)
        elif _is_asked_for(kind, before, after, sentence.whole[mention.start : mention.end]) and (
            kind != "category" or not wanted or _joined(sentence, wanted[-1], mention)
        ):
            wanted.append(mention)
    if wanted:
        said = " / ".join(sentence.take_span(each.start, each.end, drop=False) for each in wanted)
        yield _constraint(vocabulary, kind, said, wanted, negated=False)


def _refused(
    sentence: Sentence, before: str, mention: _Mention, wanted: list[_Mention]
) -> "re.Match[str] | bool":
    """Whether a mention is not wanted: said so, or listed after one that is not ("no A or B")."""
    if found := _NOT.search(before):
        return found
    listed = re.search(r"(?:/|,|，|、|\bor\b|\bnor\b|\band\b|或者?|和)\s*$", before)
    gap = before[: listed.start()].rstrip(" ") if listed else ""
    return bool(gap) and gap[-1] == "\0" and sentence.is_dropped(len(gap) - 1) and not wanted


def _joined(sentence: Sentence, one: _Mention, two: _Mention) -> bool:
    return _OR.fullmatch(sentence.text[one.end : two.start]) is not None


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
    vocabulary: Vocabulary, sentence: Sentence, kind: Kind, paths: set[str]
) -> Iterator[_Mention]:
    """Names of values in what is left of the sentence, the longest first, none inside another and
    none that only begins a longer term of the lexicon."""
    cut = pieces_of(sentence.text)
    key: Key = tuple(piece.stem for piece in cut)
    known = vocabulary.lexicon.mentions(key) if kind == "category" else []
    at = 0
    while at < len(cut):
        for end in range(min(len(cut), at + vocabulary.longest_name), at, -1):
            values = vocabulary.named_in(key[at:end], paths)
            if not values or not _is_whole(sentence.text, cut, at, end):
                continue
            if kind != "category" or _is_thing_itself(vocabulary, known, key, at, end, paths):
                yield _Mention(cut[at].start, cut[end - 1].end, tuple(values))
                at = end
                break
        else:
            at += 1


def _is_thing_itself(
    vocabulary: Vocabulary,
    known: Sequence[LexiconMention],
    key: Key,
    at: int,
    end: int,
    paths: set[str],
) -> bool:
    """Whether a longer term around the name still means the thing: wireless headphones are
    headphones, a laptop case is no laptop, and a laptop bag lies with what is for laptops."""
    if end - at == 1 and is_chinese(key[at]):
        return False
    for each in known:
        if each.start <= at and each.end > end:
            return False
        if each.start < at and each.end == end:
            before = key[each.start : at]
            if any(vocabulary.named_in(before[n:], paths) for n in range(len(before))):
                return False
    return True


def pieces_of(text: str) -> list[Piece]:
    # pieces() folds, which leaves what is folded already as long as it was.
    return pieces(text)


def _is_whole(text: str, cut: list[Piece], at: int, end: int) -> bool:
    """Not a part of a model number: "lg" in "lg-500" or "hp" in "hp15"."""
    start, stop = cut[at].start, cut[end - 1].end
    if is_chinese(text[start:stop]):
        return True
    return not re.match(r"[a-z0-9]", text[stop : stop + 1]) and not re.search(
        r"[a-z0-9]$", text[max(0, start - 1) : start]
    )


def _is_asked_for(kind: Kind, before: str, after: str, name: str) -> bool:
    if kind == "colour":
        return True
    target = _TARGET.search(before)
    # Chinese puts what a thing is for before it.
    if target and (is_chinese(target.group()) or _says_something(before[: target.start()])):
        return False
    if _FITS_AFTER.match(after):
        return False
    if kind != "category":
        return True
    behind = re.search(r"\b(?:with|for|of|without)\b[^,;.]*$", before)
    if behind and _says_something(before[: behind.start()]):
        return False
    rest = after.lstrip(" \0-")
    if is_chinese(name):
        return _ends_phrase(after)
    following = re.match(r"[^\W_]+", rest)
    if not following or after[:1] in ",.;!?:，。；？！、/":
        return True
    return (
        following.group() in _AFTER
        or following.group()[0].isdigit()
        or is_chinese(following.group())
    )


def _says_something(text: str) -> bool:
    """Whether a thing may be named in ``text``: "about $60 for headphones" names none before."""
    return any(len(word) > 1 for word in words(text))


def _ends_phrase(after: str) -> bool:
    """Whether a Chinese noun ends here: 手机壳 is not asked for by 手机."""
    sign = after[:1]
    if not sign or not is_chinese(sign):
        return True
    return sign in _AFTER_HAN or sign in CHINESE or after[:2] in CHINESE


def _drop_unwanted_names(vocabulary: Vocabulary, sentence: Sentence) -> None:
    """ "Not Apple" in a shop without Apple excludes nothing, but must not search for "apple"."""
    cut = pieces_of(sentence.text)
    for mention in vocabulary.lexicon.mentions(tuple(piece.stem for piece in cut)):
        start, end = cut[mention.start].start, cut[mention.end - 1].end
        if found := _NOT.search(sentence.text[:start]):
            sentence.take_span(found.start(), end, drop=True)


def _unwanted_wires(vocabulary: Vocabulary, sentence: Sentence) -> Iterator[Constraint]:
    """ "Without wires" excludes what is said to be wired, and is searched for as "wireless"."""
    for piece in pieces_of(sentence.text):
        if piece.text in _WIRES and (found := _NOT.search(sentence.text[: piece.start])):
            said = sentence.take_span(found.start(), piece.end, drop=True)
            values = [
                pk for pk in vocabulary.named.get(key_of("wired"), ()) if pk in vocabulary.values
            ]
            sentence.add("wireless" if not is_chinese(said) else "无线")
            if values:
                mention = _Mention(piece.start, piece.end, tuple(values))
                yield _constraint(vocabulary, "value", said, [mention], negated=True)
            return
