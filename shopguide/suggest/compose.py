"""From a sentence to a suggestion: search, choose, write, verify, fill."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils import translation

from shopguide.catalogue.guide import ProductGuide
from shopguide.conf import settings
from shopguide.recommend.weights import TasteWeights
from shopguide.search import Filters, Hit, Results, search
from shopguide.search.vocabulary import vocabulary_of
from shopguide.text.language import Language, language_of
from shopguide.writers.base import Brief, Line, Source
from shopguide.writers.events import Done, Event, Products, Restart, Sources, Text

from .checking import Checking
from .choose import Chosen, candidates
from .drafting import Drafting
from .live import live_of
from .propose import proposed
from .records import records
from .slots import SLOT, Live, Segment, fill
from .tally import record_checks


@dataclass(frozen=True)
class SuggestedProduct:
    """A product that a suggestion names, with why it fits and what it costs now."""

    product: Any
    hit: Hit
    reason: tuple[Segment, ...]
    price: str
    in_stock: bool | None
    url: str
    ref: str = ""


@dataclass(frozen=True)
class Suggestion:
    """A written answer. ``difference`` says how the first two products differ; ``sentences`` are
    all sentences with what each rests on. ``replaced`` counts sentences that failed a check and are
    the plain writer's; ``degraded`` names what could not be used this time: encoder, writer.
    ``because`` says what of the shopper's taste decided among products that fit equally well."""

    query: str
    language: Language
    opening: tuple[Segment, ...]
    picks: list[SuggestedProduct]
    writer: str
    generative: bool
    results: Results
    replaced: int = 0
    degraded: tuple[str, ...] = ()
    difference: tuple[Segment, ...] = ()
    sentences: tuple[Text, ...] = ()
    because: str = ""


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
    shopper: str = "",
    consent: bool = True,
    taste: TasteWeights | None = None,
) -> Suggestion:
    """A suggestion for what a shopper typed, with the ``limit`` results it was chosen from.

    Raises QueryError for a query that cannot be searched. A writer that fails is replaced by the
    plain one, whose text names the same real products.
    """
    results = _searched(
        guide, query, writer, filters, frozenset(ignore), limit, facets, shopper, consent
    )
    made = _Suggesting(results, size, writer, frozenset(ignore), shopper, consent, taste)
    return _collected(made)


def stream_suggestion(
    guide: ProductGuide,
    query: str,
    *,
    size: int | None = None,
    writer: str = "default",
    filters: Filters | None = None,
    ignore: Iterable[str] = (),
    limit: int = 24,
    facets: bool = False,
    shopper: str = "",
    consent: bool = True,
    taste: TasteWeights | None = None,
) -> Iterator[Event]:
    """The same, event by event: the products before anything is written, then each sentence as it
    has been checked, what they rest on, and Done. The search is done before this returns, so that
    QueryError is raised here."""
    results = _searched(
        guide, query, writer, filters, frozenset(ignore), limit, facets, shopper, consent
    )
    return _Suggesting(results, size, writer, frozenset(ignore), shopper, consent, taste).events()


def brief_of(
    guide: ProductGuide, query: str, *, size: int | None = None
) -> tuple[Brief, dict[str, Hit]]:
    """What a writer is given for a question, and the products behind its references: for measuring
    writers. Raises QueryError."""
    made = _Suggesting(search(guide, query), size, "default", frozenset(), "", True)
    return made.brief, made.hits


def _searched(
    guide: ProductGuide,
    query: str,
    writer: str,
    filters: Filters | None,
    ignore: frozenset[str],
    limit: int,
    facets: bool,
    shopper: str,
    consent: bool,
) -> Results:
    results = search(guide, query, limit=limit, filters=filters, ignore=ignore, facets=facets)
    limits = proposed(results, writer, shopper=shopper, consent=consent)
    if not limits:
        return results
    narrowed = search(
        guide, query, limit=limit, filters=filters, ignore=ignore, facets=facets, proposed=limits
    )
    # What a model proposes may narrow the choice, never empty it.
    return narrowed if narrowed.hits else results


