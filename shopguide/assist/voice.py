"""Who writes an answer: the writers of a chain."""

from collections.abc import Iterator

from shopguide.backends import writers
from shopguide.writers.base import Enquiry, Line
from shopguide.writers.chain import Chain
from shopguide.writers.chain import Restart as TakenOver
from shopguide.writers.events import Restart


class Voice:
    """Unchecked sentences of one answer. ``writer``, ``generative`` and ``degraded`` say, once they
    have been read, whose they are."""

    def __init__(self, alias: str, *, shopper: str = "", consent: bool = True) -> None:
        self._alias = alias
        self._chain = Chain(alias, shopper=shopper, consent=consent)

    @property
    def writer(self) -> str:
        return self._chain.writer or writers[self._alias].name

    @property
    def generative(self) -> bool:
        return self._chain.generative

    @property
    def degraded(self) -> tuple[str, ...]:
        return self._chain.degraded

    def lines(self, enquiry: Enquiry) -> Iterator[Line | Restart]:
        for each in self._chain.lines(enquiry):
            yield Restart(each.reason) if isinstance(each, TakenOver) else each
