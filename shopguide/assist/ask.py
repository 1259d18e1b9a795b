"""From a question to a checked and cited answer: understand, find, write, verify, keep."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext as _

from shopguide.search import QueryError
from shopguide.search.query import read_query
from shopguide.text.language import Language, language_of
from shopguide.writers.events import Event, Failed, Products, Restart, Sources, Text

from .answers import Answer, Answered
from .conversations import Asker, begun, conversation_of
from .intents import folded, intent_of
from .names import Key
from .plans import Asked, plan_of
from .shopping import shopped
from .spoken_of import SpokenOf, spoken_of
from .talk import Talk
from .telling import Telling


def ask(
    question: str,
    *,
    asker: Asker,
    conversation: UUID | str | None = None,
    product: tuple[str, Any] | None = None,
    writer: str = "default",
) -> Iterator[Event]:
    """The steps of an answer: products first, then checked sentences, sources, and ``Answered``
    once it is whole and stored. ``Failed`` where there can be none.

    ``product`` is (name of its guide, key): where the question is asked on a product's page. Every
    row that is read belongs to ``asker``, as the door has made it of the request.
    """
    try:
        asked = read_query(question)
    except QueryError as error:
        yield Failed(error.code, str(error))
        return
    language = language_of(asked)
    try:
        kept = conversation_of(asker, conversation) if conversation else begun(asker, language)
    except LookupError:
        yield Failed("not_found", _("This conversation is no longer there. Ask again."), retry=True)
        return
    talk = Talk(asker, kept, asked, language)
    page = (product[0], str(product[1])) if product else None
    yield from _in_language(language, _answered(talk, page, writer))


def answer(
    question: str,
    *,
    asker: Asker,
    conversation: UUID | str | None = None,
    product: tuple[str, Any] | None = None,
    writer: str = "default",
) -> Answer:
    """The whole answer at once: see ``ask``. Where there can be none, ``error`` says why."""
    sentences: list[Text] = []
    sources: tuple[Any, ...] = ()
    products: tuple[Any, ...] = ()
    results = None
    done: Answered | None = None
    error = ""
    steps = ask(question, asker=asker, conversation=conversation, product=product, writer=writer)
    for step in steps:
        if isinstance(step, Restart):
            sentences.clear()
        elif isinstance(step, Text):
            sentences.append(step)
        elif isinstance(step, Sources):
            sources = step.sources
        elif isinstance(step, Products):
            products, results = step.picks, step.results
        elif isinstance(step, Answered):
            done = step
        elif isinstance(step, Failed):
            error = step.message
    if done is None:
        return Answer(question, language_of(question), "", sentences, [], error=error)
    return Answer(
        question=question,
        language=done.language,
        intent=done.intent,
        sentences=sentences,
        sources=list(sources),
        products=products,
        known=done.known,
        hand_off=done.hand_off,
        ticket=done.ticket,
        conversation=done.conversation,
        turn=done.turn,
        writer=done.writer,
        generative=done.generative,
        degraded=done.degraded,
        replaced=done.replaced,
        results=results,
    )


def _in_language(language: Language, steps: Iterator[Event]) -> Iterator[Event]:
    """``steps``, each made in ``language``: a generator would leave it on in between."""
    while True:
        with translation.override(language):
            step = next(steps, None)
        if step is None:
            return
        yield step


def _offers_a_choice(question: str, spoken: SpokenOf) -> bool:
    """ "The Lite or the Plus?" """
    words = folded(question)
    return len(spoken.products) > 1 and (" or " in words or "还是" in words)


def _answered(talk: Talk, page: Key | None, writer: str) -> Iterator[Event]:
    spoken = spoken_of(talk.question, talk.products, page, talk.focus)
    intent = intent_of(talk.question)
    if intent == "product" and spoken.by == "name" and _offers_a_choice(talk.question, spoken):
        intent = "comparison"
    telling = Telling(talk, writer)
    if intent == "shopping":
        near = [*talk.products, *([page] if page else [])]
        found = shopped(talk.question, near, writer, talk.asker)
        if found is not None:
            yield from telling.suggested(found)
            yield talk.keep(intent, telling, known=True)
            return
    plan = plan_of(Asked(talk.question, talk.language, intent, spoken, talk.asker))
    yield from telling.answered(plan)
    talk.spoke_of(plan.subjects, by_name=spoken.by == "name")
    yield talk.keep(intent, telling, known=telling.known, hand_off=telling.hand_off)
