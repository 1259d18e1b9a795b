"""Stands in until answers are written: the words of the question back, from one source."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from shopguide.backends import writers
from shopguide.models import Turn
from shopguide.text.clean import clean
from shopguide.text.language import language_of
from shopguide.writers.base import Source
from shopguide.writers.events import Done, Event, Sources, Text
from shopguide.writers.slots import Segment

from .conversations import Asker, begun, conversation_of, stored


@dataclass(frozen=True)
class Answered(Done):
    conversation: str = ""
    turn: str = ""
    intent: str = "policy"
    known: bool = True
    ticket: str = ""


@dataclass(frozen=True)
class Answer:
    question: str
    language: str
    intent: str
    sentences: list[Text]
    sources: list[Source]
    products: tuple[Any, ...]
    known: bool
    hand_off: bool
    ticket: str
    conversation: str
    turn: str
    writer: str
    generative: bool
    degraded: tuple[str, ...]


def ask(
    question: str,
    *,
    asker: Asker,
    conversation: UUID | str | None = None,
    product: tuple[str, Any] | None = None,
    writer: str = "default",
) -> Iterator[Event]:
    asked = clean(question, 500)
    language = language_of(asked)
    found = conversation_of(asker, conversation) if conversation else begun(asker, language)
    known = "return" in asked or "退" in asked
    source = Source("S1", "policy", "Returns", f"You asked: {asked}", "/help/returns/")
    text = source.text if known else "That I do not know."
    sentence = Text("answer", (Segment("text", text),), ("S1",) if known else ())
    sources = (source,) if known else ()
    yield sentence
    yield Sources(sources)
    turn = Turn(
        question=asked,
        answer={"sentences": [asdict(sentence)], "sources": [asdict(each) for each in sources]},
        intent="policy" if known else "scope",
        known=known,
    )
    stored(found, turn)
    backend = type(writers[writer]).__name__
    yield Answered(backend, False, (), 0, str(found.pk), str(turn.pk), turn.intent, known)


def answer(
    question: str,
    *,
    asker: Asker,
    conversation: UUID | str | None = None,
    product: tuple[str, Any] | None = None,
    writer: str = "default",
) -> Answer:
    events = list(
        ask(question, asker=asker, conversation=conversation, product=product, writer=writer)
    )
    sentences = [each for each in events if isinstance(each, Text)]
    sources = [each for event in events if isinstance(event, Sources) for each in event.sources]
    done = next(each for each in events if isinstance(each, Answered))
    return Answer(
        clean(question, 500), language_of(question), done.intent, sentences, sources, (),
        done.known, not done.known, done.ticket, done.conversation, done.turn, done.writer,
        done.generative, done.degraded,
    )  # fmt: skip
