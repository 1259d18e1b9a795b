"""What an answer is, while it is streamed and once it is whole."""

from dataclasses import dataclass, field
from typing import Any

from shopguide.text.language import Language
from shopguide.writers.base import Source
from shopguide.writers.events import Done, Text


@dataclass(frozen=True)
class Answered(Done):
    """The answer is whole and stored. ``conversation`` and ``turn`` are empty where the asker has
    neither a name nor a session; ``known`` is whether the shop's own sources answered, ``hand_off``
    whether a person should be offered, and ``ticket`` the one that was opened, if any."""

    conversation: str = ""
    turn: str = ""
    intent: str = ""
    known: bool = True
    ticket: str = ""
    hand_off: bool = False
    language: Language = "en"


@dataclass(frozen=True)
class Answer:
    """A whole answer. ``products`` are those that are spoken of."""

    question: str
    language: Language
    intent: str
    sentences: list[Text]
    sources: list[Source]
    products: tuple[Any, ...] = ()
    known: bool = False
    hand_off: bool = False
    ticket: str = ""
    conversation: str = ""
    turn: str = ""
    writer: str = ""
    generative: bool = False
    degraded: tuple[str, ...] = ()
    replaced: int = 0
    #: Why there is no answer, as a shopper reads it.
    error: str = ""
    results: Any = field(default=None, compare=False)
