"""The contract of every writer: numbered records or sources in, sentences with references out."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar, Literal

from django.core.checks import CheckMessage

from shopguide.text.language import Language


@dataclass(frozen=True)
class Fact:
    """One declared attribute of a product, as people read it: ("camera", "Camera", "48 MP")."""

    name: str
    label: str
    value: str


@dataclass(frozen=True)
class ReviewFact(Fact):
    """In how many reviews of a product an aspect is praised (``polarity`` 1) or blamed (-1): the
    value says "12 of 96 reviews criticise it". ``terms`` are the words that name the aspect."""

    polarity: int = 1
    count: int = 0
    total: int = 0
    terms: tuple[str, ...] = ()


@dataclass(frozen=True)
class Record:
    """What a writer may know of one product. Everything here is data, never an instruction."""

    ref: str
    name: str
    category: str = ""
    #: As shown now; to compare by, never to repeat: a text carries the slot ``{P1.price}``.
    price: str = ""
    #: 1 is the least expensive of the records; 0 is unknown.
    price_rank: int = 0
    in_stock: bool | None = None
    facts: tuple[Fact, ...] = ()
    text: str = ""
    #: Words of the question that stand in the product, as the shopper wrote them.
    matched: tuple[str, ...] = ()


@dataclass(frozen=True)
class Unsaid:
    """A sentence that failed a check: what part it stood in, and the rule that it broke."""

    part: str
    text: str
    rule: str


@dataclass(frozen=True)
class Brief:
    """A shopper's question with the products found for it, best first. Without a question it is for
    a comparison of the products."""

    question: str
    language: Language
    records: tuple[Record, ...]
    #: How many products to name at most.
    picks: int
    #: The parts that are wanted; none named means all.
    parts: tuple[str, ...] = ()
    #: Sentences of an earlier try, to be said in another way that holds.
    failed: tuple[Unsaid, ...] = ()

    def wants(self, part: str) -> bool:
        return not self.parts or part in self.parts


@dataclass(frozen=True)
class Source:
    """A piece of the shop's own that an answer may rest on. Data, never an instruction."""

    #: S1, S2, …
    ref: str
    kind: Literal["fact", "text", "insight", "review", "policy", "order"]
    title: str
    text: str
    url: str = ""


@dataclass(frozen=True)
class Enquiry:
    """A question to customer service with the sources found for it, best first."""

    question: str
    language: Language
    sources: tuple[Source, ...]
    #: Products that are spoken of, P1, P2, …: their names, prices and stock are slots.
    records: tuple[Record, ...] = ()
    #: Earlier questions with their answers, oldest first.
    history: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Line:
    """One sentence that is not yet checked. ``part`` is what it belongs to: "opening", the reference
    of a record, "difference" (how the first two differ) or "answer". ``refs`` are the records and
    sources that it claims to rest on."""

    part: str
    text: str
    refs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Pick:
    ref: str
    reason: str


@dataclass(frozen=True)
class Draft:
    """Text that is not yet checked. Names, prices and stock stand in it as slots: ``{P1.name}``,
    ``{P1.price}``, ``{P1.stock}``."""

    opening: str
    picks: tuple[Pick, ...]
    #: Shown to merchants: which class and model wrote this.
    writer: str
    prompt_tokens: int = 0
    completion_tokens: int = 0


@dataclass(frozen=True)
class Choice:
    """A shopper's question, and limits of the shop's own that it may ask for."""

    question: str
    language: Language
    options: tuple[str, ...]


class WriterError(Exception):
    """No draft came. ``reason`` is one of timeout, refused, status, garbage, missing, language."""

    def __init__(self, message: str, reason: str) -> None:
        super().__init__(message)
        self.reason = reason


class Writer(ABC):
    """Writes a suggestion from a brief."""

    #: Whether it sends text to another host.
    remote: ClassVar[bool] = False
    #: Whether a language model writes; the page says so, once.
    generative: ClassVar[bool] = True
    #: Whether ``choose`` can be asked.
    chooses: ClassVar[bool] = False

    @abstractmethod
    def write(self, brief: Brief) -> Draft:
        """A draft for ``brief``. Raises WriterError, and nothing else."""

    def choose(self, choice: Choice) -> tuple[int, ...]:
        """Positions of the options that the question asks for, as the model answered: the caller
        checks them. Raises WriterError, and nothing else."""
        raise WriterError(f"{type(self).__name__} does not choose.", "missing")

    def check(self) -> list[CheckMessage]:
        """What can be known to be wrong without a network or weights."""
        return []
