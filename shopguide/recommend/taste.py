"""A profile as its shopper reads it: sentences, each of which can be switched off or corrected."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language_info

from shopguide.catalogue.guide import ProductGuide
from shopguide.catalogue.registry import registry
from shopguide.events.shopper import Shopper
from shopguide.models import Profile
from shopguide.text.aspects import label_of

from . import sentences
from .evidence import key_of, parts_of
from .names import labels, titles
from .opinions import opinions_of
from .sums import Sum, Sums
from .weights import DISLIKE, LIKE, OFF, WORDS, faded, prices, strengths, weights_of

__all__ = ["Line", "Taste", "taste_of", "weights_of"]

#: Lines of one kind, and how strong a taste must be to be told.
MOST_LINES = 6
LEAST = 0.1
#: Events that a level of price is told from.
LEAST_PRICES = 2
#: Products named as evidence.
MOST_TITLES = 3


@dataclass(frozen=True)
class Line:
    """One thing that the shop believes. ``word`` is what the shopper said of it: "off", "like" or
    "dislike"; ``can_say`` whether the last two make sense."""

    key: str
    kind: str
    sentence: str
    evidence: tuple[str, ...] = ()
    word: str = ""
    can_say: bool = False

    @property
    def on(self) -> bool:
        return self.word != OFF


@dataclass(frozen=True)
class Taste:
    """``personal`` is whether anything may be remembered of this shopper at all; ``resting``
    whether there is a profile all the same, which the shopper's browser asks not to use."""

    lines: tuple[Line, ...] = ()
    personal: bool = False
    events: int = 0
    resting: bool = False


def taste_of(shopper: Shopper) -> Taste:
    """What is believed of a shopper, the strongest of each kind first."""
    if not shopper.known:
        kept = bool(shopper.key) and Profile.objects.filter(shopper=shopper.key).exists()
        return Taste(resting=kept)
    profile = Profile.objects.filter(shopper=shopper.known).first()
    now = timezone.now()
    reading = _Reading(shopper, faded(profile, now), profile.edits if profile else {}, now)
    return Taste(tuple(reading.lines()), True, profile.events if profile else 0)


class _Reading:
    """One profile, read once."""

    def __init__(
        self, shopper: Shopper, sums: Sums, edits: Mapping[str, Any], now: datetime
    ) -> None:
        self.shopper, self.sums, self.edits, self.now = shopper, sums, edits, now

    def lines(self) -> Iterator[Line]:
        yield from self._named("category", sentences.category)
        yield from self._named("brand", sentences.brand)
        yield from self._prices()
        for guide in registry:
            yield from self._aspects(guide)
        yield from self._products()
        yield from self._language()

    def _word(self, key: str) -> str:
        word = self.edits.get(key, "")
        return word if word in WORDS else ""

    def _named(self, section: str, told: Callable[[str, Sum], str]) -> Iterator[Line]:
        """Categories or brands: the strongest, and those of which the shopper said something."""
        sums = self.sums.of(section)
        names = self._labels(section, self._strongest(section))
        for key, name in names.items():
            whole, found = f"{section}:{key}", sums.get(key, Sum())
            word = self._word(whole)
            sentence = (
                sentences.spoken(name, word) if word in (LIKE, DISLIKE) else told(name, found)
            )
            yield Line(whole, section, sentence, sentences.evidence(found.kinds), word, True)

    def _strongest(self, section: str) -> list[str]:
        known = strengths(self.sums.of(section))
        ranked = sorted(known, key=lambda key: (-abs(known[key]), key))
        strong = [key for key in ranked if abs(known[key]) >= LEAST][:MOST_LINES]
        said = [key.partition(":")[2] for key in self.edits if key.startswith(f"{section}:")]
        return list(dict.fromkeys([*strong, *said]))

    def _labels(self, section: str, keys: list[str]) -> dict[str, str]:
        """{key: name} in the order of ``keys``."""
        found: dict[str, str] = {}
        for guide in registry:
            values = [value for name, value in map(parts_of, keys) if name == guide.name]
            read = titles(guide, values) if section == "product" else labels(guide, section, values)
            found |= {key_of(guide.name, value): label for value, label in read.items()}
        return {key: found[key] for key in keys if key in found}

    def _prices(self) -> Iterator[Line]:
        found = prices(self.sums)
        counted = {key: sum(self.sums.of("price")[key].kinds.values()) for key in found}
        ranked = sorted(found, key=lambda key: (-self.sums.of("price")[key].both, key))
        told = [key for key in ranked if counted[key] >= LEAST_PRICES][:MOST_LINES]
        for key, name in self._labels("category", told).items():
            kinds = sentences.evidence(self.sums.of("price")[key].kinds)
            whole = f"price:{key}"
            yield Line(whole, "price", sentences.price(name, found[key]), kinds, self._word(whole))

    def _aspects(self, guide: ProductGuide) -> Iterator[Line]:
        found = opinions_of(self.shopper, guide, self.now)
        ranked = sorted(found, key=lambda name: (-found[name].weight, name))[:MOST_LINES]
        for name in ranked:
            taste = found[name]
            own = list(dict.fromkeys([*taste.blamed, *taste.praised]))[:MOST_TITLES]
            whole = f"aspect:{key_of(guide.name, name)}"
            sentence = sentences.aspect(label_of(guide, name), taste)
            named = tuple(titles(guide, own).values())
            yield Line(whole, "aspect", sentence, named, self._word(whole))

    def _products(self) -> Iterator[Line]:
        sums = self.sums.of("product")
        wanted = [key for key in self._strongest("product") if not _owned(sums.get(key, Sum()))]
        for key, name in self._labels("product", wanted).items():
            found, whole = sums.get(key, Sum()), f"product:{key}"
            sentence, kinds = sentences.product(name, found), sentences.evidence(found.kinds)
            yield Line(whole, "product", sentence, kinds, self._word(whole))

    def _language(self) -> Iterator[Line]:
        known = {code: each.both for code, each in self.sums.of("language").items()}
        for code in sorted(known, key=lambda each: (-known[each], each))[:1]:
            try:
                name = str(get_language_info(code)["name_translated"])
            except KeyError:
                return
            whole = f"language:{code}"
            yield Line(whole, "language", sentences.language(name), (), self._word(whole))


def _owned(found: Sum) -> bool:
    return found.kinds.get("order", 0) > 0
