"""What should be good about a thing, in the aspects that reviews speak of: "with a good camera",
续航长, "quiet". A wish moves the ranking and excludes nothing."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from shopguide.text.accessories import CHINESE, ENGLISH
from shopguide.text.aspects import aspects_of
from shopguide.text.lexicon import is_chinese, key_of
from shopguide.text.segment import words

from ..vocabulary import Vocabulary
from .constraint import Constraint
from .names import categories, things
from .negation import NEAR, refused_before
from .parts import is_compound
from .praise import (
    ADJECTIVES,
    ADJECTIVES_BEFORE_HAN,
    ADJECTIVES_HAN,
    BEFORE_HAN,
    BETWEEN,
    DEGREE,
    DEGREE_HAN,
    GOOD,
    GOOD_HAN,
    LASTING,
    PHRASES,
    TAIL,
    TAIL_HAN,
    TO_BE,
)
from .text import Sentence

#: Wishes that are heard of one sentence.
MOST = 3
#: "Good value" is a level of price, which is read as one.
_NO_WISH = frozenset(["price"])
#: "Good games" are games.
_NO_TERM = frozenset(["games", "gaming", "游戏", "music", "use", "look", "food"])
#: "Good camera phone" and "good quality laptop" name the thing behind what should be good about it.
_BEFORE_THING = frozenset(["camera", "battery", "display", "sound", "quality", "performance"])
#: Of something that shows pictures, these are about its screen.
_PICTURES = re.compile(r"(?:picture|image) quality|pictures?|images?|video")
_SHOWS = re.compile(r"\b(?:tvs?|televisions?|monitors?|projectors?)\b|电视|显示器|投影")
_NOT_WANTED = re.compile(
    r"\b(?:\w+n't|not(?! only| just)|never|no need|cannot)\b(?:\s(?!but\b|with\b|and\b|yet\b)\w+){0,4}\s$"
    r"|\b(?:rather|more|less) than (?:an? |the )?$"
    r"|(?:(?<![要是])不|(?<!有)没|无|(?<![特分])别|勿)(?:需要?|要|用|求|太|够|是|那么|怎么|必|在乎|在意|追求|考虑|关心|想|有)*的?$",
    re.ASCII,
)
_NOT_NEEDED = re.compile(
    r"\s(?:is |are |was |really )?(?:not\b|isn't|aren't|doesn't matter|does not matter|unimportant"
    r"|optional|irrelevant)"
    r"|与否|无所谓|(?:也|都|并)?(?:不重要|不需要)|都行|的?(?:都|就|也)?(?:不要|不考虑)",
    re.ASCII,
)
#: What the shopper has already: "my phone has a good camera".
_HAS = re.compile(
    r"\b(?:my|our|his|her|their)\b(?:[^,.;]{0,30}\b(?:has|had) (?:an? )?| )$", re.ASCII
)
#: Behind these a thing is a part of another one.
_WITH = re.compile(r"\b(?:with|has|have|having|whose|its|plus|including)\b[^,.;]{0,30}$", re.ASCII)
#: An amount of the next aspect is no praise of it: "good camera, battery 5000 mAh".
_AMOUNT = re.compile(r"[ ,:]*(?:\d|(?:of|at|over|above|more|min|up|from|under|is|are)\b)", re.ASCII)
_AND = re.compile(r"\s?(?:,|/|、|&|和|与|跟|及|以及|还有|,?\s?\b(?:and|or|plus)\b)\s?(?:an? )?")
_ACCESSORIES = frozenset(stem for word in ENGLISH for stem in words(word))
_ACCESSORIES_HAN = tuple(word for word in CHINESE if len(word) > 1)


@dataclass(frozen=True)
class _Wish:
    """An aspect and the place of the words that wish for it."""

    aspect: str
    start: int
    end: int


def read_wishes(
    vocabulary: Vocabulary, sentence: Sentence, found: Sequence[Constraint]
) -> list[Constraint]:
    """Aspects that should be good. ``found`` is what else was understood: the thing that is asked
    for is no wish, and its category is the one whose reviews say what is usual."""
    if vocabulary.guide.reviews is None:
        return []
    asked = [each for each in found if each.kind == "category" and not each.negated]
    wishes: dict[str, _Wish] = {}
    for wish in _Reader(vocabulary, sentence.whole, asked).wishes():
        wishes.setdefault(wish.aspect, wish)
    return [
        Constraint(
            "aspect",
            sentence.whole[wish.start : wish.end],
            hard=False,
            name=wish.aspect,
            values=tuple(value for each in asked for value in each.values),
        )
        for wish in sorted(wishes.values(), key=lambda wish: wish.start)[:MOST]
    ]


class _Reader:
    def __init__(self, vocabulary: Vocabulary, text: str, asked: Sequence[Constraint]) -> None:
        self.vocabulary, self.text = vocabulary, text
        self.things = [said for each in asked for said in each.said.split(" / ") if said]
        self.terms, self.names = _terms(vocabulary)

    def wishes(self) -> Iterator[_Wish]:
        mentions = [each for each in self.terms.finditer(self.text) if not self._is_asked_for(each)]
        taken: list[tuple[int, int]] = []
        led: re.Match[str] | None = None
        for number, found in enumerate(mentions):
            behind = self._praised_behind(found)
            # 性能好散热好: Chinese praises behind.
            before = None if behind else self._praised_before(found)
            before = before or (self._listed(led, found) if led and not behind else None)
            led = found if before else None
            if wish := behind or before:
                taken.append((wish.start, wish.end))
                yield wish
                yield from self._listed_before(mentions[:number], wish)
        for name, start, end in _phrases(self.text):
            if not any(start < stop and begin < end for begin, stop in taken):
                taken.append((start, end))
                if not self._is_refused(start, end):
                    yield _Wish(name, start, end)

    def _is_asked_for(self, found: re.Match[str]) -> bool:
        """Whether the word names the thing itself: the camera of "a good camera under 300"."""
        places = (
            place for said in self.things for place in re.finditer(re.escape(said), self.text)
        )
        return any(found.start() < each.end() and each.start() < found.end() for each in places)

    def _praised_before(self, found: re.Match[str]) -> _Wish | None:
        """ "A good camera", 好音质."""
        before = self.text[max(0, found.start() - NEAR) : found.start()]
        name = self._name(found)
        said = _before(name).search(before)
        if said is None:
            return None
        start = found.start() - len(before) + said.start()
        if self._is_sold(found, name, start) or self._goes_on(found, name):
            return None
        return None if self._is_refused(start, found.end()) else _Wish(name, start, found.end())

    def _praised_behind(self, found: re.Match[str]) -> _Wish | None:
        """ "Whose camera is good", 拍照好."""
        name = self._name(found)
        praise = _behind(name).match(self.text, found.end())
        if praise is None or self._is_sold(found, name, found.start()):
            return None
        if self._is_refused(found.start(), praise.end()):
            return None
        return _Wish(name, found.start(), praise.end())

    def _listed(self, led: re.Match[str], found: re.Match[str]) -> _Wish | None:
        """ "Good camera and battery life": the praise before the first is of the second too."""
        name = self._name(found)
        joined = _AND.fullmatch(self.text, led.end(), found.start())
        if not joined or name == "accessories" or self._goes_on(found, name):
            return None
        if _AMOUNT.match(self.text, found.end()) or _behind(name).match(self.text, found.end()):
            return None
        return _Wish(name, found.start(), found.end())

    def _listed_before(self, mentions: Sequence[re.Match[str]], wish: _Wish) -> Iterator[_Wish]:
        """拍照和续航都好: one praise behind both."""
        start = wish.start
        for found in reversed(mentions):
            if not (is_chinese(found.group()) and _AND.fullmatch(self.text, found.end(), start)):
                return
            start = found.start()
            if not self._is_refused(start, wish.end):
                yield _Wish(self._name(found), start, wish.end)

    def _goes_on(self, found: re.Match[str], name: str) -> bool:
        """Whether a noun goes on behind the aspect: "good camera bag". The thing itself may."""
        after = self.text[found.end() : found.end() + NEAR].lstrip(" -的")
        if is_chinese(found.group()):
            return after.startswith(_ACCESSORIES_HAN)
        if not is_compound(self.text, *found.span()):
            return False
        thing = next((each for each in self.things if after.startswith(each)), "")
        is_accessory = not _ACCESSORIES.isdisjoint(words(thing)[-1:])
        return not thing or is_accessory or name not in _BEFORE_THING

    def _is_sold(self, found: re.Match[str], name: str, start: int) -> bool:
        """Whether the word names what may be sold, with no other thing that it is a part of: a "good
        camera" alone is a camera, a "good case" a case."""
        if self.things or _WITH.search(self.text[:start]):
            return False
        sold = categories(self.vocabulary) or things()
        return name == "accessories" or key_of(found.group()) in sold

    def _is_refused(self, start: int, end: int) -> bool:
        before = self.text[max(0, start - NEAR) : start]
        return bool(
            refused_before(before)
            or _NOT_WANTED.search(before)
            or _HAS.search(before)
            or _NOT_NEEDED.match(self.text, end)
        )

    def _name(self, found: re.Match[str]) -> str:
        said = found["latin"] or found["han"]
        name = self.names[said.replace("-", " ")]
        is_shown = name == "camera" and _PICTURES.fullmatch(said) and _SHOWS.search(self.text)
        return "display" if is_shown else name


