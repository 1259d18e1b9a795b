"""Context of the notice that asks for consent, and of the page on which a shopper changes it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from shopguide.events.consent import PERSONALISATION, REMOTE_WRITER, asked, purposes, words

from .addresses import needed, served

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_TITLES: dict[str, "StrOrPromise"] = {
    PERSONALISATION: _("Personal recommendations"),
    REMOTE_WRITER: _("Answers by an AI service"),
}
_TEXTS: dict[str, "StrOrPromise"] = {
    PERSONALISATION: _(
        "May the shop remember what you look at, buy and review here, and recommend products by it?"
    ),
    REMOTE_WRITER: _(
        "May an AI service outside this shop read your questions, without your personal data?"
    ),
}


@dataclass(frozen=True)
class Question:
    """One purpose, with the shopper's word where there is one. ``asked`` is whether it needs a yes,
    ``forbidden`` whether the browser has said no for its user."""

    purpose: str
    title: "StrOrPromise"
    text: "StrOrPromise"
    given: bool | None = None
    said: datetime | None = None
    asked: bool = True
    forbidden: bool = False


def questions(shopper: str, *, forbidden: bool) -> list[Question]:
    """What a shopper has a say in, with what the shopper of this key said."""
    said, needed = words(shopper), asked()
    found = []
    for purpose in purposes():
        word = said.get(purpose)
        given, when = (word.given, word.created) if word else (None, None)
        closed = forbidden and purpose == PERSONALISATION
        title, text = _TITLES[purpose], _TEXTS[purpose]
        found.append(Question(purpose, title, text, given, when, purpose in needed, closed))
    return found


def notice_context(shopper: str, *, forbidden: bool, path: str = "") -> dict[str, Any]:
    """What ``shopguide/consent_notice.html`` needs: nothing is asked of one who has said it, or whose
    browser has, nor at the ``path`` of the page that asks the same."""
    asked_now = [
        each
        for each in questions(shopper, forbidden=forbidden)
        if each.asked and each.given is None and not each.forbidden
    ]
    address = consent_address() if asked_now else ""
    return {"questions": [] if path == address else asked_now, "address": address}


def consent_context(shopper: str, *, forbidden: bool) -> dict[str, Any]:
    """What ``shopguide/consent_page.html`` needs."""
    found = questions(shopper, forbidden=forbidden)
    return {
        "questions": found,
        "open": any(not each.forbidden for each in found),
        "address": consent_address(),
        "taste_address": served("shopguide:taste"),
        "export_address": served("shopguide:export_me"),
        "erase_address": served("shopguide:erase_me"),
        "conversations_address": served("shopguide:ask"),
    }


def erase_context(counts: Iterable[int]) -> dict[str, Any]:
    """What ``shopguide/erase_page.html`` needs; ``counts`` are those of the rows that are kept."""
    return {
        "rows": sum(counts),
        "erase_address": served("shopguide:erase_me"),
        "export_address": served("shopguide:export_me"),
        "address": consent_address(),
    }


def consent_address() -> str:
    """Raises NoReverseMatch for a shop that does not serve the page."""
    return needed("consent", "consent_notice", "its answers")
