"""A wish inside a conversation: products with the reasons of a suggestion."""

from collections.abc import Sequence
from dataclasses import dataclass

from shopguide.catalogue.guide import ProductGuide
from shopguide.catalogue.registry import registry
from shopguide.search import QueryError
from shopguide.suggest import Suggestion, suggest

from .conversations import Asker
from .names import Key, Subject, subjects


@dataclass(frozen=True)
class Shopped:
    """A suggestion with its products as a conversation remembers them."""

    suggestion: Suggestion
    subjects: tuple[Subject, ...]


def shopped(question: str, near: Sequence[Key], writer: str, asker: Asker) -> Shopped | None:
    """A suggestion of the guide that the conversation is about, else of the first that has
    something; None where nothing is found."""
    for guide in _guides(near):
        try:
            found = suggest(
                guide, question, writer=writer, shopper=asker.shopper, consent=asker.consent
            )
        except QueryError:
            continue
        if found.picks:
            keys = [(guide.name, str(pick.hit.pk)) for pick in found.picks]
            known = {each.key: each for each in subjects(keys)}
            return Shopped(found, tuple(known[key] for key in keys if key in known))
    return None


def _guides(near: Sequence[Key]) -> list[ProductGuide]:
    names = dict.fromkeys(name for name, _ in near)
    return sorted(registry, key=lambda guide: guide.name not in names)