def _phrases(text: str) -> Iterator[tuple[str, int, int]]:
    for name, pattern in _compiled_phrases():
        for found in pattern.finditer(text):
            yield name, *found.span()


@cache
def _compiled_phrases() -> list[tuple[str, re.Pattern[str]]]:
    return [
        (name, re.compile(pattern, re.ASCII))
        for name, (english, chinese) in PHRASES.items()
        for pattern in (english and rf"(?<![a-z0-9-])(?:{english})(?![a-z0-9])", chinese)
        if pattern
    ]


@lru_cache(maxsize=8)
def _terms(vocabulary: Vocabulary) -> tuple[re.Pattern[str], dict[str, str]]:
    """A pattern of all words for aspects, the longest first, and the aspect of each."""
    names: dict[str, str] = {}
    for aspect in aspects_of(vocabulary.guide):
        if aspect.name not in _NO_WISH:
            for term in set(aspect.terms) - _NO_TERM:
                names.setdefault(term.replace("-", " "), aspect.name)
    ordered = sorted(names, key=len, reverse=True)
    # A single character is a part of too many words: 线, 书, 棉.
    han = [re.escape(each) for each in ordered if is_chinese(each) and len(each) > 1]
    latin = [re.escape(each).replace(r"\ ", "[ -]") for each in ordered if not is_chinese(each)]
    pattern = (
        rf"(?<![a-z0-9-])(?P<latin>{'|'.join(latin)})(?:s|es)?{TAIL}(?![a-z0-9])"
        rf"|(?P<han>{'|'.join(han)})"
    )
    return re.compile(pattern, re.ASCII), names


@cache
def _before(name: str) -> re.Pattern[str]:
    praise = _either(GOOD, ADJECTIVES.get(name))
    chinese = _either(BEFORE_HAN, ADJECTIVES_BEFORE_HAN.get(name))
    english = rf"(?<![a-z0-9-])(?:{praise})(?:,? (?:{BETWEEN})){{0,2}}[ -]"
    return re.compile(rf"(?:{english}|{chinese})$", re.ASCII)


@cache
def _behind(name: str) -> re.Pattern[str]:
    praise = _either(GOOD, ADJECTIVES.get(name))
    lasting = rf"|(?: that| which)? {LASTING}" if name == "battery" else ""
    return re.compile(
        rf"(?: that| which)? {TO_BE}(?: (?:{DEGREE})){{0,2}} (?:{praise})(?![a-z0-9-]){lasting}"
        rf"|{TAIL_HAN}{DEGREE_HAN}*(?:{_either(GOOD_HAN, ADJECTIVES_HAN.get(name))})(?![吗么])",
        re.ASCII,
    )


def _either(*patterns: str | None) -> str:
    return "|".join(filter(None, patterns))
