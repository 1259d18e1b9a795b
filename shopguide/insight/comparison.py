"""Two products side by side: which is praised or blamed more, and whether that is clear."""

from collections.abc import Sequence
from dataclasses import dataclass

from shopguide.conf import settings
from shopguide.text.aspects import OTHER

from .aspects import AspectShare, aspects, labels
from .complaints import FALSE, LEAST, fisher
from .scope import Scope
from .statistics import Share, corrected


@dataclass(frozen=True)
class Contrast:
    """One share of each product, and the probability ``q`` of a difference like this where there is
    none (Fisher's exact test, corrected for all tests); None where reviews are too few to test."""

    first: Share
    second: Share
    q: float | None = None

    @property
    def tested(self) -> bool:
        return self.q is not None

    @property
    def clear(self) -> bool:
        return self.q is not None and self.q <= FALSE

    @property
    def more(self) -> int:
        """1 where the first product clearly has the greater share, 2 where the second has, or 0."""
        if not self.clear:
            return 0
        return 1 if self.first.share > self.second.share else 2


@dataclass(frozen=True)
class Compared:
    """One aspect of both products."""

    aspect: str
    label: str
    positive: Contrast
    negative: Contrast

    @property
    def clear(self) -> bool:
        """Whether the two differ in it. "Other" is no aspect to differ in."""
        return self.aspect != OTHER and (self.positive.clear or self.negative.clear)


def compare(first: Scope, second: Scope) -> list[Compared]:
    """Every aspect that reviews of either product mention: where they clearly differ first, then
    the most mentioned, "other" last; in two statements. Raises LookupError for what is no key."""
    one, other = aspects(first), aspects(second)
    totals = _total(one), _total(other)
    of_first, of_second = ({each.aspect: each for each in found} for found in (one, other))
    names = labels(first.guide)
    mentioned = sorted(
        of_first | of_second,
        key=lambda name: (
            name == OTHER,
            -sum(each[name].mentions.count for each in (of_first, of_second) if name in each),
            name,
        ),
    )
    pairs = [
        (
            _of(of_first.get(name), totals[0], polarity),
            _of(of_second.get(name), totals[1], polarity),
        )
        for name in mentioned
        for polarity in (1, -1)
    ]
    q = iter(_tested(pairs, min(totals)))
    contrasts = iter([Contrast(*pair, next(q)) for pair in pairs])
    found = [
        Compared(name, names.get(name, name), next(contrasts), next(contrasts))
        for name in mentioned
    ]
    return sorted(found, key=lambda each: not each.clear)


def _total(found: Sequence[AspectShare]) -> int:
    return found[0].total if found else 0


def _of(found: AspectShare | None, total: int, polarity: int) -> Share:
    if found is None:
        return Share(0, total)
    return found.positive if polarity > 0 else found.negative


def _tested(pairs: Sequence[tuple[Share, Share]], least: int) -> list[float | None]:
    """Two-sided: twice the smaller tail. What is tested is chosen by totals alone."""
    if least < settings["INSIGHT_MINIMUM"]:
        return [None] * len(pairs)
    chosen = [n for n, (one, other) in enumerate(pairs) if one.count + other.count >= LEAST]
    more = fisher([pairs[n] for n in chosen])
    less = fisher([pairs[n][::-1] for n in chosen])
    p = [min(1.0, 2 * min(tails)) for tails in zip(more, less, strict=True)]
    adjusted = dict(zip(chosen, corrected(p), strict=True))
    return [adjusted.get(n) for n in range(len(pairs))]
