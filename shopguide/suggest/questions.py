"""What to ask a shopper whose question is broad: at most two things, each answered by a tap."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext as _

from shopguide.catalogue.guide import ProductGuide
from shopguide.search import Results
from shopguide.search.facets import Facet, Facets, PriceBand, facets_of
from shopguide.text.money import format_price

#: Results below which nothing is asked: they can be looked through.
BROAD = 12
#: Questions, and answers to each, at most.
MOST_QUESTIONS = 2
MOST_ANSWERS = 4
#: A value that so large a share of the results has parts them no further.
MOST_OF_ALL = 0.8
#: Results from which a value is worth a tap.
LEAST = 2


@dataclass(frozen=True)
class TapAnswer:
    """One answer. ``parameters`` are what an address of search or suggestions takes: the number of
    a facet value, or a price from and to."""

    label: str
    parameters: tuple[tuple[str, str], ...]
    count: int


@dataclass(frozen=True)
class TapQuestion:
    kind: Literal["category", "price", "brand"]
    text: str
    answers: tuple[TapAnswer, ...]


def questions(results: Results) -> tuple[TapQuestion, ...]:
    """Questions that would narrow ``results`` down, always the same for the same results; none
    where they are few. The results need their facets."""
    if results.answer is None or results.total < BROAD:
        return ()
    facets = facets_of(results.guide, results.answer)
    return tuple(_asked(results, facets))[:MOST_QUESTIONS]


def _asked(results: Results, facets: Facets) -> Iterator[TapQuestion]:
    guide = results.guide
    # A category that is a mere word limits nothing.
    kinds: set[str] = {
        each.kind for each in results.reading.constraints if each.kind != "category" or each.hard
    }
    for kind, path, text in (
        ("category", guide.category_field, _("What is it for?")),
        ("brand", guide.brand_field, _("Which brand?")),
    ):
        if kind == "brand":
            yield from _of_price(results, facets, kinds)
        facet = next((each for each in facets.facts if path and each.path == path), None)
        if facet and kind not in kinds and not _is_given(guide, results, facet):
            answers = _answers(facet, results.total)
            if len(answers) > 1:
                yield TapQuestion("category" if kind == "category" else "brand", text, answers)


def _is_given(guide: ProductGuide, results: Results, facet: Facet) -> bool:
    """Whether a value was chosen by hand."""
    filters = results.filters
    if facet.path == guide.category_field and filters.category:
        return True
    own = {value.pk for value in facet.values}
    return any(own & set(group) for group in filters.facts)


def _answers(facet: Facet, total: int) -> tuple[TapAnswer, ...]:
    if not facet.values or max(value.count for value in facet.values) > MOST_OF_ALL * total:
        return ()
    best = sorted(facet.values, key=lambda value: (-value.count, value.text))[:MOST_ANSWERS]
    return tuple(
        TapAnswer(value.text, (("f", str(value.pk)),), value.count)
        for value in best
        if value.count >= LEAST
    )


def _of_price(results: Results, facets: Facets, kinds: set[str]) -> Iterator[TapQuestion]:
    given = results.filters.price_min is not None or results.filters.price_max is not None
    if given or kinds & {"price", "level"} or len(facets.prices) < 3:
        return
    groups = _grouped(facets.prices)
    if len(groups) > 1:
        answers = tuple(_band(group) for group in groups)
        yield TapQuestion("price", _("How much would you like to spend?"), answers)


def _grouped(bands: Sequence[PriceBand]) -> list[PriceBand]:
    """Neighbouring bands put together, so that each answer leaves about as many products."""
    wanted = sum(band.count for band in bands) / 3
    groups: list[PriceBand] = []
    for band in bands:
        if groups and groups[-1].count + band.count / 2 <= wanted:
            last = groups[-1]
            groups[-1] = PriceBand(last.low, band.high, last.count + band.count)
        else:
            groups.append(band)
    return groups[:MOST_ANSWERS] if len(groups) <= MOST_ANSWERS else _last_joined(groups)


def _last_joined(groups: list[PriceBand]) -> list[PriceBand]:
    kept, rest = groups[: MOST_ANSWERS - 1], groups[MOST_ANSWERS - 1 :]
    return [*kept, PriceBand(rest[0].low, rest[-1].high, sum(each.count for each in rest))]


def _band(band: PriceBand) -> TapAnswer:
    # Bands do not overlap: a price of exactly the upper edge is of the next one.
    low = (("price_min", f"{band.low:g}"),) if band.low else ()
    high = (("price_max", f"{band.high - 0.01:.2f}"),) if band.high else ()
    if not band.high:
        label = _("%(price)s or more") % {"price": format_price(band.low)}
    elif not band.low or band.low <= 1:
        low = ()
        label = _("under %(price)s") % {"price": format_price(band.high)}
    else:
        ends = {"low": format_price(band.low), "high": format_price(band.high)}
        label = _("%(low)s to %(high)s") % ends
    return TapAnswer(label, (*low, *high), band.count)
