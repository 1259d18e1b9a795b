"""From a sentence to a suggestion: search, choose, write, verify, fill."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils import translation

from shopguide.backends import writers
from shopguide.catalogue.facts import declared_paths, is_in_stock, title_of, url_of
from shopguide.catalogue.guide import ProductGuide
from shopguide.catalogue.reading import first, read
from shopguide.conf import settings
from shopguide.models import FailedCheck
from shopguide.search import Filters, Hit, Results, search
from shopguide.search.query import instances
from shopguide.text.language import Language, language_of
from shopguide.text.money import format_price
from shopguide.writers.base import Brief, Draft, Pick, Record, WriterError
from shopguide.writers.plain import PlainWriter

from .choose import candidates
from .propose import proposed
from .records import records
from .slots import Live, Segment, fill
from .verify import failed_rule

logger = logging.getLogger("shopguide")

#: Products that a writer may choose among, for each one it may name.
CHOICE = 2


@dataclass(frozen=True)
class SuggestedProduct:
    """A product that a suggestion names, with why it fits and what it costs now."""

    product: Any
    hit: Hit
    reason: tuple[Segment, ...]
    price: str
    in_stock: bool | None
    url: str


@dataclass(frozen=True)
class Suggestion:
    """A written answer. ``replaced`` counts texts that failed a check and are the plain writer's;
    ``degraded`` names what could not be used this time: encoder, writer."""

    query: str
    language: Language
    opening: tuple[Segment, ...]
    picks: list[SuggestedProduct]
    writer: str
    generative: bool
    results: Results
    replaced: int = 0
    degraded: tuple[str, ...] = ()


@dataclass
class _Checked:
    """A draft with every failing part replaced."""

    opening: str
    picks: list[Pick]
    failures: list[tuple[str, str]] = field(default_factory=list)


def suggest(
    guide: ProductGuide,
    query: str,
    *,
    size: int | None = None,
    writer: str = "default",
    filters: Filters | None = None,
    ignore: Iterable[str] = (),
    limit: int = 24,
    facets: bool = False,
) -> Suggestion:
    """A suggestion for what a shopper typed, with the ``limit`` results it was chosen from.

    Raises QueryError for a query that cannot be searched. A writer that fails is replaced by the
    plain one, whose text names the same real products.
    """
    ignored = frozenset(ignore)
    results = search(guide, query, limit=limit, filters=filters, ignore=ignored, facets=facets)
    if limits := proposed(results, writer):
        narrowed = search(
            guide,
            query,
            limit=limit,
            filters=filters,
            ignore=ignored,
            facets=facets,
            proposed=limits,
        )
        # What a model proposes may narrow the choice, never empty it.
        results = narrowed if narrowed.hits else results
    language = language_of(results.query)
    size = size or settings["SUGGESTION_SIZE"]
    with translation.override(language):
        chosen = candidates(results, CHOICE * size, ignored) if results.hits else []
        if not chosen:
            return Suggestion(
                results.query, language, (), [], "", False, results, degraded=results.degraded
            )
        brief = Brief(results.query, language, records(guide, chosen, language), size)
        return _written(guide, results, brief, chosen, writer)


def _written(
    guide: ProductGuide, results: Results, brief: Brief, chosen: list[Hit], alias: str
) -> Suggestion:
    degraded = results.degraded
    backend = writers[alias]
    try:
        draft = backend.write(brief)
    except WriterError as error:
        logger.warning("shopguide: the plain writer stands in for %r: %s", alias, error)
        degraded, backend = (*degraded, "writer"), PlainWriter()
        draft = backend.write(brief)
    hits = {record.ref: hit for record, hit in zip(brief.records, chosen, strict=True)}
    # A writer takes seconds: what was hidden, sold or repriced meanwhile is read again.
    live = _live(guide, hits, brief.language)
    now = replace(brief, records=tuple(r for r in brief.records if r.ref in live))
    checked = _checked(now, draft)
    _record_failures(guide, draft.writer, checked.failures)
    picks = [
        SuggestedProduct(
            product=hits[pick.ref].product,
            hit=hits[pick.ref],
            reason=fill(pick.reason, live),
            price=live[pick.ref].price,
            in_stock=live[pick.ref].in_stock,
            url=live[pick.ref].url,
        )
        for pick in checked.picks
    ]
    return Suggestion(
        query=brief.question,
        language=brief.language,
        opening=fill(checked.opening, live),
        picks=picks,
        writer=draft.writer,
        generative=backend.generative,
        results=results,
        replaced=len(checked.failures),
        degraded=degraded,
    )


def _live(guide: ProductGuide, hits: dict[str, Hit], language: Language) -> dict[str, Live]:
    pks = [hit.pk for hit in hits.values()]
    values = read(guide, pks, declared_paths(guide))
    shown = instances(guide, pks)
    return {
        ref: Live(
            name=title_of(guide, values[hit.pk], shown[hit.pk]),
            price=format_price(first(values[hit.pk], guide.price_field), language),
            in_stock=is_in_stock(guide, values[hit.pk]),
            url=url_of(shown[hit.pk]),
        )
        for ref, hit in hits.items()
        if hit.pk in shown and hit.pk in values
    }


def _checked(brief: Brief, draft: Draft) -> _Checked:
    """The draft with what failed replaced by plain text over the same products."""
    by_ref = {record.ref: record for record in brief.records}
    checked = _Checked("", [])
    for pick in draft.picks:
        if pick.ref not in by_ref or pick.ref in {kept.ref for kept in checked.picks}:
            checked.failures.append(("reference", f"{pick.ref}: {pick.reason}"))
        elif len(checked.picks) < brief.picks:
            checked.picks.append(pick)
    if not checked.picks:
        checked.picks = [Pick(record.ref, "") for record in brief.records[: brief.picks]]
    named: list[Record] = [by_ref[pick.ref] for pick in checked.picks]
    shown = replace(brief, records=tuple(named), picks=len(named))
    plain = PlainWriter().write(shown)
    reasons = {pick.ref: pick.reason for pick in plain.picks}
    for position, pick in enumerate(checked.picks):
        if rule := failed_rule(pick.reason, shown, [by_ref[pick.ref]]):
            checked.failures.append((rule, pick.reason))
            checked.picks[position] = Pick(pick.ref, reasons[pick.ref])
    checked.opening = draft.opening
    if rule := failed_rule(draft.opening, shown, named):
        checked.failures.append((rule, draft.opening))
        checked.opening = plain.opening
    return checked


def _record_failures(guide: ProductGuide, writer: str, failures: list[tuple[str, str]]) -> None:
    FailedCheck.objects.bulk_create(
        [
            FailedCheck(
                guide=guide.name,
                writer=writer[:128],
                rule=rule,
                text=text[:2000].encode("utf-8", "replace").decode().replace("\0", ""),
            )
            for rule, text in failures
        ]
    )
