"""Two to four products side by side: what differs, what their reviews say, and a short verdict."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shopguide.catalogue.facts import shown_label
from shopguide.catalogue.guide import ProductGuide
from shopguide.insight.statistics import Share
from shopguide.search.query import instances
from shopguide.search.vocabulary import vocabulary_of
from shopguide.text.aspects import label_of
from shopguide.text.language import Language
from shopguide.writers.base import Brief, Fact, Line, Record, ReviewFact, Source
from shopguide.writers.events import Restart, Text

from .checking import Checking
from .drafting import Drafting
from .live import live_of
from .records import records
from .slots import SLOT, Live, fill
from .tally import record_checks

FEWEST, MOST = 2, 4
#: Sentences of a verdict.
VERDICT = 2
#: Aspects of reviews that are told, those that most reviews speak of.
MOST_ASPECTS = 6


class CompareError(Exception):
    """Products that cannot be compared. The message is for the shopper; ``code`` for a program."""

    def __init__(self, message: str, code: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class Compared:
    """One product of a comparison, as it is now."""

    ref: str
    pk: Any
    product: Any
    name: str
    price: str
    in_stock: bool | None
    url: str


@dataclass(frozen=True)
class FactRow:
    """One fact of each product, in order; "" where a product does not have it."""

    label: str
    values: tuple[str, ...]
    differs: bool


@dataclass(frozen=True)
class ReviewShares:
    """In how many reviews of one product an aspect is praised and blamed; None where nothing may be
    claimed."""

    praised: Share | None = None
    blamed: Share | None = None


@dataclass(frozen=True)
class AspectRow:
    label: str
    values: tuple[ReviewShares, ...]


@dataclass(frozen=True)
class Comparison:
    """``facts`` has those that differ first. ``missing`` counts products asked for that shoppers may
    not see, or that there are not."""

    language: Language
    products: tuple[Compared, ...]
    facts: tuple[FactRow, ...]
    aspects: tuple[AspectRow, ...]
    verdict: tuple[Text, ...]
    sources: tuple[Source, ...]
    writer: str
    generative: bool
    missing: int = 0
    replaced: int = 0
    degraded: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Item:
    pk: Any
    product: Any
    matched: tuple[str, ...] = field(default=())


def compare(
    guide: ProductGuide,
    pks: Sequence[Any],
    language: Language,
    *,
    writer: str = "default",
) -> Comparison:
    """Two to four products of ``guide``, by their keys, in the order given; one that shoppers may not
    see is left out. Raises CompareError where fewer or more are left to compare."""
    wanted = list(dict.fromkeys(_keys(guide, pks)))
    if len(wanted) > MOST:
        raise CompareError(
            ngettext(
                "Please choose at most %(most)d product to compare.",
                "Please choose at most %(most)d products to compare.",
                MOST,
            )
            % {"most": MOST},
            "too_many",
        )
    shown = instances(guide, wanted)
    items = [_Item(pk, shown[pk]) for pk in wanted if pk in shown]
    if len(items) < FEWEST:
        raise CompareError(_("Please choose at least two products to compare."), "too_few")
    with translation.override(language):
        told = records(guide, items, language)
    return _compared(guide, items, told, language, writer, len(set(map(str, pks))) - len(items))


def _keys(guide: ProductGuide, pks: Sequence[Any]) -> Iterator[Any]:
    for pk in pks:
        try:
            yield guide.parse_pk(pk)
        except LookupError:
            continue


def _compared(
    guide: ProductGuide,
    items: Sequence[_Item],
    told: tuple[Record, ...],
    language: Language,
    writer: str,
    missing: int,
) -> Comparison:
    brief = Brief("", language, told, len(told), parts=("difference",))
    drafting = Drafting(writer)
    checking = Checking(brief, drafting, vocabulary_of(guide))
    lines: list[Line] = []
    for line in checking.lines():
        if isinstance(line, Restart):
            lines.clear()
        else:
            lines.append(line)
    record_checks(guide.name, drafting.writer, "comparison", checking.checked, checking.failures)
    keys = {record.ref: item.pk for record, item in zip(told, items, strict=True)}
    live = live_of(guide, keys, language)
    with translation.override(language):
        verdict = tuple(_filled(lines, live))[:VERDICT]
    used = {ref for text in verdict for ref in text.refs}
    return Comparison(
        language=language,
        products=tuple(
            Compared(
                record.ref,
                item.pk,
                item.product,
                live[record.ref].name,
                live[record.ref].price,
                live[record.ref].in_stock,
                live[record.ref].url,
            )
            for record, item in zip(told, items, strict=True)
            if record.ref in live
        ),
        facts=tuple(_facts(guide, [record for record in told if record.ref in live])),
        aspects=tuple(_aspects(guide, [record for record in told if record.ref in live])),
        verdict=verdict,
        sources=tuple(
            Source(ref, "fact", each.name, "", each.url)
            for ref, each in live.items()
            if ref in used
        ),
        writer=drafting.writer,
        generative=drafting.generative,
        missing=missing,
        replaced=checking.replaced,
        degraded=drafting.degraded,
    )


def _filled(lines: Sequence[Line], live: dict[str, Live]) -> Iterator[Text]:
    for line in lines:
        named = (*line.refs, *(ref for ref, _slot in SLOT.findall(line.text)))
        about = tuple(dict.fromkeys(named))
        if all(ref in live for ref in about):
            yield Text("verdict", fill(line.text, live), about)


def _facts(guide: ProductGuide, told: Sequence[Record]) -> list[FactRow]:
    """Facts that any product has: those that differ first, each in the order of the guide."""
    by_name: dict[str, dict[str, list[Fact]]] = {}
    for record in told:
        for fact in record.facts:
            if not isinstance(fact, ReviewFact):
                by_name.setdefault(fact.name, {}).setdefault(record.ref, []).append(fact)
    rows = []
    for name, found in by_name.items():
        values = tuple(
            ", ".join(fact.value for fact in found.get(record.ref, [])) for record in told
        )
        label = guide.fact_labels.get(name)
        first = next(iter(found.values()))[0]
        shown = str(label) if label else (first.label or shown_label(guide, name))
        rows.append(FactRow(shown, values, len({value.casefold() for value in values}) > 1))
    # A fact that only one product has says less than one that all have.
    rows.sort(key=lambda row: (not row.differs, row.values.count("")))
    return rows


def _aspects(guide: ProductGuide, told: Sequence[Record]) -> list[AspectRow]:
    shares: dict[str, dict[str, dict[int, Share]]] = {}
    for record in told:
        for fact in record.facts:
            if isinstance(fact, ReviewFact):
                aspect = fact.name.partition(":")[2]
                mine = shares.setdefault(aspect, {}).setdefault(record.ref, {})
                mine[fact.polarity] = Share(fact.count, fact.total)
    spoken = sorted(shares, key=lambda aspect: (-_reviews(shares[aspect]), aspect))
    return [
        AspectRow(
            label_of(guide, aspect),
            tuple(
                ReviewShares(found.get(1), found.get(-1))
                for record in told
                for found in [shares[aspect].get(record.ref, {})]
            ),
        )
        for aspect in spoken[:MOST_ASPECTS]
    ]


def _reviews(found: dict[str, dict[int, Share]]) -> int:
    return sum(share.count for each in found.values() for share in each.values())
