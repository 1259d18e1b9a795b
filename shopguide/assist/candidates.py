"""What may answer a question: pieces of the shop's own, not yet numbered or judged."""

from dataclasses import dataclass
from typing import Literal

from shopguide.text.injection import without_injections
from shopguide.writers.base import Source
from shopguide.writers.quoting import joined, quotable

from .intents import is_instruction
from .safe import has_link, has_markup, has_money

Kind = Literal["fact", "text", "insight", "review", "policy", "order"]


@dataclass(frozen=True)
class Candidate:
    """``text`` is what a writer gets, with slots for what the page sets; ``read`` is the same with
    the slots filled, to be judged and shown."""

    kind: Kind
    title: str
    text: str
    url: str = ""
    read: str = ""
    #: P1, P2, …: the product that it is said of.
    about: str = ""
    #: What a fact is a fact of, and what it is, with slots and as it is read.
    label: str = ""
    value: str = ""
    value_read: str = ""

    @property
    def as_read(self) -> str:
        return self.read or self.text

    def as_source(self, ref: str, *, shown: bool = False) -> Source:
        return Source(ref, self.kind, self.title, self.as_read if shown else self.text, self.url)


def harmless(text: str, *, links: bool = False, money: bool = False) -> str:
    """``text`` without the sentences that tell the guide what to do, that carry markup or an
    address, or that name a price, which only the page knows. The last two a policy may have."""
    return joined(
        each
        for each in quotable(without_injections(text))
        if not is_instruction(each)
        and not has_markup(each)
        and (links or not has_link(each))
        and (money or not has_money(each))
    )
