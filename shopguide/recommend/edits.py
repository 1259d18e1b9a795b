"""A shopper's own word on a line of their taste: it stands above what events say."""

from django.db import transaction

from shopguide.catalogue.registry import registry
from shopguide.events.shopper import Shopper
from shopguide.models import Profile

from .evidence import key_of, parts_of
from .names import labels, offered
from .taste import Line, taste_of
from .weights import DISLIKE, LIKE, OFF, WORDS

ON = "on"
#: What may be said of a line, and the kinds of lines that can be liked or disliked.
SAYABLE = (ON, OFF, LIKE, DISLIKE)
LIKABLE = ("category", "brand")


class NotAgreed(Exception):
    """This shopper did not agree to be remembered, so there is nothing to correct."""


def say(shopper: Shopper, key: str, word: str) -> Line | None:
    """Keep what a shopper says of the line ``key``: "off" (do not use it), "like", "dislike", or
    "on" (as events say). Returns the line, or None where events say nothing of it.

    Raises NotAgreed, ValueError for another word, and LookupError for a line that is none of this
    shopper's and names nothing in the shop.
    """
    if not shopper.known:
        raise NotAgreed("Nothing is remembered of a shopper who did not agree to it.")
    if word not in SAYABLE:
        raise ValueError(f"{word!r} is no word on a line; use one of {', '.join(SAYABLE)}.")
    lines = {line.key: line for line in taste_of(shopper).lines}
    if word in (LIKE, DISLIKE):
        _check_likable(key)
    elif key not in lines:
        raise LookupError(f"No line {key!r} is in this shopper's taste.")
    _store(shopper.known, key, word)
    return next((line for line in taste_of(shopper).lines if line.key == key), None)


def sayable() -> dict[str, list[tuple[str, str]]]:
    """Categories and brands of the shop to like or dislike: by section, pairs of key and name."""
    return {
        section: [
            (f"{section}:{key_of(guide.name, value)}", name)
            for guide in registry
            for value, name in offered(guide, section).items()
        ]
        for section in LIKABLE
    }


def _check_likable(key: str) -> None:
    section, _, rest = key.partition(":")
    guide_name, value = parts_of(rest)
    guide = registry.get(guide_name)
    if section not in LIKABLE or value not in labels(guide, section, [value]):
        raise LookupError(f"{key!r} names no category or brand of the shop.")


@transaction.atomic
def _store(shopper: str, key: str, word: str) -> None:
    Profile.objects.bulk_create([Profile(shopper=shopper)], ignore_conflicts=True)
    profile = Profile.objects.select_for_update().get(shopper=shopper)
    if word in WORDS:
        profile.edits[key] = word
    else:
        profile.edits.pop(key, None)
    profile.save(update_fields=["edits", "updated"])
