"""Written suggestions measured: how many sentences hold, rest on something and name what is there."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import numpy as np

from shopguide.catalogue.guide import ProductGuide
from shopguide.models import Exposure
from shopguide.search import Hit, QueryError
from shopguide.search.vocabulary import Vocabulary, vocabulary_of
from shopguide.suggest.checking import Checking
from shopguide.suggest.compose import brief_of
from shopguide.suggest.drafting import Drafting
from shopguide.suggest.slots import SLOT
from shopguide.suggest.verify import failed_rule
from shopguide.writers.base import Brief, Enquiry, Line
from shopguide.writers.events import Restart
from shopguide.writers.plain import PlainWriter
from shopguide.writers.redaction import redact

from .resampling import Measure, Measured, ratio

OURS, PLAIN = "shopguide", "plain"
#: Questions that are asked where no file names any.
MOST = 50
SEED = 3

#: Columns of a question's row.
_CHECKED, _FAILED, _SHOWN, _HOLD, _CITED, _NAMED, _THERE = range(7)


def _share(above: int, below: int) -> Measure:
    return lambda sums: ratio(sums[:, above], sums[:, below])


MEASURES: Mapping[str, Measure] = {
    "passed": lambda sums: ratio(sums[:, _CHECKED] - sums[:, _FAILED], sums[:, _CHECKED]),
    "grounded": _share(_HOLD, _SHOWN),
    "cited": _share(_CITED, _SHOWN),
    "exist": _share(_THERE, _NAMED),
}


class NothingWritten(ValueError):
    """No question found any product; the message says what to do."""


class FreshDrafting(Drafting):
    """Asks the writer, whatever was written before over the same facts."""

    def lines(self, task: Brief | Enquiry) -> Iterator[Line | Restart]:
        return self._chain.lines(task)


class PlainDrafting(Drafting):
    """The plain writer alone."""

    def __init__(self) -> None:
        self._writer = PlainWriter()

    @property
    def degraded(self) -> tuple[str, ...]:
        return ()

    def lines(self, task: Brief | Enquiry) -> Iterator[Line | Restart]:
        return iter(self._writer.lines(task))

    def again(self, task: Brief) -> list[Line]:
        return []


@dataclass
class Written:
    """What one writer did with every question."""

    units: list[list[float]] = field(default_factory=list)
    mended: int = 0
    replaced: int = 0
    #: Questions that another writer had to answer.
    fell_back: int = 0
    rules: Counter[str] = field(default_factory=Counter)

    def measured(self, system: str) -> Measured:
        sums = np.array(self.units).reshape(-1, 7)
        counts = {
            "checked": int(sums[:, _CHECKED].sum()),
            "shown": int(sums[:, _SHOWN].sum()),
            "replaced": self.replaced,
            "mended": self.mended,
            "fell back": self.fell_back,
        }
        return Measured(system, sums, MEASURES, counts)


@dataclass(frozen=True)
class SuggestionsEvaluation:
    queries: list[str]
    #: Questions that found no product, or could not be searched.
    unanswered: int
    systems: dict[str, Written]


def past_queries(guide: ProductGuide, most: int = MOST) -> list[str]:
    """What shoppers asked last and got products for, without what may say who they are."""
    rows = Exposure.objects.filter(guide=guide.name, surface="search", total__gt=0, offset=0)
    asked = rows.exclude(query="").order_by("-created", "-pk").values_list("query", flat=True)
    return list(dict.fromkeys(redact(query) for query in asked[: 20 * most]))[:most]


def example_queries(guide: ProductGuide, most: int = MOST) -> list[str]:
    """Titles of the shop's own products, drawn by a seed: what a shop without shoppers can ask."""
    from shopguide.catalogue.facts import declared_paths, title_of
    from shopguide.catalogue.reading import read

    pks = list(guide.products().order_by("pk").values_list("pk", flat=True))
    drawn = np.random.default_rng(SEED).permutation(len(pks))[:most]
    chosen = [pks[place] for place in drawn]
    rows = guide.products().in_bulk(chosen)
    values = read(guide, chosen, declared_paths(guide))
    titles = (title_of(guide, values[pk], rows[pk]) for pk in chosen if pk in values and pk in rows)
    return list(dict.fromkeys(title for title in titles if title))


