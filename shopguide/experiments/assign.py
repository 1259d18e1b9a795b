"""Which variant a shopper gets: drawn by a hash, so that it is the same at every visit, in every
process, and needs no row."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

from shopguide.events.shopper import Shopper
from shopguide.models import Experiment, Variant


@dataclass(frozen=True)
class Choice:
    """A variant, as every request needs it."""

    pk: int
    name: str
    weight: int
    settings: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class RunningTest:
    """A running version of an experiment, as every request needs it."""

    pk: int
    name: str
    salt: str
    variants: tuple[Choice, ...]
    share: float = 1.0
    group: str = ""
    begins_at: float = 0.0
    room: float = 1.0
    languages: frozenset[str] = frozenset()
    visitors: str = ""
    started: datetime | None = None

    @classmethod
    def of(cls, row: Experiment) -> "RunningTest":
        return cls(
            pk=row.pk,
            name=row.name,
            salt=row.salt,
            variants=tuple(map(choice_of, row.variants.all())),
            share=row.share,
            group=row.group,
            begins_at=row.begins_at,
            room=row.room,
            languages=frozenset(row.languages.split()),
            visitors=row.visitors,
            started=row.started,
        )

    @property
    def keys(self) -> frozenset[str]:
        """The keys of SHOPGUIDE that some variant changes."""
        return frozenset(key for each in self.variants for key in each.settings)


def choice_of(row: Variant) -> Choice:
    return Choice(row.pk, row.name, row.weight, row.settings)


def drawn(test: RunningTest, shopper: str) -> Choice | None:
    """The variant of a shopper's key; None for one who does not take part.

    Three draws that know nothing of each other: a place in the group, whether to take part, and the
    variant. So a share that grows moves nobody from one variant to another.
    """
    if test.group and not _in_room(test, fraction("group", test.group, shopper)):
        return None
    if fraction(test.salt, "share", shopper) >= test.share:
        return None
    place = fraction(test.salt, "variant", shopper) * sum(each.weight for each in test.variants)
    for each in test.variants:
        place -= each.weight
        if place < 0:
            return each
    return None


def belongs(test: RunningTest, shopper: Shopper, language: str) -> bool:
    """Whether a test is for this shopper. Only those who agreed to be remembered can take part, since
    of others nothing could be measured; bots and staff are no shoppers."""
    if not shopper.known or not shopper.counted:
        return False
    if test.languages and language not in test.languages:
        return False
    return not test.visitors or (test.visitors == Experiment.Visitors.USERS) == bool(
        shopper.user_pk
    )


def fraction(*parts: str) -> float:
    """A number from 0 to below 1, evenly spread over what the parts may be."""
    digest = sha256("\x1f".join(parts).encode()).digest()
    return int.from_bytes(digest[:6], "big") / 2**48


def _in_room(test: RunningTest, place: float) -> bool:
    return test.begins_at <= place < test.begins_at + test.room
