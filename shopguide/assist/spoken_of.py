"""Which products a question is about: by name, by place, by price, by pronoun, or by the page."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from shopguide.catalogue.reading import first, read

from .intents import folded
from .names import Key, Subject, named, once, subjects
from .words import COMPARISON

_NTH = ("first|1st|former", "second|2nd|latter", "third|3rd", "fourth|4th")
_NTH_ZH = ("第一|第1|头一个|前者", "第二|第2|后者", "第三|第3", "第四|第4")
_PLACES = [re.compile(rf"\b(?:{en})\b|{zh}") for en, zh in zip(_NTH, _NTH_ZH, strict=True)]
_ONE = re.compile(
    rf"\b(?:the )?(?:{'|'.join(_NTH)}|last|cheaper|cheapest)(?: (?:one|product|option|phone))?\b"
)
_ONE_ZH = re.compile(
    rf"(?:{'|'.join(_NTH_ZH)}|最后一?)(?:个|款|部|台)?"
    r"|(?:便宜|贵)一?点?的?(?:那|这)(?:个|款|部|台)"
)
_LAST = re.compile(r"\b(?:the )?last (?:one|product|option)\b|最后(?:一)?(?:个|款|部|台)")
_THAT_ONE = r"(?:一点|些)?的?(?:那|这)(?:个|款|部|台)"
_CHEAPER = re.compile(rf"\b(?:cheap(?:er|est)|(?:less|least) expensive) one\b|便宜{_THAT_ONE}")
_DEARER = re.compile(
    rf"\b(?:dear(?:er|est)|(?:more|most) expensive|pric(?:i|y)er|priciest) one\b|贵{_THAT_ONE}"
)
_BOTH = re.compile(
    r"\b(?:both|the two|these two|those two|these|those|them|they|all of them|each of them)\b"
    r"|这两|那两|两(?:个|款|部|台)|它们|这些|那些|这几|都有|都能"
)
_IT = re.compile(
    r"\b(?:it|its|it's|this|that|this one|that one|the (?:product|item|phone|laptop|one))\b"
    r"|它|这(?!两|些|几)|该(?:商品|产品|款)|那(?:个|款|部|台)|此款"
)


@dataclass(frozen=True)
class SpokenOf:
    """``products`` in the order in which they were named; ``by`` says how they were found: name,
    place, price, pronoun, page, before or "". ``bare`` is the question without their names."""

    products: tuple[Subject, ...] = ()
    by: str = ""
    bare: str = ""


def spoken_of(
    question: str, before: Sequence[Key] = (), page: Key | None = None, focus: Key | None = None
) -> SpokenOf:
    """The products that a question is about. ``before`` are those of the conversation, in the order
    in which they stood, ``focus`` the one that was spoken of last; ``page`` is the product on whose
    page it is asked."""
    known = subjects(before)
    last = subjects([focus] if focus else []) or known[:1]
    here = subjects([page] if page else [])
    names, bare = named(question, [*known, *here])
    asked = folded(question)
    if placed := _placed(asked, known):
        return SpokenOf(once([*names, *placed]), "place", _with_it(bare))
    if names:
        # "How does it compare with the Zeta Plus?"
        own = (here or last) if _IT.search(folded(bare)) else []
        return SpokenOf(once([*own, *names] if own and _is_pair(asked) else names), "name", bare)
    if _BOTH.search(asked) and len(known) > 1:
        return SpokenOf(tuple(known[:4]), "pronoun", bare)
    if here:
        return SpokenOf(tuple(here), "page", bare)
    if last:
        return SpokenOf(tuple(last[:1]), "pronoun" if _IT.search(asked) else "before", bare)
    return SpokenOf(bare=bare)


def _with_it(question: str) -> str:
    """ "The second one" said as "it", as one asks of a product at hand."""
    text = _ONE.sub("it", folded(question))
    return _ONE_ZH.sub("它", text)


def says_it(question: str) -> bool:
    """Whether a question points at something that must have been named."""
    asked = folded(question)
    return bool(_IT.search(asked) or _BOTH.search(asked) or any(p.search(asked) for p in _PLACES))


def _placed(asked: str, known: list[Subject]) -> list[Subject]:
    found = [known[n] for n, place in enumerate(_PLACES) if n < len(known) and place.search(asked)]
    if known and _LAST.search(asked):
        found.append(known[-1])
    if len(known) > 1 and (wanted := _CHEAPER.search(asked) or _DEARER.search(asked)):
        priced = [(price, each) for each in known if (price := _price(each)) is not None]
        ordered = [each for _, each in sorted(priced, key=lambda pair: pair[0])]
        if ordered:
            found.append(ordered[0 if wanted.re is _CHEAPER else -1])
    return found


def _price(subject: Subject) -> Any:
    path = subject.guide.price_field
    return first(read(subject.guide, [subject.pk], [path])[subject.pk], path) if path else None


def _is_pair(asked: str) -> bool:
    return bool(COMPARISON.search(asked))