def evaluate(
    guide: ProductGuide,
    queries: Sequence[str],
    writers: Mapping[str, str],
    progress: Callable[[Iterable[str]], Iterable[str]] = iter,
) -> SuggestionsEvaluation:
    """``writers`` are aliases by the name of their system; the plain writer comes first as the
    floor. Nothing that was written before is used, and nothing is kept. Raises NothingWritten."""
    fresh = {name: partial(FreshDrafting, alias) for name, alias in writers.items()}
    systems: dict[str, Callable[[], Drafting]] = {PLAIN: PlainDrafting, **fresh}
    found = SuggestionsEvaluation([], 0, {name: Written() for name in systems})
    vocabulary, unanswered = vocabulary_of(guide), 0
    for query in progress(list(dict.fromkeys(queries))):
        try:
            brief, hits = brief_of(guide, query)
        except QueryError:
            hits = {}
        if not hits:
            unanswered += 1
            continue
        found.queries.append(query)
        for name, drafting in systems.items():
            _write(guide, brief, hits, drafting(), vocabulary, found.systems[name])
    if not found.queries:
        raise NothingWritten(
            "No question finds a product; give others with --queries, or let the worker index some."
        )
    return replace(found, unanswered=unanswered)


def _write(
    guide: ProductGuide,
    brief: Brief,
    hits: Mapping[str, Hit],
    drafting: Drafting,
    vocabulary: Vocabulary | None,
    into: Written,
) -> None:
    checking = Checking(brief, drafting, vocabulary)
    shown: list[Line] = []
    for line in checking.lines():
        if isinstance(line, Restart):
            shown.clear()
        else:
            shown.append(line)
    into.rules.update(failure.rule for failure in checking.failures)
    into.mended += sum(failure.mended for failure in checking.failures)
    into.replaced += checking.replaced
    into.fell_back += bool(drafting.degraded)
    holds = sum(_holds(line, brief, vocabulary) for line in shown)
    # A product exists where shoppers may see it, by the database and not by the brief.
    named = [ref for line in shown for ref in _named(line)]
    keys = {hits[ref].pk for ref in named if ref in hits}
    there = set(guide.products().filter(pk__in=keys).values_list("pk", flat=True))
    into.units.append(
        [
            float(checking.checked - checking.rechecked),
            float(len(checking.failures)),
            float(len(shown)),
            float(holds),
            float(sum(bool(_named(line)) for line in shown)),
            float(len(named)),
            float(sum(ref in hits and hits[ref].pk in there for ref in named)),
        ]
    )


def _named(line: Line) -> list[str]:
    """The products that a sentence rests on: that of its part, those it refers to or names."""
    own = [] if line.part in ("opening", "difference") else [line.part]
    named = (ref for ref, _slot in SLOT.findall(line.text))
    return list(dict.fromkeys([*own, *line.refs, *named]))


def _holds(line: Line, brief: Brief, vocabulary: Vocabulary | None) -> bool:
    """Whether a sentence that was shown passes every check once more."""
    about = [record for record in brief.records if record.ref in _named(line)]
    return not failed_rule(line.text, brief, about, vocabulary)


def rules_of(systems: Mapping[str, Written]) -> list[dict[str, Any]]:
    """One row per system: sentences that failed, and by which rule."""
    rules = sorted({rule for each in systems.values() for rule in each.rules})
    return [
        {"system": name, "failed": each.rules.total(), **{rule: each.rules[rule] for rule in rules}}
        for name, each in systems.items()
    ]
