"""Sentences of one answer on their way to the page: written, checked, filled, counted."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from shopguide.models import FailedCheck
from shopguide.suggest.slots import Live, Segment, fill
from shopguide.writers.base import Enquiry, Line, Source
from shopguide.writers.events import Event, Products, Restart, Sources, Text
from shopguide.writers.quotation import extracted
from shopguide.writers.redaction import redact

from .candidates import Candidate
from .conversations import history
from .material import live_of, records_of
from .names import Subject
from .plans import Plan, unknown
from .shopping import Shopped
from .talk import Talk
from .verify import failed_rule
from .voice import Voice

PLAIN = "PlainWriter"


@dataclass(frozen=True)
class SpokenProduct:
    """A product that an answer is about, with what it costs now."""

    ref: str
    guide: str
    pk: Any
    product: Any
    name: str
    price: str
    in_stock: bool | None
    url: str


class Telling:
    """What has been told so far, and by whom. The attributes are whole once the events are read."""

    def __init__(self, talk: Talk, writer: str) -> None:
        self.talk, self.alias = talk, writer
        self.sentences: list[Text] = []
        self.sources: tuple[Source, ...] = ()
        self.products: tuple[SpokenProduct, ...] = ()
        self.failures: list[tuple[str, Line]] = []
        self.known, self.hand_off = True, False
        self.writer, self.generative = PLAIN, False
        self.degraded: tuple[str, ...] = ()
        self._live: dict[str, Live] = {}
        self._blamed = PLAIN

    def answered(self, plan: Plan) -> Iterator[Event]:
        """Our opening, what code alone tells, what the sources say, our closing."""
        yield from self._about(plan.subjects)
        self.degraded = plan.degraded
        told = [(f"S{n}", each) for n, each in enumerate(plan.told, start=1)]
        read = [(f"S{n}", each) for n, each in enumerate(plan.sources, start=len(plan.told) + 1)]
        enquiry = self._enquiry(plan, read)
        opening = [self._ours(text) for text in plan.opening]
        if plan.sources and not told and not opening:
            yield from self._written(enquiry)
            if not self.sentences:
                # Nothing that was written held.
                plan = unknown(plan)
                opening = [self._ours(text) for text in plan.opening]
        yield from self._say(opening)
        yield from self._say(
            Text("answer", fill(each.text, self._live), (ref,)) for ref, each in told
        )
        if plan.sources and (told or opening):
            # Beside sentences of ours the sources speak for themselves.
            yield from self._checked(extracted(enquiry), enquiry)
        yield from self._say(self._ours(text) for text in plan.closing)
        yield from self._cited([*told, *read])
        self.known, self.hand_off = plan.known, plan.hand_off
        self._count(plan)

    def suggested(self, found: Shopped) -> Iterator[Event]:
        """A suggestion, whose text has been checked where it was made."""
        suggestion = found.suggestion
        yield from self._about(found.subjects, suggestion.results)
        self.writer, self.generative = suggestion.writer, suggestion.generative
        self.degraded = suggestion.degraded
        refs = {each.key: f"P{n}" for n, each in enumerate(found.subjects, start=1)}
        parts: list[Text] = []
        if suggestion.opening:
            parts.append(Text("opening", suggestion.opening, tuple(refs.values())))
        for pick in suggestion.picks:
            ref = refs.get((suggestion.results.guide.name, str(pick.hit.pk)))
            if ref and pick.reason:
                parts.append(Text(ref, pick.reason, (ref,)))
        yield from self._say(parts)
        self.talk.offered(found.subjects)

    def _about(self, subjects: tuple[Subject, ...], results: Any = None) -> Iterator[Event]:
        language = self.talk.language
        self._live = {f"P{n}": live_of(each, language) for n, each in enumerate(subjects, 1)}
        self.products = tuple(
            SpokenProduct(
                ref, each.guide.name, each.pk, each.product, each.title, live.price,
                live.in_stock, live.url,
            )
            for each, (ref, live) in zip(subjects, self._live.items(), strict=True)
        )  # fmt: skip
        if subjects:
            yield Products(self.products, results)

    def _written(self, enquiry: Enquiry) -> Iterator[Event]:
        """What the writer says of the sources; where none of it holds, what they say themselves."""
        voice = Voice(self.alias, shopper=self.talk.asker.shopper, consent=self.talk.asker.consent)
        for line in voice.lines(enquiry):
            if isinstance(line, Restart):
                self.sentences.clear()
                yield line
            else:
                yield from self._checked([line], enquiry)
        self.writer, self.generative = voice.writer, voice.generative
        self.degraded = (*self.degraded, *voice.degraded)
        self._blamed = voice.writer
        if not self.sentences and voice.generative:
            self.writer, self.generative = PLAIN, False
            yield from self._checked(extracted(enquiry), enquiry)

    def _checked(self, lines: Iterable[Line], enquiry: Enquiry) -> Iterator[Event]:
        for line in lines:
            if rule := failed_rule(line, enquiry):
                self.failures.append((rule, line))
            else:
                yield from self._say([Text("answer", fill(line.text, self._live), line.refs)])

    def _enquiry(self, plan: Plan, read: list[tuple[str, Candidate]]) -> Enquiry:
        return Enquiry(
            self.talk.question,
            self.talk.language,
            tuple(each.as_source(ref) for ref, each in read),
            records_of(plan.subjects, self.talk.language) if plan.subjects else (),
            history(self.talk.conversation),
        )

    def _ours(self, text: str) -> Text:
        return Text("answer", (Segment("text", text),))

    def _say(self, texts: Iterable[Text]) -> Iterator[Event]:
        for text in texts:
            self.sentences.append(text)
            yield text

    def _cited(self, numbered: list[tuple[str, Candidate]]) -> Iterator[Event]:
        """Only what a sentence rests on is a source of the answer."""
        used = {ref for each in self.sentences for ref in each.refs}
        self.sources = tuple(
            each.as_source(ref, shown=True) for ref, each in numbered if ref in used
        )
        if self.sources:
            yield Sources(self.sources)

    def _count(self, plan: Plan) -> None:
        guide = plan.subjects[0].guide.name if plan.subjects else ""
        FailedCheck.objects.bulk_create(
            FailedCheck(
                guide=guide,
                writer=self._blamed[:128],
                rule=rule,
                text=redact(line.text[:2000]).encode("utf-8", "replace").decode().replace("\0", ""),
            )
            for rule, line in self.failures
        )
