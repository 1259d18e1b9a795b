"""Who writes: the writers of a chain, or what one of them wrote before over the same facts."""

from collections.abc import Iterator, Sequence

from shopguide.backends import writers
from shopguide.writers.base import Brief, Enquiry, Line
from shopguide.writers.cache import cached, keep, key_of
from shopguide.writers.chain import Chain
from shopguide.writers.events import Restart


class Drafting:
    """One text by the writer of ``alias``. After ``lines`` it knows who wrote, and why another had
    to."""

    def __init__(self, alias: str, *, shopper: str = "", consent: bool = True) -> None:
        self._alias = alias
        self._chain = Chain(alias, shopper=shopper, consent=consent)
        self._key = ""
        #: Whether the text was written and checked before.
        self.is_kept = False
        self._task: Brief | Enquiry | None = None

    @property
    def writer(self) -> str:
        return self._chain.writer or writers[self._alias].name

    @property
    def generative(self) -> bool:
        return self.is_kept or self._chain.generative

    @property
    def degraded(self) -> tuple[str, ...]:
        return self._chain.degraded

    def lines(self, task: Brief | Enquiry) -> Iterator[Line | Restart]:
        """Sentences in order. A writer that breaks off is followed by the next: what was said
        before a Restart is void."""
        self._task, self._key = task, key_of(task, self._alias)
        if found := cached(self._key):
            self.is_kept = True
            yield from found
            return
        yield from self._chain.lines(task)

    def again(self, task: Brief) -> list[Line]:
        """Another try of the model that wrote at the parts of ``task`` that failed; nothing where
        none wrote, or it is too late."""
        return [] if self.is_kept else list(self._chain.again(task))

    def keep(self, shown: Sequence[Line]) -> None:
        """Keep checked sentences for the same question over the same facts."""
        if self._task is not None and not self.is_kept:
            keep(self._key, shown, self._chain, self._task)
