"""What a suggestion or an answer is made of, in the order in which a page may show it."""

from dataclasses import dataclass
from typing import Any

from .base import Source
from .slots import Segment


class Event:
    """One step of a suggestion or an answer. Everything in it has been checked."""


@dataclass(frozen=True)
class Products(Event):
    """The products that the text will be about, before a word of it is written. ``results`` is what
    they were chosen from, None where nothing was searched; ``because`` what of the shopper's taste
    decided among them, in a sentence."""

    picks: tuple[Any, ...]
    results: Any = None
    because: str = ""


@dataclass(frozen=True)
class Text(Event):
    """One sentence. ``part`` is what it belongs to: "opening", the reference of a product,
    "difference" or "answer"; ``refs`` are the records and sources that it rests on."""

    part: str
    segments: tuple[Segment, ...]
    refs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Restart(Event):
    """All text so far is void: another writer begins anew. ``reason`` is that of a WriterError."""

    reason: str


@dataclass(frozen=True)
class Sources(Event):
    """What the text rests on, once it is whole."""

    sources: tuple[Source, ...]


@dataclass(frozen=True)
class Done(Event):
    """The text is whole. ``replaced`` counts sentences that failed a check; ``degraded`` names what
    could not be used this time: encoder, writer."""

    writer: str
    generative: bool
    degraded: tuple[str, ...] = ()
    replaced: int = 0


@dataclass(frozen=True)
class Failed(Event):
    """No text comes; ``message`` says why to a shopper, ``retry`` whether asking again can help."""

    code: str
    message: str
    retry: bool = False
