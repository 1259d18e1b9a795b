"""What reviews of a product praise and blame, in their own words."""

from collections.abc import Sequence
from dataclasses import dataclass

from shopguide.insight import AspectShare, Quote, Scope, Share, cons, pros, quotes_for

from .filters import ProductFilters

#: Claims with quotes, quotes of each, and those of one aspect alone.
CLAIMS, QUOTES, ALONE = 4, 2, 12


@dataclass(frozen=True)
class Claim:
    """What is said of one aspect, with quotes that say it."""

    aspect: str
    label: str
    polarity: int
    share: Share
    quotes: tuple[Quote, ...]
    query: str


def claims(
    scope: Scope, found: Sequence[AspectShare], filters: ProductFilters, aspect: str
) -> list[Claim]:
    """Of one aspect all there is; otherwise of the pros and cons, or where there are none of
    whatever is said."""
    if aspect:
        chosen = [each for each in found if each.aspect == aspect]
        bad = good = chosen
    else:
        bad, good = (cons(found) or _said(found, -1)), (pros(found) or _said(found, 1))
    wanted = [(each, -1) for each in bad[:CLAIMS]] + [(each, 1) for each in good[:CLAIMS]]
    named = [(each.aspect, polarity) for each, polarity in wanted]
    told = quotes_for(scope, named, ALONE if aspect else QUOTES)
    return [
        Claim(
            each.aspect,
            each.label,
            polarity,
            each.positive if polarity > 0 else each.negative,
            tuple(told[each.aspect, polarity]),
            filters.query(aspect=each.aspect),
        )
        for each, polarity in wanted
    ]


def _said(found: Sequence[AspectShare], polarity: int) -> list[AspectShare]:
    return [each for each in found if (each.positive if polarity > 0 else each.negative).count]