@dataclass
class _Suggesting:
    """One suggestion under way."""

    results: Results
    size: int | None
    alias: str
    ignore: frozenset[str]
    shopper: str
    consent: bool
    taste: TasteWeights | None = None
    because: str = ""
    hits: dict[str, Hit] = field(default_factory=dict)
    live: dict[str, Live] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.guide = self.results.guide
        self.language = language_of(self.results.query)
        size = self.size or settings["SUGGESTION_SIZE"]
        with translation.override(self.language):
            hits = self.results.hits
            choice = candidates(self.results, size, self.ignore, self.taste) if hits else Chosen([])
            chosen, self.because = choice.hits, choice.because
            told = records(self.guide, chosen, self.language)
        self.brief = Brief(self.results.query, self.language, told, len(told))
        self.hits = {record.ref: hit for record, hit in zip(told, chosen, strict=True)}

    def events(self, *, settled: bool = False) -> Iterator[Event]:
        """``settled`` holds the text back until all is written, so that prices and stock are those
        of the end, and a product that was hidden meanwhile is named nowhere."""
        yield Products(tuple(self.picks()), self.results, self.because)
        if not self.hits:
            yield Done("", False, self.results.degraded)
            return
        drafting = Drafting(self.alias, shopper=self.shopper, consent=self.consent)
        checking = Checking(self.brief, drafting, vocabulary_of(self.guide))
        shown: list[Line] = []
        for line in checking.lines():
            if isinstance(line, Restart):
                shown.clear()
                if not settled:
                    yield line
            else:
                shown.append(line)
                if not settled:
                    yield from self._told(line)
        if not drafting.is_kept:
            drafting.keep(shown)
            record_checks(
                self.guide.name, drafting.writer, "suggestion", checking.checked, checking.failures
            )
        if settled:
            yield from self._settled(shown, drafting)
        yield Sources(tuple(self._sources(shown)))
        degraded = (*self.results.degraded, *drafting.degraded)
        yield Done(drafting.writer, drafting.generative, degraded, checking.replaced)

    def picks(self) -> Iterator[SuggestedProduct]:
        """The products that shoppers may see now, as they are now."""
        self._read()
        for ref, live in self.live.items():
            hit = self.hits[ref]
            yield SuggestedProduct(hit.product, hit, (), live.price, live.in_stock, live.url, ref)

    def _read(self) -> None:
        keys = {ref: hit.pk for ref, hit in self.hits.items()}
        self.live = live_of(self.guide, keys, self.language)

    def _told(self, line: Line) -> Iterator[Text]:
        self._read()
        yield from self._filled(line)

    def _filled(self, line: Line) -> Iterator[Text]:
        """The sentence with live values; nothing where it speaks of a product that is gone."""
        about = self._about(line)
        if all(ref in self.live for ref in about):
            with translation.override(self.language):
                segments = fill(line.text, self.live)
            yield Text(line.part, segments, about)

    def _about(self, line: Line) -> tuple[str, ...]:
        own = (line.part,) if line.part in self.hits else ()
        named = tuple(ref for ref, _slot in SLOT.findall(line.text))
        return tuple(dict.fromkeys((*own, *line.refs, *named)))

    def _settled(self, shown: list[Line], drafting: Drafting) -> Iterator[Text]:
        """All that still holds, and plain text where a product went away."""
        self._read()
        left = [record for record in self.brief.records if record.ref in self.live]
        told = [text for line in shown for text in self._filled(line)]
        if left and not any(text.part == "opening" for text in told):
            brief = replace(self.brief, records=tuple(left), picks=len(left), parts=("opening",))
            plain = Checking(brief, drafting)
            told = [
                *(text for line in plain.plainly("opening") for text in self._filled(line)),
                *told,
            ]
        yield from told

    def _sources(self, shown: list[Line]) -> Iterator[Source]:
        used = {ref for line in shown for ref in self._about(line)}
        for ref, live in self.live.items():
            if ref in used:
                yield Source(ref, "fact", live.name, "", live.url)


def _collected(made: _Suggesting) -> Suggestion:
    texts: list[Text] = []
    done = Done("", False)
    for event in made.events(settled=True):
        if isinstance(event, Text):
            texts.append(event)
        elif isinstance(event, Done):
            done = event
    return Suggestion(
        query=made.brief.question,
        language=made.language,
        opening=joined(texts, "opening", made.language),
        picks=[
            replace(pick, reason=joined(texts, pick.ref, made.language)) for pick in made.picks()
        ],
        writer=done.writer,
        generative=done.generative,
        results=made.results,
        replaced=done.replaced,
        degraded=done.degraded,
        difference=joined(texts, "difference", made.language),
        sentences=tuple(texts),
        because=made.because,
    )


def joined(texts: Iterable[Text], part: str, language: Language) -> tuple[Segment, ...]:
    """The sentences of a part as one run of text."""
    run: list[Segment] = []
    for text in texts:
        if text.part == part:
            if run and language == "en":
                run.append(Segment("text", " "))
            run += text.segments
    return tuple(run)
